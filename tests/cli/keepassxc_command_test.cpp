// The command line with a real KeePassXC as its keychain.
#include "core/secrets/keychain.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_world.h"
#include "tests/support/keepassxc.h"

#include <QCoroTask>
#include <QTimer>

#include <csignal>

using namespace slipway;
using namespace std::chrono_literals;
using test::CliRun;
using test::FaultWorld;
using test::KeePassXC;
using Client = test::SecretServiceClient;

class KeePassXCCommandTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<KeePassXC> m_keepassxc;
    std::unique_ptr<FaultWorld> m_world;
    std::unique_ptr<Client> m_client;
    qint64 m_process = 0; // that of KeePassXC

    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
    };
    Outcome run(const char *words, const QByteArray &input = {}) const
    {
        CliRun process(m_world->path("xdg"), QString::fromLatin1(words).split(QLatin1Char(' ')), input);
        const int code = process.wait();
        return {code, process.output(), process.errors()};
    }
    Outcome check() const { return run("check --tenant Acme --profile custom:alert"); }
    Outcome replace(const QByteArray &token) const
    {
        return run("tenant replace-token Acme --token-stdin", token);
    }
    static QStringList entries()
    {
        return Client::entriesWith({{QStringLiteral("server"), QStringLiteral("Slipway")}});
    }

    // Runs a command that has to wait for somebody until it says so, and ends it with Ctrl+C.
    QByteArray untilItWaits(const QStringList &words, const char *sentence) const
    {
        CliRun process(m_world->path("xdg"), words, "another-token-of-the-test");
        QByteArray heard;
        const bool isSaid =
            QTest::qWaitFor([&] { return (heard += process.errors()).contains(sentence); }, 20'000);
        ::kill(static_cast<pid_t>(process.pid()), SIGINT);
        const int code = process.wait();
        heard += process.errors();
        if (!isSaid || code != 1 || !heard.contains("You stopped waiting"))
            heard.prepend("WRONG (" + QByteArray::number(code) + "): ");
        return heard;
    }

public Q_SLOTS:
    void hang() { Client::freeze(m_process, true); }

private Q_SLOTS:
    void initTestCase()
    {
        if (!KeePassXC::isInstalled())
            QSKIP("KeePassXC is not installed (installer/setup tests).");
        m_keepassxc = std::make_unique<KeePassXC>();
        m_client = std::make_unique<Client>();
        m_keepassxc->start();
    }
    void cleanupTestCase()
    {
        m_client.reset();
        m_keepassxc.reset();
    }
    void init()
    {
        m_world = std::make_unique<FaultWorld>();
        const QByteArray add =
            "tenant add Acme --token-stdin --host " + m_world->address().toString().toLatin1();
        const Outcome added = run(add.constData(), FaultWorld::token);
        QVERIFY2(added.code == 0, added.err.constData());
        QCOMPARE(entries().size(), 1);
    }
    void cleanup()
    {
        (void)run("tenant remove Acme");
        QVERIFY(entries().isEmpty());
        m_world.reset();
    }

    void keepsReplacesAndRemoves()
    {
        QCOMPARE(check().code, 0);
        const Outcome replaced = replace("another-token-of-the-test");
        QVERIFY2(replaced.code == 0, replaced.err.constData());
        QCOMPARE(entries().size(), 1);
        QVERIFY(check().out.contains("does not accept")); // the tenant does not know the new one
        QCOMPARE(replace(FaultWorld::token).code, 0);
        QCOMPARE(entries().size(), 1);
        QCOMPARE(check().code, 0);
        const Outcome removed = run("tenant remove Acme");
        QVERIFY2(removed.out.startsWith("Removed Acme, its token and its checks."), removed.out.constData());
        QVERIFY(entries().isEmpty());
    }

    // Two entries of the same key, such as after merging two databases: the newer one is used, and neither
    // outlives a new token.
    void aSecondEntryOfTheSameKey()
    {
        const QString key = Client::keyOf(entries().value(0));
        QVERIFY2(key.endsWith(QLatin1String("/api-token")), qPrintable(key));
        m_client->writeEntry(key, QByteArray("copy-canary-of-the-test").toBase64(), QStringLiteral("base64"));
        QTRY_COMPARE(entries().size(), 2);
        const Outcome replaced = replace(FaultWorld::token);
        QVERIFY2(replaced.code == 0, replaced.err.constData());
        QCOMPARE(entries().size(), 1);
        QCOMPARE(check().code, 0);
    }

    // Deleted in KeePassXC's own window, or by another program: no request goes out without a token.
    void anEntryDeletedBehindOurBack()
    {
        Client::removeEntry(entries().value(0));
        QTRY_VERIFY(entries().isEmpty());
        const Outcome gone = check();
        QCOMPARE(gone.code, 1);
        QVERIFY2(gone.err.contains("holds no token"), gone.err.constData());
        QVERIFY(!gone.out.contains("does not accept"));
        const Outcome removed = run("tenant remove Acme");
        QVERIFY2(removed.code == 0 && !removed.out.contains("its token"), removed.out.constData());
    }
    // The same while the database is closed: an older copy is put in its place.
    void anOlderCopyOfTheDatabase()
    {
        Client::removeEntry(entries().value(0));
        QTRY_VERIFY(entries().isEmpty());
        m_keepassxc->keepCopy();
        QCOMPARE(replace(FaultWorld::token).code, 0);
        QCOMPARE(check().code, 0);
        m_keepassxc->close();
        m_keepassxc->restoreCopy();
        m_keepassxc->unlock();
        const Outcome gone = check();
        QCOMPARE(gone.code, 1);
        QVERIFY2(gone.err.contains("holds no token"), gone.err.constData());
    }

    // A process that goes on, as an open window does, uses the database after it was locked, closed and
    // opened again, and after KeePassXC itself started again.
    void goesOnAfterEachInterruption()
    {
        const QString key = QStringLiteral("open window");
        const auto store = makeKeychain();
        const auto written = QCoro::waitFor(store->write(key, Secret("window-canary-01")));
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        const std::vector<std::function<void()>> interruptions{
            [&] { m_keepassxc->lock(), m_keepassxc->unlock(); },
            [&] { m_keepassxc->close(), m_keepassxc->unlock(); },
            [&] { m_keepassxc->end(), m_keepassxc->start(); },
        };
        for (const auto &interrupt : interruptions) {
            interrupt();
            const auto read = QCoro::waitFor(store->read(key));
            QVERIFY2(read, read ? "" : qPrintable(read.error().asText()));
            QCOMPARE(read->reveal(), QByteArray("window-canary-01"));
        }
        QCOMPARE(check().code, 0);
        QVERIFY(QCoro::waitFor(store->remove(key)));
        QCOMPARE(store->lastOutcome().removed, 1);
    }
    // While it is not running, the message names it and no other cause.
    void keePassXCIsNotRunning()
    {
        m_keepassxc->end();
        const Outcome gone = check();
        m_keepassxc->start();
        QCOMPARE(gone.code, 1);
        QVERIFY2(gone.err.contains("This was stored in Secret Service, which is not available here"),
                 gone.err.constData());
        QCOMPARE(check().code, 0);
    }

    // Locked: KeePassXC asks for the password in a window of its own, and Slipway says so. Giving up changes
    // nothing. (Its dialog stays, so it has to start again.)
    void aLockedDatabase_data()
    {
        QTest::addColumn<bool>("isClosed");
        QTest::addColumn<bool>("asks");
        QTest::newRow("locked") << false << true;
        QTest::newRow("locked, found only once it is open") << false << false;
        QTest::newRow("closed") << true << true;
    }
    void aLockedDatabase()
    {
        QFETCH(bool, isClosed);
        QFETCH(bool, asks);
        m_keepassxc->end();
        m_keepassxc->configure({.beforeSearch = asks});
        m_keepassxc->start();
        if (isClosed)
            m_keepassxc->close();
        else
            m_keepassxc->lock();
        const QByteArray heard = untilItWaits({QStringLiteral("tenant"), QStringLiteral("replace-token"),
                                               QStringLiteral("Acme"), QStringLiteral("--token-stdin")},
                                              "waiting for you");
        m_keepassxc->kill();
        m_keepassxc->configure({});
        m_keepassxc->start();
        QVERIFY2(!heard.startsWith("WRONG"), heard.constData());
        QCOMPARE(entries().size(), 1);
        QCOMPARE(check().code, 0); // the former token is still the one
    }

    // KeePassXC hangs while it writes. What was given up is not stored once it goes on.
    void aWriteThatIsGivenUpDoesNotLandLater()
    {
        const QString key = QStringLiteral("late");
        KeychainPatience patience;
        patience.answer = patience.person = 1s;
        const auto hasty = makeKeychain({}, patience);
        const auto store = makeKeychain();
        m_process = Client::process();
        QDBusConnection bus = QDBusConnection::sessionBus();
        int givenUp = 0;
        // It hangs once the new entry is there, without its secret or with it; and earlier.
        for (const int delay : {-1, -1, -1, 0, 5, 10, 15, 20, 30}) {
            const auto before = QCoro::waitFor(store->write(key, Secret("former-canary-01")));
            QVERIFY2(before, before ? "" : qPrintable(before.error().asText()));
            QTimer timer;
            timer.setSingleShot(true);
            timer.callOnTimeout(this, &KeePassXCCommandTest::hang);
            const QString created = QStringLiteral("ItemCreated"),
                          collection = QStringLiteral("org.freedesktop.Secret.Collection");
            if (delay < 0)
                QVERIFY(bus.connect({}, {}, collection, created, this, SLOT(hang())));
            else
                timer.start(delay);
            const auto written = QCoro::waitFor(hasty->write(key, Secret("late-canary-02")));
            timer.stop();
            bus.disconnect({}, {}, collection, created, this, SLOT(hang()));
            Client::freeze(m_process, false);
            if (written) { // it hung while the former entry was removed, or not at all
                QVERIFY(Client::entries(key).size() == 1 || !hasty->lastOutcome().leftovers.isEmpty());
                QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("late-canary-02"));
                continue;
            }
            ++givenUp;
            QTRY_COMPARE_WITH_TIMEOUT(Client::entries(key).size(), 1, 20'000);
            const auto read = QCoro::waitFor(store->read(key));
            QVERIFY2(read, read ? "" : qPrintable(read.error().asText()));
            QCOMPARE(read->reveal(), QByteArray("former-canary-01"));
        }
        QVERIFY(givenUp > 0);
        QVERIFY(QCoro::waitFor(store->remove(key)));
        QVERIFY(Client::entries(key).isEmpty());
    }
};

QTEST_GUILESS_MAIN(KeePassXCCommandTest)
#include "keepassxc_command_test.moc"
