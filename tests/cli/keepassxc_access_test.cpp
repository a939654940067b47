// KeePassXC asks for access to each entry, and before it removes one. Here somebody answers its dialogs, by
// xdotool on a display of the test's own.
#include "core/secrets/keychain.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_world.h"
#include "tests/support/keepassxc.h"

#include <QCoroTask>

using namespace slipway;
using test::CliRun;
using test::FaultWorld;
using test::KeePassXC;
using Client = test::SecretServiceClient;

class KeePassXCAccessTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<KeePassXC> m_keepassxc;
    std::unique_ptr<FaultWorld> m_world;
    std::unique_ptr<Client> m_client;
    bool m_isOtherwise = false; // set up in another way than the other tests need

    // A window of KeePassXC with this in its title, and the keys that answer it.
    struct Answer
    {
        const char *title, *keys;
    };
    static constexpr const char *access = "Access Request", *unlock = "Unlock Database",
                                *removal = "recycle bin";
    // The buttons are "Allow Selected", which is the default, "Allow All & Future", the box "Remember", and
    // "Deny All & Future".
    static constexpr Answer allow{access, "Return"}, close{access, "Escape"},
        deny{access, "Tab Tab Tab space"};

    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
        bool isAsked = true; // each dialog came
    };

    static QStringList windows(const char *title)
    {
        QProcess search;
        search.start(QStringLiteral("xdotool"), {QStringLiteral("search"), QStringLiteral("--onlyvisible"),
                                                 QStringLiteral("--name"), QString::fromLatin1(title)});
        search.waitForFinished();
        return QString::fromLatin1(search.readAllStandardOutput())
            .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    }
    // Waits for the window and answers it, until it is gone. The display reports that the window has the
    // focus a moment before the program knows it, and keys pressed before then are lost.
    static bool answer(const Answer &answer)
    {
        if (!QTest::qWaitFor([&] { return !windows(answer.title).isEmpty(); }, 30'000))
            return false;
        return QTest::qWaitFor(
            [&] {
                const QStringList open = windows(answer.title);
                if (!open.isEmpty())
                    QProcess::execute(QStringLiteral("xdotool"),
                                      QStringList{QStringLiteral("windowfocus"), QStringLiteral("--sync"),
                                                  open.first(), QStringLiteral("sleep"),
                                                  QStringLiteral("0.3"), QStringLiteral("key"),
                                                  QStringLiteral("--delay"), QStringLiteral("100")} +
                                          QString::fromLatin1(answer.keys).split(QLatin1Char(' ')));
                return open.isEmpty();
            },
            30'000);
    }
    [[nodiscard]] Outcome run(const char *words, const QList<Answer> &answers,
                              const QByteArray &input = {}) const
    {
        CliRun process(m_world->path("xdg"), QString::fromLatin1(words).split(QLatin1Char(' ')), input);
        Outcome outcome;
        for (const Answer &each : answers)
            outcome.isAsked = outcome.isAsked && answer(each);
        outcome.code = process.wait();
        outcome.out = process.output();
        outcome.err = process.errors();
        return outcome;
    }
    [[nodiscard]] Outcome check(const QList<Answer> &answers) const
    {
        return run("check --tenant Acme --profile custom:alert", answers);
    }
    static QStringList entries()
    {
        return Client::entriesWith({{QStringLiteral("server"), QStringLiteral("Slipway")}});
    }
    void restart(KeePassXC::Asks asks)
    {
        m_keepassxc->end();
        m_keepassxc->configure(asks);
        m_keepassxc->start(true);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!KeePassXC::isInstalled())
            QSKIP("KeePassXC is not installed (installer/setup tests).");
        QVERIFY(!QStandardPaths::findExecutable(QStringLiteral("xdotool")).isEmpty());
        m_keepassxc = std::make_unique<KeePassXC>();
        m_client = std::make_unique<Client>();
        m_keepassxc->configure({.beforeAccess = true});
        m_keepassxc->start(true);
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
        const Outcome added = run(add.constData(), {}, FaultWorld::token);
        QVERIFY2(added.code == 0, added.err.constData());
    }
    void cleanup()
    {
        if (m_isOtherwise)
            restart({.beforeAccess = true});
        m_isOtherwise = false;
        for (const QString &entry : entries())
            Client::removeEntry(entry);
        QTRY_VERIFY(entries().isEmpty());
        m_world.reset();
    }

    void allowed()
    {
        const Outcome outcome = check({allow});
        QVERIFY(outcome.isAsked);
        QVERIFY2(outcome.code == 0, outcome.err.constData());
    }

    // Nothing is locked, so nobody is sent to unlock anything; and a "no" is not a token that is missing.
    void notAllowed_data()
    {
        QTest::addColumn<bool>("isDenied");
        QTest::newRow("the dialog is closed") << false;
        QTest::newRow("access is denied") << true;
    }
    void notAllowed()
    {
        QFETCH(bool, isDenied);
        const Outcome refused = check({isDenied ? deny : close});
        QVERIFY(refused.isAsked);
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("Secret Service refused access."), refused.err.constData());
        QVERIFY2(refused.err.contains("Allow Slipway when the keychain asks"), refused.err.constData());
        QVERIFY2(!refused.err.contains("locked"), refused.err.constData());
        QVERIFY(!refused.out.contains("does not accept"));
        QCOMPARE(check({allow}).code, 0); // whoever tries again is asked again
    }

    // As in an open window: KeePassXC remembers the answer for as long as the program runs and does not ask
    // again.
    void deniedForAsLongAsTheProgramRuns()
    {
        const QString key = Client::keyOf(entries().value(0)); // of another program, the command line
        const auto store = makeKeychain();
        std::optional<Result<Secret>> first;
        const auto reading = [&]() -> QCoro::Task<void> { first = co_await store->read(key); };
        const auto task = reading();
        QVERIFY(answer(deny));
        QTRY_VERIFY(first.has_value());
        for (const Result<Secret> &read : {*first, QCoro::waitFor(store->read(key))}) {
            QVERIFY(!read);
            QVERIFY2(read.error().kind == ErrorKind::KeychainDenied, qPrintable(read.error().asText()));
        }
        QVERIFY(windows(access).isEmpty());
    }

    // The new token is stored in any case, and a message says why the former one is still there.
    void aFormerTokenThatMayNotBeRemoved()
    {
        const Outcome replaced =
            run("tenant replace-token Acme --token-stdin", {deny}, "another-token-of-the-test");
        QVERIFY(replaced.isAsked);
        QVERIFY2(replaced.code == 0, replaced.err.constData());
        QVERIFY2(replaced.err.contains(
                     "An older entry stays in the keyring \"Tokens\": its removal was not allowed."),
                 replaced.err.constData());
        QCOMPARE(entries().size(), 2);
        const Outcome checked = check({allow});
        QVERIFY2(checked.out.contains("does not accept"), checked.out.constData()); // the new one was sent
    }
    // KeePassXC can be told to ask before it removes something.
    void aRemovalThatIsNotConfirmed()
    {
        m_isOtherwise = true;
        restart({.beforeRemoval = true});
        const Outcome kept = run("tenant remove Acme --yes", {{removal, "Escape"}});
        QVERIFY(kept.isAsked);
        QCOMPARE(kept.code, 1);
        QVERIFY2(kept.err.contains("Secret Service refused access."), kept.err.constData());
        QVERIFY(!kept.out.contains("Removed"));
        QCOMPARE(entries().size(), 1);
        QCOMPARE(check({}).code, 0);
        const Outcome removed = run("tenant remove Acme --yes", {{removal, "Tab space"}});
        QVERIFY(removed.isAsked);
        QVERIFY2(removed.out.startsWith("Removed Acme, its token"), removed.out.constData());
        QVERIFY(entries().isEmpty());
    }

    // The password's dialog, closed and answered.
    void aLockedDatabase()
    {
        m_isOtherwise = true;
        restart({});
        m_keepassxc->lock();
        // KeePassXC asks when it is searched, and again when Slipway wants it unlocked, because it does not
        // report that the first dialog was dismissed.
        Outcome locked;
        CliRun checking(m_world->path("xdg"),
                        {QStringLiteral("check"), QStringLiteral("--tenant"), QStringLiteral("Acme")}, {});
        QTRY_VERIFY_WITH_TIMEOUT(!windows(unlock).isEmpty(), 30'000);
        const auto hasEnded = [&] {
            if (!windows(unlock).isEmpty())
                (void)answer({unlock, "Escape"});
            return !checking.isRunning();
        };
        QVERIFY(QTest::qWaitFor(hasEnded, 60'000));
        locked.code = checking.wait();
        locked.err = checking.errors();
        QCOMPARE(locked.code, 1);
        QVERIFY2(locked.err.contains("The keychain is locked, and was not unlocked"), locked.err.constData());
        const Outcome open = check({{unlock, "p a s s w o r d space o f space t h e space t e s t Return"}});
        QVERIFY(open.isAsked);
        QVERIFY2(open.code == 0, open.err.constData());
    }
};

QTEST_GUILESS_MAIN(KeePassXCAccessTest)
#include "keepassxc_access_test.moc"
