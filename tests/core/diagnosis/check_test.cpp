#include "core/demo/demo_tenant.h"
#include "core/diagnosis/check_session.h"
#include "core/diagnosis/judging.h"
#include "core/language/language.h"
#include "tests/support/demo_control.h"
#include "tests/support/time_limits.h"

#include <QSignalSpy>
#include <QTest>

using namespace slipway;
using test::control;

class CheckTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();

    CheckResult check(const QUrl &address, const QByteArray &token, const QStringList &more = {})
    {
        const Profile profile = *m_catalogue.profile(QStringLiteral("hunters"));
        return QCoro::waitFor(runCheck({address, Secret(token), {}, {}}, profile,
                                       m_catalogue.select(profile.endpointIds + more).value(), {}, {}));
    }
    void start(const QStringList &granted)
    {
        DemoTenantOptions options;
        options.token = "check-test-token";
        options.granted = granted;
        options.requestsPerSecond = 0;
        options.events = {{QStringLiteral("alert"), 5000}};
        m_demo = DemoTenant::start(options).value();
    }
    QStringList accesses(const CheckResult &result) const
    {
        QStringList words;
        for (const AccessRow &row : result.rows)
            words << accessWord(row.access);
        return words;
    }

private Q_SLOTS:
    void initTestCase() { useLanguage(QStringLiteral("en")); } // for the plural forms
    void init() { start({QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit")}); }

    void allGrantedIsReady()
    {
        const CheckResult result = check(m_demo->address(), "check-test-token");
        QCOMPARE(result.verdict, Verdict::Ready);
        QCOMPARE(result.summary, QStringLiteral("Ready: 3 of 3 required permissions."));
        QCOMPARE(result.step("name")->state, StepState::Passed);
        QCOMPARE(result.step("tls")->state, StepState::Skipped);
        QCOMPARE(result.step("clock")->state, StepState::Passed);
    }
    void oneMissingIsNamed()
    {
        start({QStringLiteral("alert"), QStringLiteral("audit")});
        const CheckResult result = check(m_demo->address(), "check-test-token");
        QCOMPARE(result.verdict, Verdict::NotReady);
        QCOMPARE(accesses(result), QStringList({QStringLiteral("granted"), QStringLiteral("missing"),
                                                QStringLiteral("granted")}));
        QVERIFY(
            result.rows[1].nextStep.contains(QLatin1String("/api/v2/events/dataexport/events/application")));
        QCOMPARE(result.summary, QStringLiteral("Not ready: 1 of 3 required permissions is missing."));
    }
    void aMissingPermissionComesWithItsSteps()
    {
        start({QStringLiteral("alert"), QStringLiteral("audit")});
        const QString text = check(m_demo->address(), "check-test-token").asText();
        QVERIFY(text.contains(QLatin1String("Administrators & Roles")));
        QVERIFY(text.contains(QLatin1String("REST API v2")));
        QVERIFY(!text.contains(QLatin1String("check-test-token")));
    }
    void wrongTokenIsNotAMissingPermission()
    {
        for (const char *variant : {R"({"bad_token":401})", R"({"bad_token":403})"}) {
            control(m_demo->address(), "/__demo/settings", variant);
            const CheckResult result = check(m_demo->address(), "a-wrong-token");
            QCOMPARE(accesses(result), QStringList(3, QStringLiteral("token refused")));
            QCOMPARE(result.summary, QStringLiteral("Not ready: the token is refused."));
            const QString text = result.asText();
            QVERIFY(!text.contains(QLatin1String("a-wrong-token")));
            // It is said once, for all that it is true of.
            QVERIFY(!result.rows.first().explanation.isEmpty());
            QCOMPARE(text.count(result.rows.first().explanation), 1);
            QCOMPARE(text.count(result.rows.first().explanation.section(QLatin1Char('.'), 0, 0)), 1);
            QCOMPARE(text.count(result.rows.first().nextStep), 1);
            QStringList titles;
            for (const AccessRow &row : result.rows) {
                QCOMPARE(row.explanation, result.rows.first().explanation);
                titles << row.endpoint.title;
            }
            QVERIFY2(text.contains(titles.join(QStringLiteral(", ")) + QStringLiteral(":\n    (")),
                     qPrintable(text));
        }
    }
    void faultsAreToldApart_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("word");
        QTest::newRow("409") << QByteArray(R"({"fault":"status","status":409,"path":"/alert"})")
                             << QStringLiteral("granted");
        QTest::newRow("404") << QByteArray(R"({"fault":"status","status":404,"path":"/alert"})")
                             << QStringLiteral("not available");
        QTest::newRow("429")
            << QByteArray(
                   R"({"fault":"status","status":429,"path":"/alert","count":2,"headers":{"RateLimit-Reset":"60"}})")
            << QStringLiteral("rate limited");
        QTest::newRow("503") << QByteArray(R"({"fault":"status","status":503,"path":"/alert"})")
                             << QStringLiteral("not conclusive");
        QTest::newRow("html") << QByteArray(R"({"fault":"html","path":"/alert"})")
                              << QStringLiteral("not conclusive");
        QTest::newRow("denied in 500")
            << QByteArray(R"({"fault":"status","status":500,"body":"permission denied","path":"/alert"})")
            << QStringLiteral("missing");
    }
    void faultsAreToldApart()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QString, word);
        control(m_demo->address(), "/__demo/faults", fault);
        QCOMPARE(accesses(check(m_demo->address(), "check-test-token")).first(), word);
    }
    // A page for every path is not the tenant's answer; for one path, while another is granted, it is.
    void aPageWith404()
    {
        control(m_demo->address(), "/__demo/faults", R"({"fault":"html","status":404,"count":50})");
        const CheckResult all = check(m_demo->address(), "check-test-token");
        QCOMPARE(all.verdict, Verdict::NotConclusive);
        QVERIFY2(
            all.summary.contains(QLatin1String("Something between this computer and the tenant answered")),
            qPrintable(all.summary));
        for (const AccessRow &row : all.rows) {
            QCOMPARE(row.access, Access::NotConclusive);
            QVERIFY2(!row.nextStep.contains(QLatin1String("licensed")), qPrintable(row.nextStep));
        }
        CheckResult again = all;
        judge(again);
        QCOMPARE(again.summary, all.summary);
        m_demo.reset();
        init();
        control(m_demo->address(), "/__demo/faults",
                R"({"fault":"html","status":404,"path":"/alert","count":50})");
        const CheckResult one = check(m_demo->address(), "check-test-token");
        QCOMPARE(accesses(one).first(), QStringLiteral("not available"));
    }
    // A wrong host may know none of the paths. That says nothing about licences.
    void everyPathWith404()
    {
        control(
            m_demo->address(), "/__demo/faults",
            R"({"fault":"status","status":404,"body":"404 page not found","type":"text/plain","count":50})");
        const CheckResult all = check(m_demo->address(), "check-test-token");
        QCOMPARE(all.verdict, Verdict::NotConclusive);
        QVERIFY2(all.summary.contains(QLatin1String("answers 404 (not found) for every path")),
                 qPrintable(all.summary));
        for (const AccessRow &row : all.rows) {
            QCOMPARE(row.cause, Cause::NotTheApi);
            QVERIFY2(row.nextStep.contains(QLatin1String("host name")), qPrintable(row.nextStep));
        }
    }
    void unreachableHostsStopTheCheck()
    {
        const QUrl nowhere = m_demo->address();
        m_demo.reset();
        const CheckResult refused = check(nowhere, "check-test-token");
        QCOMPARE(refused.step("tcp")->error->kind, ErrorKind::ConnectionRefused);
        QCOMPARE(refused.verdict, Verdict::NotConclusive);
        const CheckResult unknown = check(QUrl(QStringLiteral("https://tenant.invalid")), "check-test-token");
        QCOMPARE(unknown.step("name")->error->kind, ErrorKind::NameNotFound);
        QCOMPARE(unknown.step("tcp")->state, StepState::Skipped);
    }
    void anotherConsumersCursorIsUntouched()
    {
        const char *foreign = "/api/v2/events/dataexport/events/alert?operation=1&index=hunters-production";
        QVERIFY(control(m_demo->address(), foreign, {}, "check-test-token")
                    .object()
                    .contains(QStringLiteral("result")));
        const auto foreignCursor = [&] {
            for (const QJsonValue cursor : control(m_demo->address(), "/__demo/cursors").array()) {
                if (cursor[QStringLiteral("cursor")].toString().endsWith(QLatin1String("hunters-production")))
                    return cursor.toObject();
            }
            return QJsonObject();
        };
        const QJsonObject before = foreignCursor();
        QVERIFY(!before.isEmpty());
        control(m_demo->address(), "/__demo/reset", "{}");
        check(m_demo->address(), "check-test-token", {QStringLiteral("page")});
        QCOMPARE(foreignCursor(), before);
        QStringList asked;
        for (const QJsonValue request : control(m_demo->address(), "/__demo/log").array()) {
            QCOMPARE(request[QStringLiteral("method")].toString(), QStringLiteral("GET"));
            const QString index = request[QStringLiteral("index")].toString();
            QVERIFY(index.isEmpty() || index == QLatin1String("slipway-probe"));
            asked << request[QStringLiteral("path")].toString().section(QLatin1Char('/'), -1);
        }
        asked.sort();
        QCOMPARE(asked,
                 QStringList({QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit"),
                              QStringLiteral("page"), QStringLiteral("tokens")}));
    }
    void clockSkewIsAWarning()
    {
        control(m_demo->address(), "/__demo/settings", R"({"clock_skew":3600})");
        const CheckResult result = check(m_demo->address(), "check-test-token");
        QCOMPARE(result.step("clock")->state, StepState::Warning);
        QCOMPARE(result.verdict, Verdict::Ready);
    }
    void cancelEndsAtOnce()
    {
        control(m_demo->address(), "/__demo/faults", R"({"fault":"stall","after":10,"count":9})");
        CheckSession session({m_demo->address(), Secret("check-test-token"), {}, {}},
                             *m_catalogue.profile(QStringLiteral("hunters")),
                             m_catalogue.select({QStringLiteral("alert")}).value());
        QSignalSpy rows(&session, &CheckSession::rowChanged), finished(&session, &CheckSession::finished);
        session.start();
        QVERIFY(rows.wait(20'000)); // probing
        QElapsedTimer clock;
        clock.start();
        session.cancel();
        QVERIFY(finished.wait(test::promptly));
        QVERIFY(clock.elapsed() < test::promptly);
    }
};

QTEST_GUILESS_MAIN(CheckTest)
#include "check_test.moc"
