// What the command line says about a token that is missing, about a keychain that does not answer, and about
// what it does with the keychain itself.
#include "core/state/state_database.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_world.h"
#include "tests/support/secret_service_client.h"

#include <csignal>

using namespace slipway;
using test::CliRun;
using test::FaultWorld;
using Client = test::SecretServiceClient;

class KeychainCommandTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<FaultWorld> m_world;
    Client m_client;

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
    QString key() const
    {
        const auto state = StateDatabase::open(m_world->path("xdg") + QStringLiteral("/slipway/slipway.db"));
        auto row = state->run(QStringLiteral("SELECT key, backend FROM keychain_place"));
        if (!row->next())
            return {};
        m_backend = row->value(1).toString();
        return row->value(0).toString();
    }
    mutable QString m_backend;

private Q_SLOTS:
    void init()
    {
        m_world = std::make_unique<FaultWorld>();
        const QByteArray add =
            "tenant add Acme --token-stdin --host " + m_world->address().toString().toLatin1();
        const Outcome added = run(add.constData(), FaultWorld::token);
        QVERIFY2(added.code == 0, added.err.constData());
    }
    void cleanup()
    {
        (void)run("tenant remove Acme");
        m_world.reset();
    }

    // The state file knows which keychain it was, until the tenant goes.
    void remembersTheKeychain()
    {
        QVERIFY(key().endsWith(QLatin1String("/api-token")));
        QCOMPARE(m_backend, QStringLiteral("secret-service"));
        QCOMPARE(Client::entries(key()).size(), 1);
        const QString stored = key();
        const Outcome removed = run("tenant remove Acme");
        QCOMPARE(removed.code, 0);
        QVERIFY2(removed.out.startsWith("Removed Acme, its token and its checks."), removed.out.constData());
        QVERIFY(Client::entries(stored).isEmpty());
        QVERIFY(key().isEmpty());
    }

    // Removed by another program: no request goes out, and the message about the removal is true.
    void aTokenThatIsGone()
    {
        Client::removeEntry(Client::entries(key()).value(0));
        const Outcome gone = check();
        QCOMPARE(gone.code, 1);
        QVERIFY2(gone.err.contains("holds no token"), gone.err.constData());
        QVERIFY(!gone.out.contains("does not accept")); // a tenant that was never asked
        const Outcome removed = run("tenant remove Acme");
        QCOMPARE(removed.code, 0);
        QVERIFY2(!removed.out.contains("its token"), removed.out.constData());
        QVERIFY(removed.err.contains("had no token"));
    }

    // Another keyring has become the default in the meantime: the new token is used, and the old one is gone.
    void replacesAfterTheDefaultChanged()
    {
        const QString before = Client::defaultKeyring(), work = m_client.makeKeyring(QStringLiteral("Work"));
        Client::makeDefault(work);
        const Outcome replaced = run("tenant replace-token Acme --token-stdin", "another-token-of-the-test");
        QCOMPARE(replaced.code, 0);
        QCOMPARE(Client::entries(key()).size(), 1);
        QVERIFY(check().code != 0); // the tenant does not know the new one
        const Outcome back = run("tenant replace-token Acme --token-stdin", FaultWorld::token);
        QCOMPARE(back.code, 0);
        QCOMPARE(check().code, 0);
        Client::makeDefault(before);
        QCOMPARE(check().code, 0);
        (void)run("tenant remove Acme");
        Client::removeKeyring(work);
    }

    // A message says what is waited for, and Ctrl+C ends the wait.
    void aKeychainThatDoesNotAnswer()
    {
        Client::freeze(true);
        CliRun process(m_world->path("xdg"),
                       {QStringLiteral("tenant"), QStringLiteral("replace-token"), QStringLiteral("Acme"),
                        QStringLiteral("--token-stdin")},
                       "late-token-of-the-test");
        QByteArray heard;
        const bool isSaid = QTest::qWaitFor(
            [&] { return (heard += process.errors()).contains("Waiting for the keychain"); }, 15'000);
        ::kill(static_cast<pid_t>(process.pid()), SIGINT);
        const int code = process.wait();
        Client::freeze(false);
        heard += process.errors();
        QVERIFY2(isSaid, heard.constData());
        QCOMPARE(code, 1);
        QVERIFY2(heard.contains("You stopped waiting"), heard.constData());
        QVERIFY(!process.output().contains("has the new token"));
        QCOMPARE(check().code, 0); // the old token is still the one
        QCOMPARE(Client::entries(key()).size(), 1);
    }
};

QTEST_GUILESS_MAIN(KeychainCommandTest)
#include "keychain_command_test.moc"
