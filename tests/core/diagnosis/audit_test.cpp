// The least-privilege audit against a real server: harmless, quiet, and honest about what it saw.
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/audit.h"
#include "core/diagnosis/check.h"
#include "core/diagnosis/refusal_budget.h"
#include "tests/support/cli_run.h"
#include "tests/support/demo_control.h"
#include "tests/support/raw_server.h"
#include "tests/support/time_limits.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::CliRun;
using test::control;

namespace {

const QByteArray token = "audit-test-token";

// What an audit may ever ask, written down here a second time: a new row of the table has to be thought
// about twice.
const QSet<QString> allowed{QStringLiteral("/api/v2/auth/tokens"),
                            QStringLiteral("/api/v2/rbac/roles"),
                            QStringLiteral("/api/v2/scim/Users"),
                            QStringLiteral("/api/v2/scim/Groups"),
                            QStringLiteral("/api/v2/policy/urllist"),
                            QStringLiteral("/api/v2/policy/npa/rules"),
                            QStringLiteral("/api/v2/infrastructure/publishers"),
                            QStringLiteral("/api/v2/ips/status"),
                            QStringLiteral("/api/v2/devices/supportedos"),
                            QStringLiteral("/api/v2/profiles/dns/recordtypes"),
                            QStringLiteral("/api/v2/profiles/customcategories"),
                            QStringLiteral("/api/v2/profiles/destinations"),
                            QStringLiteral("/api/v2/steering/apps/private"),
                            QStringLiteral("/api/v2/services/cci/tags"),
                            QStringLiteral("/api/v2/events/datasearch/alert"),
                            QStringLiteral("/api/v2/events/datasearch/application")};

} // namespace

class AuditTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<QTemporaryDir> m_folder;
    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();

    void start(const QStringList &more)
    {
        DemoTenantOptions options;
        options.token = token;
        options.granted =
            QStringList{QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit")} +
            more;
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
    }
    [[nodiscard]] Profile hunters() const { return *m_catalogue.profile(QStringLiteral("hunters")); }
    [[nodiscard]] QString databasePath() const { return m_folder->filePath(QStringLiteral("state.db")); }
    [[nodiscard]] ConnectionSettings settings() const { return {m_demo->address(), Secret(token), {}, {}}; }
    // Each audit opens the state file anew, as another run of the program would.
    AuditResult audit(const QStringList &names)
    {
        const StateDatabase database = StateDatabase::open(databasePath()).value();
        const RefusalBudget budget(database, m_demo->address());
        return QCoro::waitFor(runAudit(
            settings(), selectAuditPaths(hunters(), names).value(), budget, {}, [](const AuditRow &) {},
            std::chrono::milliseconds(1)));
    }
    [[nodiscard]] QJsonArray log() const { return control(m_demo->address(), "/__demo/log").array(); }
    static qsizetype count(const AuditResult &result, AuditRow::State state)
    {
        return std::count_if(result.rows.cbegin(), result.rows.cend(),
                             [&](const AuditRow &row) { return row.state == state; });
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        start({});
    }

    void everyRequestIsOnTheAllowList()
    {
        // All granted, so that nothing holds it back and every path is asked.
        QStringList all;
        for (const AuditPath &path : auditPaths(hunters()))
            all << path.path;
        start(all);
        const AuditResult result = audit({QStringLiteral("all")});
        QVERIFY(result.complete);
        const QJsonArray entries = log();
        QCOMPARE(entries.size(), all.size());
        QVERIFY(all.size() > 30);
        QSet<QString> events;
        for (const Endpoint &endpoint : m_catalogue.endpoints())
            events << endpoint.path;
        for (const QJsonValue entry : entries) {
            const QString path = entry[QStringLiteral("path")].toString();
            QCOMPARE(entry[QStringLiteral("method")].toString(), QStringLiteral("GET"));
            QVERIFY2(allowed.contains(path) || events.contains(path), qPrintable(path));
            const QString index = entry[QStringLiteral("index")].toString();
            QVERIFY(events.contains(path) ? index == QLatin1String("slipway-probe") : index.isEmpty());
            bool isEpoch = false;
            const qint64 epoch = entry[QStringLiteral("operation")].toString().toLongLong(&isEpoch);
            if (events.contains(path)) // nothing is consumed
                QVERIFY(isEpoch && epoch > QDateTime::currentSecsSinceEpoch());
        }
        QCOMPARE(count(result, AuditRow::State::Allowed), all.size());
    }
    void whatItCanReadIsListedWithItsRisk()
    {
        start({QStringLiteral("/api/v2/scim/Users"), QStringLiteral("/api/v2/policy/urllist")});
        const AuditResult result = audit({});
        QCOMPARE(count(result, AuditRow::State::Allowed), 2);
        QCOMPARE(result.summary, QStringLiteral("2 paths can be read that the profile does not need."));
        CheckResult check;
        check.verdict = Verdict::Ready;
        result.addTo(check);
        result.addTo(check); // once each
        QCOMPARE(check.excess.size(), 2);
        QCOMPARE(check.excessSummary(), QStringLiteral("2 more than needed."));
        QCOMPARE(check.excess.first().path, QStringLiteral("/api/v2/scim/Users"));
        QVERIFY(check.excess.first().risk.contains(QLatin1String("all users")));
        QVERIFY(result.asText().contains(QLatin1String("/api/v2/policy/urllist")));
        QVERIFY(!result.asText().contains(QString::fromUtf8(token)));
    }
    void belowTenRefusalsAnHourAcrossRuns()
    {
        const AuditResult first = audit({QStringLiteral("all")});
        QCOMPARE(count(first, AuditRow::State::Refused), 9);
        QVERIFY(!first.complete);
        QVERIFY(first.goesOnAt > QDateTime::currentDateTimeUtc().addSecs(3000));
        QVERIFY(first.summary.contains(QLatin1String("used up")));
        QCOMPARE(log().size(), 9);
        const AuditResult second = audit({QStringLiteral("all")});
        QCOMPARE(count(second, AuditRow::State::NotTested), second.rows.size());
        QCOMPARE(log().size(), 9); // not one more

        const StateDatabase database = StateDatabase::open(databasePath()).value();
        const RefusalBudget budget(database, m_demo->address());
        const QDateTime later = QDateTime::currentDateTimeUtc().addSecs(3601);
        QCOMPARE(budget.left().value(), 0);
        QCOMPARE(budget.left(later).value(), 9);
        QVERIFY(budget.take(later).value());
        // Another tenant has a budget of its own.
        QCOMPARE(RefusalBudget(database, QUrl(QStringLiteral("https://other.goskope.com"))).left().value(),
                 9);
    }
    void refusalsOfChecksCountAsWell()
    {
        const StateDatabase database = StateDatabase::open(databasePath()).value();
        const RefusalBudget budget(database, m_demo->address());
        const QList<Endpoint> endpoints =
            m_catalogue.select(hunters().endpointIds + QStringList{QStringLiteral("page")}).value();
        const CheckResult check = QCoro::waitFor(runCheck(settings(), hunters(), endpoints, {}, {}));
        QVERIFY(budget.add(check).has_value());
        QCOMPARE(budget.left().value(), 7); // the list of tokens and the page events
        const AuditResult result = audit({QStringLiteral("all")});
        QCOMPARE(count(result, AuditRow::State::Refused), 7);
    }
    void theBodyIsNobodysBusiness()
    {
        // It never comes whole: who waits for it waits for a minute.
        test::RawServer server({{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                 "1000000\r\n\r\n{\"userName\":\"anna\"",
                                 test::RawAnswer::KeepOpen}});
        const StateDatabase database = StateDatabase::open(databasePath()).value();
        const RefusalBudget budget(database, server.address());
        QElapsedTimer clock;
        clock.start();
        const AuditResult result = QCoro::waitFor(
            runAudit({server.address(), Secret(token), {}, {}},
                     selectAuditPaths(hunters(), {QStringLiteral("/api/v2/scim/Users")}).value(), budget, {},
                     [](const AuditRow &) {}));
        QCOMPARE(count(result, AuditRow::State::Allowed), 1);
        QVERIFY(clock.elapsed() < test::promptly);
        QVERIFY(!result.asText().contains(QLatin1String("anna")));
        QCOMPARE(budget.left().value(), 9); // a success costs nothing
    }
    void onlyKnownPathsCanBeChosen()
    {
        const auto chosen = selectAuditPaths(hunters(), {QStringLiteral("/api/v2/policy/urllist/deploy")});
        QCOMPARE(chosen.error().kind, ErrorKind::BadInput);
        // The default set alone stays below the limit.
        QVERIFY(selectAuditPaths(hunters(), {})->size() < 10);
    }
    void stopsWithinASecond()
    {
        start({QStringLiteral("/api/v2/scim/Users")});
        AuditSession session(settings(), selectAuditPaths(hunters(), {}).value(), databasePath());
        QSignalSpy rows(&session, &AuditSession::rowChanged), finished(&session, &AuditSession::finished);
        session.start();
        QVERIFY(rows.wait(20'000));
        session.cancel();
        QVERIFY(finished.wait(test::promptly));
        const auto result = finished.first().first().value<AuditResult>();
        QVERIFY(count(result, AuditRow::State::NotTested) > 0);
    }
    void theCommandLineWarnsAndTells()
    {
        start({QStringLiteral("/api/v2/scim/Users")});
        CliRun run(m_folder->path(),
                   {QStringLiteral("check"), QStringLiteral("--host"), m_demo->address().toString(),
                    QStringLiteral("--token-stdin"), QStringLiteral("--json"), QStringLiteral("--audit"),
                    QStringLiteral("--audit-paths"), QStringLiteral("/api/v2/scim/Users,/api/v2/rbac/roles")},
                   token);
        QCOMPARE(run.wait(), 0);
        const QJsonObject json = run.json();
        const QJsonArray rows = json[QStringLiteral("audit")].toArray();
        QCOMPARE(rows.size(), 2);
        QStringList states;
        for (const QJsonValue row : rows)
            states << row[QStringLiteral("state")].toString();
        states.sort();
        QCOMPARE(states, QStringList({QStringLiteral("allowed"), QStringLiteral("refused")}));
        QVERIFY(run.errors().contains("audit log"));
    }
};

QTEST_GUILESS_MAIN(AuditTest)
#include "audit_test.moc"
