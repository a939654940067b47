// `tenant edit` changes what it is told and nothing else, and no token goes anywhere without being told to.
#include "core/exporting/journal/job_journal.h"
#include "core/tenants/tenant_repository.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_world.h"
#include "tests/support/scripted_proxy.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace slipway;
using test::CliRun;
using test::FaultWorld;

class TenantEditTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FaultWorld> m_old, m_new; // two tenants that know the same token

    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
    };
    Outcome run(const QStringList &arguments, const QByteArray &input = FaultWorld::token) const
    {
        CliRun process(m_old->path("xdg"), arguments, input);
        const int code = process.wait();
        return {code, process.output(), process.errors()};
    }
    Outcome edit(const QStringList &arguments, const QByteArray &input = FaultWorld::token) const
    {
        return run(QStringList{QStringLiteral("tenant"), QStringLiteral("edit"), QStringLiteral("acme")} +
                       arguments,
                   input);
    }
    QString statePath() const { return m_old->path("xdg") + QStringLiteral("/slipway/slipway.db"); }
    Tenant saved() const
    {
        const auto database = StateDatabase::open(statePath());
        const auto tenants = TenantRepository(*database).all();
        return tenants->size() == 1 ? tenants->first() : Tenant();
    }
    int check() const
    {
        return run({QStringLiteral("check"), QStringLiteral("--tenant"), saved().name,
                    QStringLiteral("--profile"), QStringLiteral("custom:alert")})
            .code;
    }

private Q_SLOTS:
    void init()
    {
        m_old = std::make_unique<FaultWorld>();
        m_new = std::make_unique<FaultWorld>();
        QCOMPARE(run({QStringLiteral("tenant"), QStringLiteral("add"), QStringLiteral("Acme"),
                      QStringLiteral("--host"), m_old->address().toString(), QStringLiteral("--token-stdin")})
                     .code,
                 0);
    }
    void cleanup()
    {
        (void)run({QStringLiteral("tenant"), QStringLiteral("remove"), saved().name});
        m_old.reset();
        m_new.reset();
    }

    void aTokenGoesToANewAddressOnlyWhenThatIsSaid()
    {
        const QString host = m_new->address().toString();
        const Outcome bare = edit({QStringLiteral("--host"), host});
        QCOMPARE(bare.code, 2);
        QVERIFY2(bare.err.contains("--keep-token") && bare.err.contains("--token-stdin"),
                 bare.err.constData());
        QCOMPARE(saved().address, m_old->address());
        const Outcome kept = edit({QStringLiteral("--host"), host, QStringLiteral("--keep-token")});
        QVERIFY2(kept.code == 0, kept.err.constData());
        const QByteArray told = "The stored token will be sent to " +
                                m_new->address().authority().toLatin1() + " instead of " +
                                m_old->address().authority().toLatin1();
        QVERIFY2(kept.err.contains(told), kept.err.constData());
        QCOMPARE(saved().address, m_new->address());
        QCOMPARE(m_old->log().size() + m_new->log().size(), 0); // nothing is sent by this alone
        QCOMPARE(check(), 0);                                   // the token is still in the keychain
        QVERIFY(!m_new->log().isEmpty());
        QCOMPARE(m_old->log().size(), 0);
    }
    void allTenantsAreTestedAtOnce()
    {
        const auto add = [&](const char *name, const QByteArray &token) {
            return run({QStringLiteral("tenant"), QStringLiteral("add"), QString::fromLatin1(name),
                        QStringLiteral("--host"), m_new->address().toString(),
                        QStringLiteral("--token-stdin"), QStringLiteral("--profile"),
                        QStringLiteral("custom:alert")},
                       token)
                .code;
        };
        QCOMPARE(add("Beta", FaultWorld::token), 0);
        QCOMPARE(add("Refused", "a-token-that-is-refused"), 0);
        const Outcome text = run({QStringLiteral("check"), QStringLiteral("--all")});
        QCOMPARE(text.code, 1); // not all are ready
        const QList<QByteArray> lines = text.out.split('\n');
        QVERIFY2(lines.size() > 3 && lines[1].startsWith("Beta     Ready") &&
                     lines[2].startsWith("Refused  ") && !lines[2].contains("Ready:"),
                 text.out.constData());
        const Outcome json =
            run({QStringLiteral("check"), QStringLiteral("--all"), QStringLiteral("--json")});
        const QJsonObject object = QJsonDocument::fromJson(json.out).object();
        const QJsonArray tenants = object[QStringLiteral("tenants")].toArray();
        QCOMPARE(object[QStringLiteral("total")].toInt(), 3);
        QCOMPARE(tenants.size(), 3);
        QCOMPARE(tenants[1][QStringLiteral("tenant")].toString(), QStringLiteral("Beta"));
        QCOMPARE(tenants[1][QStringLiteral("verdict")].toString(), QStringLiteral("ready"));
        QVERIFY(tenants[1][QStringLiteral("endpoints")].toArray().size() == 1); // its own profile
        QVERIFY(tenants[2][QStringLiteral("verdict")].toString() != QLatin1String("ready"));
        // Each is kept, as every check is.
        const Outcome history =
            run({QStringLiteral("history"), QStringLiteral("--tenant"), QStringLiteral("Beta")});
        QVERIFY2(history.out.count('\n') >= 2, history.out.constData());
        // A token or a profile for all of them would be a mistake.
        const Outcome mixed =
            run({QStringLiteral("check"), QStringLiteral("--all"), QStringLiteral("--token-stdin")});
        QCOMPARE(mixed.code, 2);
        QVERIFY2(mixed.err.contains("--all cannot be used with --token-stdin"), mixed.err.constData());
        for (const char *name : {"Beta", "Refused"})
            QCOMPARE(
                run({QStringLiteral("tenant"), QStringLiteral("remove"), QString::fromLatin1(name)}).code, 0);
    }
    void aNewTokenComesWithTheNewAddress()
    {
        const Outcome both = edit({QStringLiteral("--host"), m_new->address().toString(),
                                   QStringLiteral("--token-stdin"), QStringLiteral("--keep-token")});
        QCOMPARE(both.code, 2);
        const Outcome changed =
            edit({QStringLiteral("--host"), m_new->address().toString(), QStringLiteral("--token-stdin")},
                 "another-token-than-before");
        QVERIFY2(changed.code == 0, changed.err.constData());
        QCOMPARE(check(), 1); // it is that token which is asked with now, and this tenant refuses it
        QCOMPARE(m_old->log().size(), 0);
    }
    void changesWhatIsGivenAndNothingElse()
    {
        const QString authority = m_old->path("ca.pem");
        QCOMPARE(QProcess::execute(QStringLiteral("openssl"),
                                   {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                                    QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                                    QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
                                    QStringLiteral("-subj"), QStringLiteral("/CN=An authority"),
                                    QStringLiteral("-keyout"), m_old->path("ca.key"), QStringLiteral("-out"),
                                    authority}),
                 0);
        const Tenant before = saved();
        const Outcome all =
            edit({QStringLiteral("--name"), QStringLiteral("Acme EU"), QStringLiteral("--proxy"),
                  QStringLiteral("http://proxy.example:3128"), QStringLiteral("--ca-file"), authority,
                  QStringLiteral("--expires"), QStringLiteral("2027-01-31"), QStringLiteral("--api"),
                  QStringLiteral("v1"), QStringLiteral("--json")});
        QVERIFY2(all.code == 0, all.err.constData());
        Tenant expected = before;
        expected.name = QStringLiteral("Acme EU");
        expected.proxy = QStringLiteral("http://proxy.example:3128");
        expected.caFile = authority;
        expected.tokenExpires = QDate(2027, 1, 31);
        expected.api = ApiVersion::V1;
        QCOMPARE(saved(), expected);
        const QJsonObject told = QJsonDocument::fromJson(all.out).object();
        QCOMPARE(told[QStringLiteral("name")].toString(), expected.name);
        QCOMPARE(told[QStringLiteral("token_expires")].toString(), QStringLiteral("2027-01-31"));
        const QStringList back{QStringLiteral("tenant"),
                               QStringLiteral("edit"),
                               QStringLiteral("acme eu"),
                               QStringLiteral("--proxy"),
                               QString(),
                               QStringLiteral("--ca-file"),
                               QString(),
                               QStringLiteral("--expires"),
                               QString(),
                               QStringLiteral("--api"),
                               QStringLiteral("v2")};
        const Outcome reset = run(back);
        QVERIFY2(reset.code == 0, reset.err.constData());
        expected = before;
        expected.name = QStringLiteral("Acme EU");
        QCOMPARE(saved(), expected);
        QCOMPARE(check(), 0);
    }
    void theProfileCanBeChanged()
    {
        QCOMPARE(saved().profileId, QStringLiteral("hunters"));
        const Outcome known = edit({QStringLiteral("--profile"), QStringLiteral("microsoft-sentinel")});
        QVERIFY2(known.code == 0, known.err.constData());
        QCOMPARE(saved().profileId, QStringLiteral("microsoft-sentinel"));
        QCOMPARE(run({QStringLiteral("profile"), QStringLiteral("add"), QStringLiteral("Our SIEM"),
                      QStringLiteral("--endpoint"), QStringLiteral("alert")})
                     .code,
                 0);
        QCOMPARE(edit({QStringLiteral("--profile"), QStringLiteral("our siem")}).code, 0);
        // A check without --profile asks for that one endpoint.
        const Outcome checked =
            run({QStringLiteral("check"), QStringLiteral("--tenant"), QStringLiteral("Acme")});
        QVERIFY2(checked.code == 0 && checked.out.contains("the required permission is granted"),
                 checked.out.constData());
        QCOMPARE(edit({QStringLiteral("--profile"), QString()}).code, 0); // back to the default
        QCOMPARE(saved().profileId, QStringLiteral("hunters"));
        // And from the beginning.
        QCOMPARE(run({QStringLiteral("tenant"), QStringLiteral("remove"), QStringLiteral("Acme")}).code, 0);
        QCOMPARE(run({QStringLiteral("tenant"), QStringLiteral("add"), QStringLiteral("Acme"),
                      QStringLiteral("--host"), m_old->address().toString(), QStringLiteral("--token-stdin"),
                      QStringLiteral("--profile"), QStringLiteral("custom:alert,audit")})
                     .code,
                 0);
        QCOMPARE(saved().profileId, QStringLiteral("custom:alert,audit"));
    }
    void whatIsWrongChangesNothing_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("told");
        const auto row = [](const char *name, const char *option, const char *value, const char *told) {
            QTest::newRow(name) << QStringList{QStringLiteral("--name"), QStringLiteral("Changed"),
                                               QString::fromLatin1(option), QString::fromLatin1(value)}
                                << QByteArray(told);
        };
        row("date", "--expires", "31.1.2027", "--expires");
        row("CA file", "--ca-file", "/none/ca.pem", "CA file ‹argument");
        row("proxy", "--proxy", "gopher://x", "proxy \"‹argument");
        row("API", "--api", "v3", "v3");
        row("profile", "--profile", "hunter", "hunters");
        row("address", "--host", "http://[", "address");
        QTest::newRow("no name") << QStringList{QStringLiteral("--name"), QStringLiteral(" ")}
                                 << QByteArray("no name");
        QTest::newRow("nothing") << QStringList() << QByteArray("No changes were given for Acme");
    }
    void whatIsWrongChangesNothing()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, told);
        const Tenant before = saved();
        const Outcome refused = edit(arguments);
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains(told), refused.err.constData());
        QCOMPARE(saved(), before);
    }
    // A job goes on through the proxy that its tenant has by then, as in the window.
    void aResumedJobUsesTheTenantsProxy()
    {
        const auto refuses = [](const QByteArray &) { return test::signInPage(test::offersBasic); };
        test::ScriptedProxy first(0, refuses), second(0, refuses);
        QCOMPARE(edit({QStringLiteral("--host"), QStringLiteral("acme.goskope.com"),
                       QStringLiteral("--keep-token"), QStringLiteral("--proxy"), first.url()})
                     .code,
                 0);
        CliRun exporting(m_old->path("xdg"),
                         {QStringLiteral("export"), QStringLiteral("--tenant"), QStringLiteral("Acme"),
                          QStringLiteral("--endpoint"), QStringLiteral("alert"), QStringLiteral("--from"),
                          QStringLiteral("-1d"), QStringLiteral("--to"), QStringLiteral("now"),
                          QStringLiteral("--dest"), m_old->path("out")},
                         {});
        QTRY_VERIFY_WITH_TIMEOUT(!exporting.isRunning(), 30'000);
        QCOMPARE(exporting.wait(), 3);
        QCOMPARE(first.requests.size(), 1);
        QCOMPARE(edit({QStringLiteral("--proxy"), second.url()}).code, 0);
        CliRun resuming(m_old->path("xdg"),
                        {QStringLiteral("jobs"), QStringLiteral("resume"), QStringLiteral("--all")}, {});
        QTRY_VERIFY_WITH_TIMEOUT(!resuming.isRunning(), 30'000);
        QCOMPARE(resuming.wait(), 3);
        const QByteArray heard = resuming.errors();
        QVERIFY2(heard.contains("was started with another proxy (" + first.url().toLatin1() +
                                "). It goes on with that of Acme (" + second.url().toLatin1() + ")."),
                 heard.constData());
        QCOMPARE(first.requests.size(), 1);
        QCOMPARE(second.requests.size(), 1);
    }
    // The export was begun at the old address; the token belongs to the new one.
    void aJobOfTheOldAddressDoesNotGetTheToken()
    {
        ExportRequest request = m_old->request();
        request.tenantId = saved().id;
        const auto journal = JobJournal::open(statePath());
        QVERIFY(journal->addJob(QStringLiteral("job"), request) &&
                journal->setState(QStringLiteral("job"), JobState::Paused, {}));
        QCOMPARE(
            edit({QStringLiteral("--host"), m_new->address().toString(), QStringLiteral("--token-stdin")})
                .code,
            0);
        const QStringList resume{QStringLiteral("jobs"), QStringLiteral("resume"), QStringLiteral("job")};
        const Outcome refused = run(resume);
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains(m_old->address().toString().toUtf8()) &&
                     refused.err.contains("--token-stdin"),
                 refused.err.constData());
        QCOMPARE(m_old->log().size(), 0);
        const Outcome given = run(resume + QStringList{QStringLiteral("--token-stdin")});
        QVERIFY2(given.code == 0, given.err.constData());
        QVERIFY(m_old->exported() == FaultWorld::truth());
    }
};

QTEST_GUILESS_MAIN(TenantEditTest)
#include "tenant_edit_test.moc"
