// KeePassXC as the Secret Service of the session, on a display of its own; its windows are answered by
// xdotool. It differs from gnome-keyring: it asks before it answers, and hides what a locked database holds.
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

class KeePassXcTest : public QObject
{
    Q_OBJECT
    using Client = test::SecretServiceClient;
    Client m_client;
    QProcess m_program;

    static QString path(const char *name)
    {
        return QDir::homePath() + QLatin1Char('/') + QLatin1String(name);
    }
    static void write(const QString &file, const QByteArray &text)
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate) && out.write(text) == text.size());
    }
    static QStringList settings()
    {
        return {QStringLiteral("--config"), path("keepassxc.ini"), QStringLiteral("--localconfig"),
                path("local.ini")};
    }
    // `confirms`: it asks before a program sees an entry for the first time.
    void start(bool confirms = false)
    {
        write(path("keepassxc.ini"), QByteArray("[General]\nConfigVersion=2\nAutoSaveAfterEveryChange=true\n"
                                                "UpdateCheckMessageShown=true\n[GUI]\nCheckForUpdates=false\n"
                                                "[FdoSecrets]\nEnabled=true\nShowNotification=false\n"
                                                "ConfirmDeleteItem=false\nUnlockBeforeSearch=true\n"
                                                "ConfirmAccessItem=") +
                                         (confirms ? "true\n" : "false\n"));
        m_program.start(QStringLiteral("keepassxc"),
                        settings() + QStringList{QStringLiteral("--pw-stdin"), path("test.kdbx")});
        QVERIFY(m_program.waitForStarted());
        m_program.write("password of the test\n");
        m_program.closeWriteChannel();
        QTRY_VERIFY_WITH_TIMEOUT(Client::process() > 0, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(Client::defaultKeyring().size() > 1, 60'000);
    }
    void end()
    {
        m_program.kill();
        QVERIFY(m_program.waitForFinished());
        QTRY_COMPARE(Client::process(), 0);
    }
    static void lockDatabase()
    {
        QCOMPARE(QProcess::execute(QStringLiteral("keepassxc"),
                                   settings() + QStringList{QStringLiteral("--lock")}),
                 0);
    }
    // Does the same to every window with this in its title, until it is told to stop.
    static void answerWindows(const char *title, const QStringList &action, const std::atomic<bool> &done)
    {
        while (!done) {
            QProcess search;
            search.start(QStringLiteral("xdotool"),
                         {QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--name"),
                          QString::fromLatin1(title)});
            search.waitForFinished();
            for (const QByteArray &id : search.readAllStandardOutput().split('\n')) {
                if (!id.isEmpty())
                    QProcess::execute(QStringLiteral("xdotool"),
                                      QStringList{QStringLiteral("windowfocus"), QString::fromLatin1(id)} +
                                          action);
            }
            QThread::msleep(500);
        }
    }
    static Result<Secret> readAndAnswer(Keychain &store, const QString &key, const char *title,
                                        const QStringList &action)
    {
        std::atomic<bool> done = false;
        std::jthread hand([&] { answerWindows(title, action, done); });
        Result<Secret> secret = QCoro::waitFor(store.read(key));
        done = true;
        return secret;
    }
    static QStringList escape() { return {QStringLiteral("key"), QStringLiteral("Escape")}; }
    static QStringList password()
    {
        return {QStringLiteral("type"), QStringLiteral("password of the test\n")};
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"keepassxc", "keepassxc-cli", "xdotool"})
            QVERIFY2(!QStandardPaths::findExecutable(QLatin1String(name)).isEmpty(), name);
        Client::end(); // gnome-keyring
        // A database whose root group is what other programs see.
        write(path("test.xml"),
              R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><KeePassFile><Meta>
<DatabaseName>Test</DatabaseName><RecycleBinEnabled>False</RecycleBinEnabled><CustomData><Item>
<Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{00112233-4455-6677-8899-aabbccddeeff}</Value></Item></CustomData>
</Meta><Root><Group><UUID>ABEiM0RVZneImaq7zN3u/w==</UUID><Name>Root</Name></Group></Root></KeePassFile>)");
        QProcess import;
        import.start(QStringLiteral("keepassxc-cli"),
                     {QStringLiteral("import"), QStringLiteral("-p"), path("test.xml"), path("test.kdbx")});
        import.write("password of the test\npassword of the test\n");
        import.closeWriteChannel();
        QVERIFY(import.waitForFinished(60'000));
        QCOMPARE(import.exitCode(), 0);
        start();
    }
    void cleanupTestCase() { end(); }

    void keepsReadsAndRemoves_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("short") << QByteArray("keepass-canary-0123456789");
        QTest::newRow("200 KB") << QByteArray(200'000, 'k');
    }
    void keepsReadsAndRemoves()
    {
        QFETCH(QByteArray, token);
        const QString key = QStringLiteral("kept");
        const auto store = makeKeychain();
        const auto written = QCoro::waitFor(store->write(key, Secret(token)));
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), token);
        QVERIFY(QCoro::waitFor(store->write(key, Secret("replaced-canary"))));
        QCOMPARE(store->lastOutcome().removed, 1);
        QCOMPARE(Client::entries(key).size(), 1);
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("replaced-canary"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
        QCOMPARE(store->lastOutcome().removed, 1);
        QCOMPARE(QCoro::waitFor(store->read(key)).error().kind, ErrorKind::NotFound);
    }
    void removedBehindOurBack()
    {
        const QString key = QStringLiteral("behind");
        const auto store = makeKeychain();
        QVERIFY(QCoro::waitFor(store->write(key, Secret("gone-canary-01"))));
        Client::removeEntry(Client::entries(key).value(0));
        QCOMPARE(QCoro::waitFor(store->read(key)).error().kind, ErrorKind::NotFound);
    }
    void itRestarts()
    {
        const QString key = QStringLiteral("restart");
        const auto store = makeKeychain();
        QVERIFY(QCoro::waitFor(store->write(key, Secret("restart-canary-01"))));
        end();
        start();
        const auto again = QCoro::waitFor(store->read(key));
        QVERIFY2(again, again ? "" : qPrintable(again.error().asText()));
        QCOMPARE(again->reveal(), QByteArray("restart-canary-01"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }

    // It asks for the password and keeps the question open meanwhile, longer than a service may take.
    void aLockedDatabase()
    {
        const QString key = QStringLiteral("locked");
        KeychainPatience patience;
        patience.answer = 4s;
        patience.slow = 1s;
        const auto store = makeKeychain({}, patience);
        QVERIFY(QCoro::waitFor(store->write(key, Secret("locked-canary-01"))));
        lockDatabase();
        QStringList heard;
        store->onWaiting([&](const QString &sentence) { heard << sentence; });
        std::atomic<bool> done = false;
        std::jthread person([&] {
            QThread::sleep(6); // longer than `answer`: a person looks for the password
            answerWindows("Unlock Database", password(), done);
        });
        const auto read = QCoro::waitFor(store->read(key));
        done = true;
        person.join();
        QVERIFY2(read, read ? "" : qPrintable(read.error().asText()));
        QCOMPARE(read->reveal(), QByteArray("locked-canary-01"));
        QVERIFY2(heard.join(QString()).contains(QLatin1String("It may be waiting for you")),
                 qPrintable(heard.join(QLatin1Char('\n'))));
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }
    void nobodyUnlocksIt()
    {
        const QString key = QStringLiteral("unanswered");
        KeychainPatience patience;
        patience.answer = 2s;
        patience.slow = 500ms;
        patience.person = 4s;
        const auto store = makeKeychain({}, patience);
        QVERIFY(QCoro::waitFor(store->write(key, Secret("unanswered-canary-01"))));
        lockDatabase();
        const auto read = QCoro::waitFor(store->read(key));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::KeychainLocked);
        end(); // its window, too
        start();
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }
    void theWindowIsDismissed()
    {
        const QString key = QStringLiteral("dismissed");
        const auto store = makeKeychain();
        QVERIFY(QCoro::waitFor(store->write(key, Secret("dismissed-canary-01"))));
        lockDatabase();
        const auto read = readAndAnswer(*store, key, "Unlock Database", escape());
        QVERIFY(!read);
        QVERIFY2(read.error().kind == ErrorKind::KeychainLocked, qPrintable(read.error().asText()));
        end();
        start();
        QCOMPARE(QCoro::waitFor(store->read(key))->reveal(), QByteArray("dismissed-canary-01"));
        QVERIFY(QCoro::waitFor(store->remove(key)));
    }
    void accessIsRefused()
    {
        const QString key = QStringLiteral("refused");
        QVERIFY(QCoro::waitFor(makeKeychain()->write(key, Secret("refused-canary-01"))));
        end();
        start(true);
        const auto store = makeKeychain();
        const auto read = readAndAnswer(*store, key, "Access Request", escape());
        QVERIFY(!read);
        QVERIFY2(read.error().kind == ErrorKind::KeychainLocked ||
                     read.error().kind == ErrorKind::KeychainDenied,
                 qPrintable(read.error().asText()));
        end();
        start();
        QVERIFY(QCoro::waitFor(makeKeychain()->remove(key)));
    }
};

QTEST_GUILESS_MAIN(KeePassXcTest)
#include "keepassxc_test.moc"
