#include "core/secrets/token_store.h"

#include <QCoroTask>
#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusMetaType>
#include <QDBusReply>
#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace slipway;

namespace {

void lockDefaultKeyring()
{
    QDBusInterface service(QStringLiteral("org.freedesktop.secrets"),
                           QStringLiteral("/org/freedesktop/secrets"),
                           QStringLiteral("org.freedesktop.Secret.Service"));
    const QDBusReply<QDBusObjectPath> keyring =
        service.call(QStringLiteral("ReadAlias"), QStringLiteral("default"));
    QVERIFY(keyring.isValid());
    qDBusRegisterMetaType<QList<QDBusObjectPath>>();
    const QDBusMessage answer =
        service.call(QStringLiteral("Lock"), QVariant::fromValue(QList<QDBusObjectPath>{keyring.value()}));
    QVERIFY2(answer.type() == QDBusMessage::ReplyMessage, qPrintable(answer.errorMessage()));
}

} // namespace

// Runs against a real gnome-keyring in a home of its own (tests/support/with-keyring).
class KeychainTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsReadsAndRemoves_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("kind"); // of SLIPWAY_KEYCHAIN
        QTest::newRow("short") << QByteArray("canary-token-0123456789") << QByteArray();
        QTest::newRow("4 KB") << QByteArray(4096, 'k') << QByteArray();
        QTest::newRow("Qt Keychain") << QByteArray("canary-token-9876543210") << QByteArray("qtkeychain");
    }
    void keepsReadsAndRemoves()
    {
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, kind);
        qputenv("SLIPWAY_KEYCHAIN", kind);
        const auto unset = qScopeGuard([] { qunsetenv("SLIPWAY_KEYCHAIN"); });
        const auto store = makeKeychainTokenStore();
        const QString key = tokenKey(QStringLiteral("test-tenant"));
        const auto written = QCoro::waitFor(store->write(key, Secret(token)));
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), token);
        int files = 0;
        QDirIterator entries(QDir::homePath(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            QFile file(entries.next());
            ++files;
            if (file.open(QIODevice::ReadOnly)) {
                const QByteArray bytes = file.readAll();
                QVERIFY(!bytes.contains(token) && !bytes.contains(token.toBase64()) &&
                        !bytes.contains(token.toHex()));
            }
        }
        QVERIFY(files > 0); // the keyring itself is among them
        QVERIFY(QCoro::waitFor(store->remove(key)));
        QCOMPARE(QCoro::waitFor(store->read(key)).error().kind, ErrorKind::NotFound);
        QVERIFY(QCoro::waitFor(store->remove(key))); // removing nothing is fine
    }
    void sessionTokensStayInMemory()
    {
        LayeredTokenStore store(makeKeychainTokenStore(), std::make_unique<MemoryTokenStore>());
        QVERIFY(QCoro::waitFor(store.writeForSession(QStringLiteral("s"), Secret("session-token"))));
        QCOMPARE(QCoro::waitFor(store.read(QStringLiteral("s")))->reveal(), QByteArray("session-token"));
        QCOMPARE(QCoro::waitFor(makeKeychainTokenStore()->read(QStringLiteral("s"))).error().kind,
                 ErrorKind::NotFound);
    }
    // Nobody is there to unlock it: there is no display for the prompt.
    void lockedIsNotTheSameAsMissing()
    {
        const auto store = makeKeychainTokenStore();
        const QString key = tokenKey(QStringLiteral("locked-tenant"));
        QVERIFY(QCoro::waitFor(store->write(key, Secret("canary-token-0123456789"))));
        lockDefaultKeyring();
        const auto read = QCoro::waitFor(store->read(key));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::KeychainLocked);
        QVERIFY(read.error().nextStep.contains(QLatin1String("Unlock")));
        const auto written = QCoro::waitFor(store->write(key, Secret("another-canary-token")));
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::KeychainLocked);
        QVERIFY(!written.error().asText().contains(QLatin1String("canary")));
    }
    void withoutASessionBusSaysSo()
    {
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS"), runtime = qgetenv("XDG_RUNTIME_DIR");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", "/nonexistent");
        const auto written = QCoro::waitFor(
            makeKeychainTokenStore()->write(QStringLiteral("k"), Secret("canary-token-0123456789")));
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
        qputenv("XDG_RUNTIME_DIR", runtime);
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::KeychainUnavailable);
        QVERIFY(written.error().nextStep.contains(QLatin1String("dbus-run-session")));
        QVERIFY(!written.error().asText().contains(QLatin1String("canary")));
    }
};

QTEST_GUILESS_MAIN(KeychainTest)
#include "keychain_test.moc"
