#include "core/secrets/keychain.h"
#include "tests/support/secret_service_client.h"

#include <QCoroTask>
#include <QDBusVirtualObject>
#include <QTest>
#include <QTimer>

using namespace slipway;
using namespace std::chrono_literals;

namespace {

// A stand-in for KWallet, for what a real one cannot be made to do on request: fail to write, or write late.
class WalletStandIn : public QDBusVirtualObject
{
public:
    QMap<QString, QByteArray> entries;
    QMap<QString, int> types; // of entries that are not a stream (2)
    bool isOff = false;       // its owner has switched it off
    QString failing;          // this method answers with a D-Bus error
    int writeResult = 0;      // what writeEntry answers
    bool forgets = false;     // writeEntry says that it worked, and did nothing
    bool damages = false;     // writeEntry says that it worked, and stored something else
    bool isFullAfter = false; // after the next write, writeEntry fails
    bool holdsBack = false;   // writeEntry is answered by release()
    int opened = 0;

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        const QString method = message.member();
        const QVariantList arguments = message.arguments();
        if (method == failing)
            return bus.send(message.createErrorReply(QStringLiteral("org.kde.KWallet.Error"),
                                                     QStringLiteral("of the test")));
        QVariant answer;
        if (method == QLatin1String("isEnabled"))
            answer = !isOff;
        else if (method == QLatin1String("isOpen"))
            answer = true;
        else if (method == QLatin1String("networkWallet"))
            answer = QStringLiteral("kdewallet");
        else if (method == QLatin1String("wallets"))
            answer = QStringList{QStringLiteral("kdewallet")};
        else if (method == QLatin1String("open"))
            answer = ++opened;
        else if (method == QLatin1String("entryType"))
            answer = entries.contains(arguments.value(2).toString())
                         ? types.value(arguments.value(2).toString(), 2)
                         : 0;
        else if (method == QLatin1String("readEntry"))
            answer = entries.value(arguments.value(2).toString());
        else if (method == QLatin1String("removeEntry"))
            answer = entries.remove(arguments.value(2).toString()) == 1 ? 0 : -3;
        else if (method == QLatin1String("writeEntry")) {
            if (holdsBack) {
                m_held = message;
                m_bus = std::make_unique<QDBusConnection>(bus);
                return true;
            }
            if (!forgets && writeResult == 0)
                store(arguments);
            answer = writeResult;
            if (isFullAfter)
                writeResult = -1;
        } else {
            return false;
        }
        return bus.send(message.createReply(answer));
    }
    [[nodiscard]] bool isHolding() const { return m_bus != nullptr; }
    // The write that was held back lands now.
    void release()
    {
        holdsBack = false;
        store(m_held.arguments());
        m_bus->send(m_held.createReply(0));
    }

private:
    // writeEntry(handle, folder, key, value, app), or with a type before the app
    void store(const QVariantList &arguments)
    {
        const QString key = arguments.value(2).toString();
        entries.insert(key, std::exchange(damages, false) ? "damaged" : arguments.value(3).toByteArray());
        types.insert(key, arguments.size() == 6 ? arguments.value(4).toInt() : 2);
    }
    QDBusMessage m_held;
    std::unique_ptr<QDBusConnection> m_bus;
};

class Memory : public BackendMemory
{
public:
    QString backend(const QString &) const override { return QStringLiteral("kwallet"); }
    void remember(const QString &, const QString &) override {}
};

} // namespace

class KWalletFaultsTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<WalletStandIn> m_wallet;
    std::unique_ptr<Keychain> m_store;
    const QString m_key = QStringLiteral("faults");

    QDBusConnection bus()
    {
        return QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("wallet"));
    }

private Q_SLOTS:
    void init()
    {
        qputenv("XDG_CURRENT_DESKTOP", "KDE");
        m_wallet = std::make_unique<WalletStandIn>();
        QVERIFY(bus().registerVirtualObject(QStringLiteral("/modules/kwalletd5"), m_wallet.get()));
        QVERIFY(bus().registerService(QStringLiteral("org.kde.kwalletd5")));
        KeychainPatience patience;
        patience.answer = 2s;
        m_store = makeKeychain({}, patience);
    }
    void cleanup()
    {
        bus().unregisterObject(QStringLiteral("/modules/kwalletd5"));
        bus().unregisterService(QStringLiteral("org.kde.kwalletd5"));
        m_store.reset();
    }

    // Whatever way it fails, the answer is an error, never "saved".
    void aFailedWriteIsAnError_data()
    {
        QTest::addColumn<QString>("failing");
        QTest::addColumn<int>("result");
        QTest::addColumn<bool>("forgets");
        QTest::newRow("says -1") << QString() << -1 << false;
        QTest::newRow("D-Bus error") << QStringLiteral("writeEntry") << 0 << false;
        QTest::newRow("forgets") << QString() << 0 << true;
        QTest::newRow("cannot be read back") << QStringLiteral("readEntry") << 0 << false;
    }
    void aFailedWriteIsAnError()
    {
        QFETCH(QString, failing);
        QFETCH(int, result);
        QFETCH(bool, forgets);
        m_wallet->failing = failing;
        m_wallet->writeResult = result;
        m_wallet->forgets = forgets;
        const auto written = QCoro::waitFor(m_store->write(m_key, Secret("fault-canary-01")));
        QVERIFY(!written);
        QVERIFY2(written.error().message.contains(QLatin1String("KWallet")),
                 qPrintable(written.error().asText()));
        QVERIFY(!written.error().asText().contains(QLatin1String("canary")));
        m_wallet->failing.clear();
        QTRY_VERIFY(m_wallet->entries.isEmpty()); // it is not used later, either
        QCOMPARE(QCoro::waitFor(m_store->read(m_key)).error().kind, ErrorKind::NotFound);
        QVERIFY2(written.error().nextStep.startsWith(QLatin1String("Nothing was saved. ")),
                 qPrintable(written.error().asText()));
    }
    // KWallet has one entry for each name, so a write that fails halfway has overwritten the former one: it
    // is restored, in the form that it had, and the message says what happened.
    void aFailedWriteKeepsTheFormerToken_data()
    {
        QTest::addColumn<QString>("failing");
        QTest::addColumn<int>("result");
        QTest::addColumn<QString>("fault");
        QTest::addColumn<int>("type");
        QTest::newRow("says -1") << QString() << -1 << QString() << 2;
        QTest::newRow("D-Bus error") << QStringLiteral("writeEntry") << 0 << QString() << 2;
        QTest::newRow("forgets") << QString() << 0 << QStringLiteral("forgets") << 2;
        QTest::newRow("damages") << QString() << 0 << QStringLiteral("damages") << 2;
        QTest::newRow("damages what is a password") << QString() << 0 << QStringLiteral("damages") << 1;
    }
    void aFailedWriteKeepsTheFormerToken()
    {
        QFETCH(QString, failing);
        QFETCH(int, result);
        QFETCH(QString, fault);
        QFETCH(int, type);
        m_wallet->entries.insert(m_key, "former-canary-01");
        m_wallet->types.insert(m_key, type);
        m_wallet->failing = failing;
        m_wallet->writeResult = result;
        m_wallet->forgets = fault == QLatin1String("forgets");
        m_wallet->damages = fault == QLatin1String("damages");
        const auto written = QCoro::waitFor(m_store->write(m_key, Secret("newer-canary-02")));
        QVERIFY(!written);
        QCOMPARE(m_wallet->entries.value(m_key), QByteArray("former-canary-01"));
        QCOMPARE(m_wallet->types.value(m_key), type);
        QVERIFY2(written.error().nextStep.contains(QLatin1String("the former token is still there")),
                 qPrintable(written.error().asText()));
    }
    // It cannot be restored: nobody says that it is still there, nor that nothing was changed.
    void aFormerTokenThatIsLostIsNotCalledKept()
    {
        m_wallet->entries.insert(m_key, "former-canary-01");
        m_wallet->damages = true;
        m_wallet->isFullAfter = true;
        const auto written = QCoro::waitFor(m_store->write(m_key, Secret("newer-canary-02")));
        QVERIFY(!written);
        QCOMPARE(m_wallet->entries.value(m_key), QByteArray("damaged"));
        QVERIFY2(written.error().nextStep.startsWith(QLatin1String("It is not certain which token")),
                 qPrintable(written.error().asText()));
    }
    // What cannot be read could not be restored, so it is not overwritten.
    void aFormerEntryThatCannotBeReadStays()
    {
        m_wallet->entries.insert(m_key, "former-canary-01");
        m_wallet->failing = QStringLiteral("readEntry");
        QVERIFY(!QCoro::waitFor(m_store->write(m_key, Secret("newer-canary-02"))));
        QCOMPARE(m_wallet->entries.value(m_key), QByteArray("former-canary-01"));
    }
    void aFailedReadIsNoToken()
    {
        m_wallet->entries.insert(m_key, "fault-canary-02");
        m_wallet->failing = QStringLiteral("readEntry");
        const auto failed = QCoro::waitFor(m_store->read(m_key));
        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, ErrorKind::KeychainUnavailable);
        m_wallet->failing.clear();
        m_wallet->entries.insert(m_key, QByteArray());
        QCOMPARE(QCoro::waitFor(m_store->read(m_key)).error().kind, ErrorKind::NotFound);
    }
    // What is installed needs no installing.
    void aWalletThatIsSwitchedOffIsNamed()
    {
        m_wallet->isOff = true;
        const auto store = makeKeychain(std::make_shared<Memory>());
        const auto read = QCoro::waitFor(store->read(m_key));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::KeychainUnavailable);
        QVERIFY2(read.error().message.contains(QLatin1String("KWallet, which is switched off")),
                 qPrintable(read.error().asText()));
        QVERIFY(read.error().nextStep.startsWith(QLatin1String("Switch it on")));
    }
    // The write was given up; when it lands all the same, the token goes again, and the former one is back.
    void aWriteThatIsGivenUpDoesNotLandLater_data()
    {
        QTest::addColumn<bool>("cancelled");
        QTest::addColumn<QByteArray>("former");
        QTest::newRow("too slow") << false << QByteArray();
        QTest::newRow("cancelled") << true << QByteArray();
        QTest::newRow("too slow, replacing") << false << QByteArray("former-canary-01");
        QTest::newRow("cancelled, replacing") << true << QByteArray("former-canary-01");
    }
    void aWriteThatIsGivenUpDoesNotLandLater()
    {
        QFETCH(bool, cancelled);
        QFETCH(QByteArray, former);
        if (!former.isEmpty())
            m_wallet->entries.insert(m_key, former);
        m_wallet->holdsBack = true;
        QTimer watch;
        watch.callOnTimeout([&] {
            if (m_wallet->isHolding())
                m_store->cancel();
        });
        if (cancelled)
            watch.start(20ms);
        const auto written = QCoro::waitFor(m_store->write(m_key, Secret("late-canary-01")));
        QVERIFY(!written);
        QCOMPARE(written.error().kind, cancelled ? ErrorKind::Cancelled : ErrorKind::Timeout);
        watch.stop();
        QVERIFY(m_wallet->isHolding());
        m_wallet->release();
        QCOMPARE(m_wallet->entries.value(m_key), QByteArray("late-canary-01"));
        QTRY_COMPARE(m_wallet->entries.value(m_key), former);
    }
};

QTEST_GUILESS_MAIN(KWalletFaultsTest)
#include "kwallet_faults_test.moc"
