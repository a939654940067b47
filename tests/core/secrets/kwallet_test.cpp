#include "core/secrets/keychain.h"
#include "tests/support/secret_service_client.h"

#include <QCoroTask>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QThread>
#include <atomic>
#include <thread>

using namespace slipway;
using namespace std::chrono_literals;

namespace {

class Memory : public BackendMemory
{
public:
    QString backend(const QString &key) const override { return places.value(key); }
    void remember(const QString &key, const QString &backend) override
    {
        if (backend.isEmpty())
            places.remove(key);
        else
            places.insert(key, backend);
    }
    QMap<QString, QString> places;
};

} // namespace

// A real KWallet on a display of its own, that of KDE Frameworks 6 if it is installed, otherwise that of 5
// (Debian 12 has only the latter, Debian 13 only the former), beside a real gnome-keyring. The wallet is
// opened with a key, as a login does; its dialogs are answered by xdotool.
class KWalletTest : public QObject
{
    Q_OBJECT
    QProcess m_daemon;
    int m_handle = 0; // of the wallet, for overwrite()
    const QString m_version = QStandardPaths::findExecutable(QStringLiteral("kwalletd6")).isEmpty()
                                  ? QStringLiteral("5")
                                  : QStringLiteral("6");
    const QString m_program = QStringLiteral("kwalletd") + m_version;
    const QString m_name = QStringLiteral("org.kde.") + m_program;

    QDBusMessage wallet(const char *method, const QVariantList &arguments = {})
    {
        QDBusMessage message =
            QDBusMessage::createMethodCall(m_name, QStringLiteral("/modules/") + m_program,
                                           QStringLiteral("org.kde.KWallet"), QLatin1String(method));
        message.setArguments(arguments);
        return QDBusConnection::sessionBus().call(message, QDBus::Block, 20'000);
    }
    static QString home() { return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation); }
    static void configure(const QByteArray &defaultWallet = "kdewallet", bool asksForAccess = false)
    {
        QDir().mkpath(home());
        QFile file(home() + QStringLiteral("/kwalletrc"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("[Wallet]\nEnabled=true\nFirst Use=false\nUse One Wallet=true\n"
                   "Default Wallet=" +
                   defaultWallet + "\nClose When Idle=false\nLeave Open=true\n");
        if (asksForAccess)
            file.write("Prompt on Open=true\n");
        else
            file.write("\n[Auto Allow]\nkdewallet=Slipway\nwork=Slipway\n");
    }
    void startDaemon()
    {
        m_daemon.start(m_program, {});
        QVERIFY(m_daemon.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(test::SecretServiceClient::processOf(m_name) > 0, 30'000);
    }
    void endDaemon()
    {
        // What it was asked to do before this, it has done: "sync", above all.
        wallet("isOpen", {QStringLiteral("kdewallet")});
        m_daemon.kill();
        QVERIFY(m_daemon.waitForFinished());
        QTRY_COMPARE(test::SecretServiceClient::processOf(m_name), 0);
    }
    // As the login does it; makes the wallet where there is none.
    void openWallet(const QString &name = QStringLiteral("kdewallet"))
    {
        wallet("pamOpen", {name, QByteArray(56, 'p'), 0});
        QVERIFY(wallet("isOpen", {name}).arguments().value(0).toBool());
    }
    void changeDefault(const QString &name)
    {
        configure(name.toUtf8());
        QTRY_COMPARE(wallet("networkWallet").arguments().value(0).toString(), name);
    }
    int handle()
    {
        return wallet("open", {QStringLiteral("kdewallet"), qlonglong(0), QStringLiteral("Slipway")})
            .arguments()
            .value(0)
            .toInt();
    }
    // Presses Escape in every window that comes, until it is told to stop.
    void dismissDialogs(const std::atomic<bool> &done)
    {
        while (!done) {
            QProcess search;
            search.start(QStringLiteral("xdotool"),
                         {QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--name"),
                          QStringLiteral("KDE Wallet")});
            search.waitForFinished();
            for (const QByteArray &id : search.readAllStandardOutput().split('\n')) {
                if (!id.isEmpty())
                    QProcess::execute(QStringLiteral("xdotool"),
                                      {QStringLiteral("windowfocus"), QString::fromLatin1(id),
                                       QStringLiteral("key"), QStringLiteral("Escape")});
            }
            QThread::msleep(100);
        }
    }
    auto whileDismissing(auto act)
    {
        std::atomic<bool> done = false;
        std::jthread hand([&] { dismissDialogs(done); });
        auto result = act();
        done = true;
        return result;
    }

public Q_SLOTS:
    void overwrite(const QDBusMessage &signal) // once
    {
        if (m_handle == 0)
            return;
        wallet("writeEntry",
               {std::exchange(m_handle, 0), signal.arguments().value(1), QStringLiteral("overwritten"),
                QByteArray("strange-canary-03"), QStringLiteral("Slipway")});
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const QString &name : {m_program, QStringLiteral("xdotool")})
            QVERIFY2(!QStandardPaths::findExecutable(name).isEmpty(), qPrintable(name));
        qputenv("XDG_CURRENT_DESKTOP", "KDE");
        qputenv("KDE_SESSION_VERSION", m_version.toLatin1());
        configure();
        startDaemon();
        openWallet();
    }
    void cleanupTestCase() { endDaemon(); }

    void keepsReadsAndRemoves_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("short") << QByteArray("wallet-canary-0123456789");
        QTest::newRow("200 KB") << QByteArray(200'000, 'k');
    }
    void keepsReadsAndRemoves()
    {
        QFETCH(QByteArray, token);
        const auto memory = std::make_shared<Memory>();
        const auto store = makeKeychain(memory);
        const QString key = QStringLiteral("kept");
        const auto written = QCoro::waitFor(store->write(key, Secret(token)));
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        QCOMPARE(memory->places.value(key), QStringLiteral("kwallet"));
        QVERIFY(test::SecretServiceClient::entries(key).isEmpty());
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), token);
        QVERIFY(QCoro::waitFor(store->write(key, Secret("replaced-canary"))));
        QCOMPARE(store->lastOutcome().removed, 1);
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("replaced-canary"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
        QCOMPARE(store->lastOutcome().removed, 1);
        QCOMPARE(QCoro::waitFor(store->read(key)).error().kind, ErrorKind::NotFound);
        QVERIFY(!memory->places.contains(key));
    }

    // Another program overwrites the entry between the write and the look at it: nothing is called saved, and
    // the former token is back.
    void overwrittenBeforeItIsReadBack()
    {
        const QString key = QStringLiteral("overwritten");
        const auto store = makeKeychain();
        QVERIFY(QCoro::waitFor(store->write(key, Secret("former-canary-01"))));
        m_handle = handle();
        const QString path = QStringLiteral("/modules/") + m_program,
                      interface = QStringLiteral("org.kde.KWallet"),
                      updated = QStringLiteral("folderUpdated");
        QDBusConnection bus = QDBusConnection::sessionBus();
        QVERIFY(bus.connect({}, path, interface, updated, this, SLOT(overwrite(QDBusMessage))));
        const auto written = QCoro::waitFor(store->write(key, Secret("new-canary-02")));
        bus.disconnect({}, path, interface, updated, this, SLOT(overwrite(QDBusMessage)));
        QVERIFY(m_handle == 0);
        QVERIFY(!written);
        QVERIFY2(written.error().message.contains(QLatin1String("KWallet did not keep the token")) &&
                     written.error().nextStep.contains(QLatin1String("the former token is still there")),
                 qPrintable(written.error().asText()));
        QVERIFY(!written.error().asText().contains(QLatin1String("canary")));
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("former-canary-01"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }

    // Saved under KDE; used over ssh, by cron or from another desktop.
    void isFoundFromAnotherDesktop()
    {
        const QString key = QStringLiteral("elsewhere");
        const auto memory = std::make_shared<Memory>();
        QVERIFY(QCoro::waitFor(makeKeychain(memory)->write(key, Secret("kde-canary-01"))));
        qunsetenv("XDG_CURRENT_DESKTOP");
        for (const auto &known : {memory, std::make_shared<Memory>()}) { // a former version knew nothing
            const auto read = QCoro::waitFor(makeKeychain(known)->read(key));
            QVERIFY2(read, read ? "" : qPrintable(read.error().asText()));
            QCOMPARE(read->reveal(), QByteArray("kde-canary-01"));
        }
        const auto remover = makeKeychain();
        QVERIFY(QCoro::waitFor(remover->remove(key)));
        QCOMPARE(remover->lastOutcome().removed, 1);
        qputenv("XDG_CURRENT_DESKTOP", "KDE");
        QCOMPARE(QCoro::waitFor(makeKeychain()->read(key)).error().kind, ErrorKind::NotFound);
    }

    // A new token for what another keychain had: no old one stays there.
    void replacesWhatTheOtherKeychainHad()
    {
        const QString key = QStringLiteral("both");
        qputenv("XDG_CURRENT_DESKTOP", "GNOME");
        QVERIFY(QCoro::waitFor(makeKeychain()->write(key, Secret("gnome-canary-01"))));
        QCOMPARE(test::SecretServiceClient::entries(key).size(), 1);
        qputenv("XDG_CURRENT_DESKTOP", "KDE");
        const auto replacing = makeKeychain();
        QVERIFY(QCoro::waitFor(replacing->write(key, Secret("kde-canary-02"))));
        QCOMPARE(replacing->lastOutcome().removed, 1);
        QVERIFY(test::SecretServiceClient::entries(key).isEmpty());
        QCOMPARE(QCoro::waitFor(makeKeychain()->read(key))->reveal(), QByteArray("kde-canary-02"));
        QVERIFY(QCoro::waitFor(makeKeychain()->remove(key)));
    }

    void removedBehindOurBack()
    {
        const QString key = QStringLiteral("behind");
        const auto store = makeKeychain();
        QVERIFY(QCoro::waitFor(store->write(key, Secret("gone-canary-01"))));
        wallet("removeEntry", {handle(), QStringLiteral("Slipway"), key, QStringLiteral("Slipway")});
        QCOMPARE(QCoro::waitFor(store->read(key)).error().kind, ErrorKind::NotFound);
        QVERIFY(QCoro::waitFor(store->write(key, Secret("gone-canary-02"))));
        wallet("deleteWallet", {QStringLiteral("kdewallet")});
        // And no dialog that wants to make a new one: nothing is there to be answered.
        QCOMPARE(QCoro::waitFor(store->read(key)).error().kind, ErrorKind::NotFound);
        openWallet();
    }

    // As with a changed default keyring: the token of the former default is found, and does not outlive a
    // new one.
    void aChangedDefaultWallet()
    {
        const QString key = QStringLiteral("moved");
        const auto store = makeKeychain();
        QVERIFY(QCoro::waitFor(store->write(key, Secret("former-canary-01"))));
        openWallet(QStringLiteral("work"));
        changeDefault(QStringLiteral("work"));
        const auto former = QCoro::waitFor(store->read(key));
        QVERIFY2(former, former ? "" : qPrintable(former.error().asText()));
        QCOMPARE(former->reveal(), QByteArray("former-canary-01"));

        QVERIFY(QCoro::waitFor(store->write(key, Secret("work-canary-02"))));
        QCOMPARE(store->lastOutcome().removed, 1);
        QVERIFY(store->lastOutcome().leftovers.isEmpty());
        changeDefault(QStringLiteral("kdewallet"));
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("work-canary-02"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
        QCOMPARE(store->lastOutcome().removed, 1);
        QCOMPARE(QCoro::waitFor(store->read(key)).error().kind, ErrorKind::NotFound);
    }

    // An older entry in a wallet that nobody opens is named, and removed later.
    void anOlderEntryInAClosedWallet()
    {
        const QString key = QStringLiteral("older");
        const auto store = makeKeychain();
        QVERIFY(QCoro::waitFor(store->write(key, Secret("older-canary-01"))));
        wallet("closeAllWallets");
        openWallet(QStringLiteral("work"));
        changeDefault(QStringLiteral("work"));
        const auto written =
            whileDismissing([&] { return QCoro::waitFor(store->write(key, Secret("newer-canary-02"))); });
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        QVERIFY2(store->lastOutcome().leftovers.join(QString()).contains(QLatin1String("\"kdewallet\"")),
                 qPrintable(store->lastOutcome().leftovers.join(QLatin1Char('\n'))));
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("newer-canary-02"));
        openWallet();
        QVERIFY(QCoro::waitFor(store->remove(key)));
        QCOMPARE(store->lastOutcome().removed, 2);
        changeDefault(QStringLiteral("kdewallet"));
        QCOMPARE(QCoro::waitFor(store->read(key)).error().kind, ErrorKind::NotFound);
    }

    // Closed while Slipway uses it: the next read asks for it to be opened, and a dismissed dialog is said.
    void closedWhileInUse()
    {
        const QString key = QStringLiteral("closed");
        const auto store = makeKeychain();
        QVERIFY(QCoro::waitFor(store->write(key, Secret("closed-canary-01"))));
        wallet("closeAllWallets");
        const auto dismissed = whileDismissing([&] { return QCoro::waitFor(store->read(key)); });
        QVERIFY(!dismissed);
        QCOMPARE(dismissed.error().kind, ErrorKind::KeychainDenied);
        QVERIFY(dismissed.error().message.contains(QLatin1String("KWallet")));
        openWallet();
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("closed-canary-01"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }

    // KWallet takes a closed dialog for "never again" and does not ask any more: the text helps then, too.
    void accessIsRefused()
    {
        const QString key = QStringLiteral("refused");
        QVERIFY(QCoro::waitFor(makeKeychain()->write(key, Secret("refused-canary-01"))));
        endDaemon();
        configure("kdewallet", true);
        startDaemon();
        openWallet();
        const auto store = makeKeychain();
        const auto refused = whileDismissing([&] { return QCoro::waitFor(store->read(key)); });
        const auto again = whileDismissing([&] { return QCoro::waitFor(store->read(key)); });
        endDaemon();
        configure();
        startDaemon();
        openWallet();
        for (const auto &read : {refused, again}) {
            QVERIFY(!read);
            QCOMPARE(read.error().kind, ErrorKind::KeychainDenied);
            QVERIFY2(read.error().nextStep.contains(QLatin1String("System Settings")),
                     qPrintable(read.error().asText()));
        }
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("refused-canary-01"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }

    // The person does not answer: that ends, too, and Slipway says whom it waits for.
    void nobodyAnswersTheDialog()
    {
        KeychainPatience patience;
        patience.person = 1'500ms;
        patience.silent = 100ms;
        const auto store = makeKeychain({}, patience);
        const QString key = QStringLiteral("unanswered");
        QVERIFY(QCoro::waitFor(store->write(key, Secret("unanswered-canary"))));
        wallet("closeAllWallets");
        QStringList heard;
        store->onWaiting([&](const QString &sentence) { heard << sentence; });
        const auto read = QCoro::waitFor(store->read(key));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::KeychainLocked);
        QVERIFY(heard.join(QString()).contains(QLatin1String("waiting for you")));
        QVERIFY(heard.last().isEmpty());
        endDaemon(); // its dialog, too
        startDaemon();
        openWallet();
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("unanswered-canary"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }

    // Busy for longer than it may be: nothing is stored elsewhere meanwhile, and nothing is called saved.
    void aFrozenWallet()
    {
        KeychainPatience patience;
        patience.answer = 600ms;
        const auto store = makeKeychain({}, patience);
        const QString key = QStringLiteral("frozen");
        QVERIFY(QCoro::waitFor(store->write(key, Secret("frozen-canary-01"))));
        const qint64 process = test::SecretServiceClient::processOf(m_name);
        test::SecretServiceClient::freeze(process, true);
        const auto written = QCoro::waitFor(store->write(key, Secret("frozen-canary-02")));
        const auto removed = QCoro::waitFor(store->remove(key));
        test::SecretServiceClient::freeze(process, false);
        QVERIFY(!written && !removed);
        QCOMPARE(written.error().kind, ErrorKind::Timeout);
        QVERIFY(written.error().message.contains(QLatin1String("KWallet")));
        QCOMPARE(removed.error().kind, ErrorKind::Timeout);
        QVERIFY(test::SecretServiceClient::entries(key).isEmpty());
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("frozen-canary-01"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }

    // Where the keychain that has the token is not there any more, it is named.
    void aWalletThatIsGoneIsNamed()
    {
        const QString key = QStringLiteral("gone");
        const auto memory = std::make_shared<Memory>();
        const auto store = makeKeychain(memory);
        QVERIFY(QCoro::waitFor(store->write(key, Secret("gone-canary-01"))));
        endDaemon();
        const auto read = QCoro::waitFor(store->read(key));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::KeychainUnavailable);
        QVERIFY2(read.error().message.contains(QLatin1String("KWallet")), qPrintable(read.error().asText()));
        startDaemon();
        openWallet();
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }
};

QTEST_GUILESS_MAIN(KWalletTest)
#include "kwallet_test.moc"
