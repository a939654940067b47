// Repeats the test until everything that is needed is granted.
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/until_granted.h"
#include "tests/support/cli_run.h"
#include "tests/support/demo_control.h"
#include "tests/support/time_limits.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::CliRun;
using test::control;

class UntilGrantedTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();

    [[nodiscard]] std::unique_ptr<GrantSession> session(GrantRequest request) const
    {
        const Profile profile = *m_catalogue.profile(QStringLiteral("hunters"));
        return std::make_unique<GrantSession>(
            ConnectionSettings{m_demo->address(), Secret("until-token"), {}, {}}, profile,
            m_catalogue.select(profile.endpointIds).value(), request);
    }
    void grant(const char *json) { control(m_demo->address(), "/__demo/settings", json); }
    [[nodiscard]] qsizetype refusals() const
    {
        const QJsonArray log = control(m_demo->address(), "/__demo/log").array();
        return std::count_if(log.begin(), log.end(), [](const QJsonValue &entry) {
            return entry.toObject().value(QLatin1String("status")).toInt() == 403;
        });
    }

private Q_SLOTS:
    void init()
    {
        DemoTenantOptions options;
        options.token = "until-token";
        options.granted = {QStringLiteral("alert")};
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
    }

    void goesOnUntilAllIsGranted()
    {
        const auto running = session({std::chrono::seconds(1), {}});
        QSignalSpy rounds(running.get(), &GrantSession::roundChanged),
            finished(running.get(), &GrantSession::finished);
        running->start();
        QVERIFY(rounds.wait(10'000));
        const auto first = rounds.first().first().value<GrantRound>();
        QCOMPARE(first.granted, 1);
        QCOMPARE(first.needed, 3);
        QVERIFY2(
            first.text().startsWith(QLatin1String("1 of 3 granted. Testing Application events again in")),
            qPrintable(first.text()));
        grant(R"({"granted":["alert","application"]})");
        QTRY_VERIFY_WITH_TIMEOUT(rounds.last().first().value<GrantRound>().granted == 2, 10'000);
        QVERIFY(finished.isEmpty());
        grant(R"({"granted":["alert","application","audit"]})");
        QVERIFY(finished.wait(10'000));
        const auto result = finished.first().first().value<CheckResult>();
        QCOMPARE(result.verdict, Verdict::Ready);
        QCOMPARE(result.summary, QStringLiteral("Ready: 3 of 3 required permissions."));
    }
    // The audit log of the tenant is watched: one refusal a round and no more.
    void oneRefusalARound()
    {
        const auto running = session({std::chrono::seconds(1), {}});
        QSignalSpy rounds(running.get(), &GrantSession::roundChanged);
        running->start();
        QVERIFY(rounds.wait(10'000));
        const qsizetype before = refusals(); // of the whole check: two endpoints and the list of tokens
        QCOMPARE(before, 3);
        QTRY_VERIFY_WITH_TIMEOUT(rounds.last().first().value<GrantRound>().number == 4, 20'000);
        QCOMPARE(refusals(), before + 3);
    }
    void canBeStoppedAtOnce()
    {
        const auto running = session({std::chrono::seconds(60), {}});
        QSignalSpy rounds(running.get(), &GrantSession::roundChanged),
            finished(running.get(), &GrantSession::finished);
        running->start();
        QVERIFY(rounds.wait(10'000));
        running->cancel();
        QVERIFY(finished.wait(test::promptly));
        const auto result = finished.first().first().value<CheckResult>();
        QCOMPARE(result.summary, QStringLiteral("Not ready: 2 of 3 required permissions are missing."));
    }
    void theCommandLineWaits()
    {
        QTemporaryDir world;
        CliRun run(world.path(),
                   {QStringLiteral("check"), QStringLiteral("--host"), m_demo->address().toString(),
                    QStringLiteral("--token-stdin"), QStringLiteral("--json"),
                    QStringLiteral("--until-granted"), QStringLiteral("--every"), QStringLiteral("1")},
                   "until-token");
        QTRY_VERIFY_WITH_TIMEOUT(refusals() >= 4, 20'000);
        grant(R"({"granted":["alert","application","audit"]})");
        QCOMPARE(run.wait(), 0);
        QCOMPARE(run.json()[QStringLiteral("verdict")].toString(), QStringLiteral("ready"));
        QVERIFY(run.errors().contains("1 of 3 granted"));
    }
};

QTEST_GUILESS_MAIN(UntilGrantedTest)
#include "until_granted_test.moc"
