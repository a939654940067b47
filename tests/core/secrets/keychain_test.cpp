#include "core/base/system_package.h"
#include "core/secrets/keychain.h"

#include <QCoroTask>
#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusMetaType>
#include <QDBusReply>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
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
    // Over ssh, in a container or from cron: what is missing is named, and otherwise what to start.
    void withoutASessionBus_data()
    {
        QTest::addColumn<bool>("isInstalled");
        QTest::addColumn<QString>("advice");
        QTest::newRow("installed") << true << QStringLiteral("run dbus-run-session -- bash");
        QTest::newRow("not installed") << false << howToInstall(SystemPackage::SessionBus);
    }
    void withoutASessionBus()
    {
        QFETCH(bool, isInstalled);
        QFETCH(QString, advice);
        const QTemporaryDir empty;
        QMap<const char *, QByteArray> before;
        for (const char *name : {"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "PATH"})
            before.insert(name, qgetenv(name));
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", empty.path().toUtf8());
        if (!isInstalled)
            qputenv("PATH", empty.path().toUtf8());
        const auto written =
            QCoro::waitFor(makeKeychain()->write(QStringLiteral("k"), Secret("canary-token-0123456789")));
        for (auto each = before.cbegin(); each != before.cend(); ++each)
            qputenv(each.key(), each.value());
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::KeychainUnavailable);
        QVERIFY2(written.error().message.contains(QLatin1String("no session bus")),
                 qPrintable(written.error().message));
        QVERIFY(!written.error().asText().contains(QLatin1String("canary")));
        QVERIFY2(written.error().nextStep.contains(advice), qPrintable(written.error().nextStep));
    }
};

QTEST_GUILESS_MAIN(KeychainTest)
#include "keychain_test.moc"
