// The credentials of destinations in a real gnome-keyring: long ones, replaced ones, those of earlier
// versions, and writes that are interrupted at any point.
#include "core/destinations/credential_entries.h"

#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusMetaType>
#include <QDBusReply>
#include <QTest>

using namespace slipway;

namespace {

const auto destination = QStringLiteral("0d0e0f00-1111-2222-3333-444455556666");

// The keys of all that Slipway has in the keyring, asked from the Secret Service itself.
QStringList keysInKeyring()
{
    QDBusInterface service(QStringLiteral("org.freedesktop.secrets"),
                           QStringLiteral("/org/freedesktop/secrets"),
                           QStringLiteral("org.freedesktop.Secret.Service"));
    const QDBusMessage found = service.call(
        QStringLiteral("SearchItems"),
        QVariant::fromValue(QMap<QString, QString>{{QStringLiteral("server"), QStringLiteral("Slipway")}}));
    QStringList keys;
    for (const QDBusObjectPath &path :
         qdbus_cast<QList<QDBusObjectPath>>(found.arguments().value(0).value<QDBusArgument>())) {
        QDBusInterface item(QStringLiteral("org.freedesktop.secrets"), path.path(),
                            QStringLiteral("org.freedesktop.DBus.Properties"));
        const QDBusReply<QVariant> attributes =
            item.call(QStringLiteral("Get"), QStringLiteral("org.freedesktop.Secret.Item"),
                      QStringLiteral("Attributes"));
        keys << qdbus_cast<QMap<QString, QString>>(attributes.value().value<QDBusArgument>())
                    .value(QStringLiteral("user"));
    }
    keys.sort();
    return keys;
}

// Bytes that do not repeat, so that exchanged entries are seen.
QByteArray secretOf(int size, char mark)
{
    QByteArray bytes;
    for (int i = 0; bytes.size() < size; ++i)
        bytes += mark + QByteArray::number(i) + '\n';
    return bytes.left(size);
}

DestinationSecrets setOf(int size, char mark)
{
    return {{QStringLiteral("access_key"), Secret(QByteArray("k3y-") + mark)},
            {QStringLiteral("secret_key"), Secret(secretOf(size, mark))},
            {QStringLiteral("session_token"), Secret(secretOf(size / 2, mark))}};
}

// A process that ends after so many changes of the keyring: nothing after that happens.
class EndingStore : public TokenStore
{
public:
    EndingStore(TokenStore &real, int changes) : m_real(real), m_left(changes) {}
    QCoro::Task<Result<Secret>> read(QString key) override
    {
        if (m_left <= 0)
            co_return failure(ErrorKind::KeychainUnavailable, QStringLiteral("ended"));
        Result<Secret> secret = co_await m_real.read(key);
        co_return secret;
    }
    QCoro::Task<Result<void>> write(QString key, Secret secret) override
    {
        if (m_left-- <= 0)
            co_return failure(ErrorKind::KeychainUnavailable, QStringLiteral("ended"));
        Result<void> written = co_await m_real.write(key, secret);
        co_return written;
    }
    QCoro::Task<Result<void>> remove(QString key) override
    {
        if (m_left-- <= 0)
            co_return failure(ErrorKind::KeychainUnavailable, QStringLiteral("ended"));
        Result<void> removed = co_await m_real.remove(key);
        co_return removed;
    }
    QString backendName() const override { return m_real.backendName(); }
    [[nodiscard]] bool hasEnded() const { return m_left <= 0; }

private:
    TokenStore &m_real;
    int m_left;
};

} // namespace

class CredentialEntriesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qDBusRegisterMetaType<QMap<QString, QString>>();
        qDBusRegisterMetaType<QList<QDBusObjectPath>>();
        m_store = makeKeychainTokenStore();
    }
    void init() { QCOMPARE(keysInKeyring(), QStringList()); }

    void longSecretsInShortEntries()
    {
        const DestinationSecrets account{{QStringLiteral("service_account"), Secret(secretOf(6 << 10, 'g'))}};
        write(account);
        QCOMPARE(read(), account);
        const QStringList keys = keysInKeyring();
        QVERIFY(keys.size() > 5);
        qsizetype stored = 0;
        for (const QString &key : keys) {
            QVERIFY2(key.startsWith(QStringLiteral("io.slipway/%1/credentials").arg(destination)),
                     qPrintable(key));
            const auto entry = QCoro::waitFor(m_store->read(key));
            QVERIFY(entry.has_value());
            QVERIFY2(entry->size() <= 1200, qPrintable(key)); // Windows takes 2560
            stored += entry->size();
        }
        QVERIFY(stored > 6 << 10);
        // By a shorter one, with nothing left of the long one.
        const DestinationSecrets shorter{{QStringLiteral("service_account"), Secret("sh0rt-0ne")}};
        write(shorter);
        QCOMPARE(read(), shorter);
        QCOMPARE(keysInKeyring().size(), 2);
        write({});
        QCOMPARE(keysInKeyring(), QStringList());
        QCOMPARE(QCoro::waitFor(readCredentials(*m_store, destination)).error().kind, ErrorKind::NotFound);
    }

    void ofFormerVersions()
    {
        QVERIFY(
            QCoro::waitFor(m_store->write(QStringLiteral("io.slipway/%1/credentials").arg(destination),
                                          Secret(R"({"access_key":"0ld-k3y","secret_key":"0ld-s3cr3t"})")))
                .has_value());
        const DestinationSecrets old{{QStringLiteral("access_key"), Secret("0ld-k3y")},
                                     {QStringLiteral("secret_key"), Secret("0ld-s3cr3t")}};
        QCOMPARE(read(), old);
        write(setOf(100, 'n'));
        QCOMPARE(read(), setOf(100, 'n'));
        for (const QString &key : keysInKeyring())
            QVERIFY(!QCoro::waitFor(m_store->read(key))->reveal().contains("0ld-"));
        write({});
        QCOMPARE(keysInKeyring(), QStringList());
    }
    void removedAsOfFormerVersions()
    {
        QVERIFY(QCoro::waitFor(m_store->write(QStringLiteral("io.slipway/%1/credentials").arg(destination),
                                              Secret(R"({"sas":"0ld-sas"})")))
                    .has_value());
        write({});
        QCOMPARE(keysInKeyring(), QStringList());
        write({}); // doing it once more is not an error
    }

    // Ended after every single change: all secrets are those from before, or all are the new ones.
    void interruptedWrites()
    {
        int asBefore = 0, asNew = 0;
        for (int changes = 0;; ++changes) {
            const DestinationSecrets before = setOf(3000, 'b'), after = setOf(1800, 'a');
            write(before);
            EndingStore ending(*m_store, changes);
            (void)QCoro::waitFor(writeCredentials(ending, destination, after));
            const DestinationSecrets now = read();
            QVERIFY2(now == before || now == after, qPrintable(QString::number(changes)));
            (now == before ? asBefore : asNew) += 1;
            // The next write finds its way, and clears what the ended one left.
            write(setOf(10, 'c'));
            QCOMPARE(read(), setOf(10, 'c'));
            QCOMPARE(keysInKeyring().size(), 4);
            if (!ending.hasEnded())
                break;
        }
        QVERIFY2(asBefore > 3 && asNew > 3, qPrintable(QStringLiteral("%1 %2").arg(asBefore).arg(asNew)));
        write({});
    }
    void interruptedRemovals()
    {
        for (int changes = 0;; ++changes) {
            write(setOf(3000, 'r'));
            EndingStore half(*m_store, 3); // a write that left something
            (void)QCoro::waitFor(writeCredentials(half, destination, setOf(2000, 'h')));
            EndingStore ending(*m_store, changes);
            const auto removed = QCoro::waitFor(writeCredentials(ending, destination, {}));
            QCOMPARE(removed.has_value(), keysInKeyring().isEmpty());
            write({});
            QCOMPARE(keysInKeyring(), QStringList());
            if (removed)
                break;
        }
    }
    // What is not whole is not used.
    void aMissingEntryIsSaid()
    {
        write(setOf(3000, 'm'));
        QString one;
        for (const QString &key : keysInKeyring())
            one = key.contains(QLatin1String("secret_key/1")) ? key : one;
        QVERIFY(!one.isEmpty());
        QVERIFY(QCoro::waitFor(m_store->remove(one)).has_value());
        const auto broken = QCoro::waitFor(readCredentials(*m_store, destination));
        QVERIFY(!broken);
        QCOMPARE(broken.error().kind, ErrorKind::Storage);
        // Of another write.
        QVERIFY(QCoro::waitFor(m_store->write(one, Secret(secretOf(1200, 'x')))).has_value());
        QVERIFY(!QCoro::waitFor(readCredentials(*m_store, destination)));
        write({});
    }

private:
    void write(const DestinationSecrets &secrets)
    {
        const auto written = QCoro::waitFor(writeCredentials(*m_store, destination, secrets));
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
    }
    DestinationSecrets read()
    {
        return QCoro::waitFor(readCredentials(*m_store, destination)).value_or(DestinationSecrets{});
    }
    std::unique_ptr<TokenStore> m_store;
};

QTEST_GUILESS_MAIN(CredentialEntriesTest)
#include "credential_entries_test.moc"
