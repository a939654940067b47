// Check and preview through API v1: what its answers mean, and that it is never taken for v2.
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/check.h"
#include "core/diagnosis/fix.h"
#include "core/events/documents/event_fields.h"
#include "core/events/sampling/preview.h"
#include "core/tenants/tenant_repository.h"
#include "tests/support/cli_run.h"
#include "tests/support/demo_control.h"

#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::CliRun;
using test::control;

class V1CheckTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    const QByteArray m_token = DemoTenantOptions().v1Token;

    CheckResult check(const QByteArray &token, std::shared_ptr<RequestLedger> ledger = {})
    {
        const Profile profile = m_catalogue.resolveProfile(QStringLiteral("hunters"), ApiVersion::V1).value();
        ConnectionSettings settings{m_demo->address(), Secret(token), {}, {}};
        settings.ledger = std::move(ledger);
        return QCoro::waitFor(
            runCheck(settings, profile, m_catalogue.select(profile.endpointIds).value(), {}, {}));
    }
    void set(const char *json) { control(m_demo->address(), "/__demo/settings", json); }

private Q_SLOTS:
    void init()
    {
        DemoTenantOptions options;
        options.requestsPerSecond = 0;
        options.events = {{QStringLiteral("alert"), 4000}, {QStringLiteral("audit"), 900}};
        m_demo = DemoTenant::start(options).value();
    }

    void profilesOfV1HaveItsCalls()
    {
        const Profile hunters = m_catalogue.resolveProfile(QStringLiteral("hunters"), ApiVersion::V1).value();
        QStringList paths;
        const QList<Endpoint> endpoints = m_catalogue.select(hunters.endpointIds).value();
        for (const Endpoint &endpoint : endpoints)
            paths << endpoint.path;
        QCOMPARE(paths, QStringList({QStringLiteral("/api/v1/alerts"),
                                     QStringLiteral("/api/v1/events?type=application"),
                                     QStringLiteral("/api/v1/events?type=audit")}));
        // A profile whose endpoints v1 does not have cannot be used there.
        QVERIFY(!m_catalogue.resolveProfile(QStringLiteral("sumo-logic"), ApiVersion::V1));
        const auto incident = m_catalogue.idsFor(ApiVersion::V1, {QStringLiteral("incident")});
        QVERIFY(incident.error().message.contains(QLatin1String("API v1 has no Incident events")));
    }
    void aGoodTokenIsReadyWithTheNotice()
    {
        auto ledger = std::make_shared<RequestLedger>();
        const CheckResult result = check(m_token, ledger);
        QCOMPARE(result.verdict, Verdict::Ready);
        QCOMPARE(result.summary, QStringLiteral("Ready: 3 of 3 required permissions."));
        QVERIFY(result.asText().contains(QLatin1String("October 2024")));
        QVERIFY(result.asText().contains(QLatin1String("no scopes")));
        QVERIFY(!result.asText().contains(QString::fromUtf8(m_token)));
        QVERIFY(result.rows.first().curl.contains(
            QLatin1String("--data-urlencode \"token=$NETSKOPE_API_TOKEN\"")));
        QVERIFY(!result.rows.first().curl.contains(QString::fromUtf8(m_token)));
        QCOMPARE(ledger->foreignIndexes(), 0);
        for (const RequestRecord &record : ledger->records())
            QVERIFY(record.path == QLatin1String("/api/v1/alerts") ||
                    record.path == QLatin1String("/api/v1/events"));
    }
    void refusalsAreAboutTheToken_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::newRow("error with 200") << QByteArray(R"({"v1_bad_token":200})");
        QTest::newRow("error with 403") << QByteArray(R"({"v1_bad_token":403})");
    }
    void refusalsAreAboutTheToken()
    {
        QFETCH(QByteArray, settings);
        set(settings.constData());
        const CheckResult result = check("a-token-of-api-v2");
        QCOMPARE(result.verdict, Verdict::NotReady);
        QCOMPARE(result.summary, QStringLiteral("Not ready: the token is refused."));
        for (const AccessRow &row : result.rows) {
            QCOMPARE(row.access, Access::TokenRefused);
            QCOMPARE(row.cause, Cause::V1TokenRefused);
        }
        const QString fix = fixFor(result).asText();
        QVERIFY(fix.contains(QLatin1String("REST API v1")));
        QVERIFY(!result.asText().contains(QLatin1String("a-token-of-api-v2")));
    }
    void aRetiredCallIsNotARefusedToken_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::newRow("says so") << QByteArray(R"({"v1":"retired"})");
        QTest::newRow("404") << QByteArray(R"({"v1":"404"})");
    }
    void aRetiredCallIsNotARefusedToken()
    {
        QFETCH(QByteArray, settings);
        set(settings.constData());
        const CheckResult result = check(m_token);
        QCOMPARE(result.verdict, Verdict::NotReady);
        QCOMPARE(result.rows.first().access, Access::NotAvailable);
        QCOMPARE(result.rows.first().cause, Cause::V1Retired);
        QVERIFY(fixFor(result).asText().contains(QLatin1String("API v2")));
    }
    void previewShowsTheNewest()
    {
        const Endpoint alerts = *m_catalogue.endpoint(QStringLiteral("v1-alert"));
        const auto sample =
            QCoro::waitFor(fetchNewest({m_demo->address(), Secret(m_token), {}, {}}, alerts, 50, {}));
        QVERIFY(sample.has_value());
        QCOMPARE(sample->events.size(), 50);
        QCOMPARE(sample->endpoint.id, QStringLiteral("alert"));
        QVERIFY(sample->fields.contains(QStringLiteral("_insertion_epoch_timestamp")));
        qint64 before = std::numeric_limits<qint64>::max();
        for (const QByteArray &event : sample->events) {
            const qint64 time = fieldText(event, QStringLiteral("timestamp")).toLongLong();
            QVERIFY(time <= before);
            before = time;
        }
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const auto range = QCoro::waitFor(fetchRange({m_demo->address(), Secret(m_token), {}, {}}, alerts,
                                                     now - 7200, now - 3600, 1000, {}));
        QVERIFY(range.has_value() && !range->events.isEmpty());
        for (const QByteArray &event : range->events) {
            const qint64 time = fieldText(event, QStringLiteral("timestamp")).toLongLong();
            QVERIFY(time >= now - 7200 && time < now - 3600);
        }
    }
    void theCommandLineChoosesTheApi()
    {
        QTemporaryDir world;
        const QStringList common{
            QStringLiteral("--host"), m_demo->address().toString(), QStringLiteral("--token-stdin"),
            QStringLiteral("--api"),  QStringLiteral("v1"),         QStringLiteral("--json")};
        CliRun checked(world.path(), QStringList{QStringLiteral("check")} + common, m_token);
        QCOMPARE(checked.wait(), 0);
        QCOMPARE(checked.json()[QStringLiteral("verdict")].toString(), QStringLiteral("ready"));
        QVERIFY(checked.errors().contains("October 2024"));
        CliRun preview(
            world.path(),
            QStringList{QStringLiteral("preview"), QStringLiteral("--endpoint"), QStringLiteral("audit")} +
                common,
            m_token);
        QCOMPARE(preview.wait(), 0);
        const QJsonObject previewed = preview.json();
        QVERIFY(previewed[QStringLiteral("count")].toInt() > 0);
        QCOMPARE(previewed[QStringLiteral("conformance")][QStringLiteral("shapes")][0][QStringLiteral("api")]
                     .toString(),
                 QStringLiteral("v1"));
        CliRun wrong(world.path(),
                     QStringList{QStringLiteral("check"), QStringLiteral("--host"),
                                 m_demo->address().toString(), QStringLiteral("--token-stdin"),
                                 QStringLiteral("--api"), QStringLiteral("v3")},
                     m_token);
        QCOMPARE(wrong.wait(), 2);
    }
    void aTenantKeepsItsApi()
    {
        QTemporaryDir folder;
        const StateDatabase database =
            StateDatabase::open(folder.filePath(QStringLiteral("state.db"))).value();
        const TenantRepository tenants(database);
        Tenant tenant;
        tenant.name = QStringLiteral("old");
        tenant.address = QUrl(QStringLiteral("https://old.goskope.com"));
        tenant.api = ApiVersion::V1;
        Tenant saved = tenants.add(tenant).value();
        QCOMPARE(tenants.byId(saved.id)->api, ApiVersion::V1);
        saved.api = ApiVersion::V2;
        QVERIFY(tenants.update(saved).has_value());
        QCOMPARE(tenants.byId(saved.id)->api, ApiVersion::V2);
    }
};

QTEST_GUILESS_MAIN(V1CheckTest)
#include "v1_check_test.moc"
