#include "core/base/utc.h"
#include "core/diagnosis/history/check_comparison.h"
#include "core/diagnosis/history/check_history.h"
#include "core/diagnosis/history/recorded_check.h"
#include "core/diagnosis/judging.h"
#include "core/language/language.h"
#include "core/tenants/tenant_repository.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

namespace {

// Tuesday
const QDateTime tuesday = utcFrom(QDate(2026, 11, 3), QTime(9, 30));

CheckRecord record(const QList<Access> &accesses, const QDateTime &at = tuesday,
                   Verdict verdict = Verdict::Ready)
{
    const QStringList titles{QStringLiteral("Alerts"), QStringLiteral("Application events"),
                             QStringLiteral("Audit events"), QStringLiteral("DLP alerts")};
    CheckRecord result;
    result.tenantKey = QStringLiteral("t1");
    result.tenantName = QStringLiteral("Acme");
    result.at = at;
    result.address = QStringLiteral("https://acme.goskope.com");
    result.profileId = QStringLiteral("hunters");
    result.profileTitle = QStringLiteral("Hunters");
    result.verdict = verdict;
    for (int i = 0; i < accesses.size(); ++i)
        result.rows << CheckRecord::Row{QStringLiteral("e%1").arg(i),
                                        titles[i],
                                        QStringLiteral("/api/%1").arg(i),
                                        i < 3,
                                        accesses[i],
                                        200};
    return result;
}

QStringList sentences(const CheckComparison &comparison)
{
    QStringList result;
    for (const auto &finding : comparison.findings)
        result << finding.sentence;
    return result;
}

QString told(const char *context, const char *text, int count = -1)
{
    return QCoreApplication::translate(context, text, nullptr, count);
}

// A check that found something of everything: a warning about the connection, permissions that are granted,
// missing, unneeded and unclear, a token list that says something else, and a permission to write.
CheckResult richResult()
{
    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    CheckResult result;
    result.at = tuesday;
    result.address = QUrl(QStringLiteral("https://acme.goskope.com"));
    result.profile = catalogue.resolveProfile(QStringLiteral("hunters")).value();
    result.steps = {{QStringLiteral("name"), told("ConnectionSteps", "Name"), StepState::Passed, 12,
                     told("ConnectionSteps", "%n addresses", 3)},
                    {QStringLiteral("tcp"),
                     told("ConnectionSteps", "TCP"),
                     StepState::Warning,
                     3000,
                     {},
                     Error{ErrorKind::Timeout,
                           told("ConnectionSteps", "%1 cannot be reached on port %2.")
                               .arg(QStringLiteral("acme.goskope.com"))
                               .arg(443),
                           told("ConnectionSteps", "Check this computer's network and DNS."),
                           QStringLiteral("errno 110")}}};
    const auto row = [&](const char *id, bool isNeeded, Access access, int status) {
        AccessRow one;
        one.endpoint = *catalogue.endpoint(QString::fromLatin1(id));
        one.needed = isNeeded;
        one.access = access;
        one.httpStatus = status;
        one.at = tuesday;
        one.requestId = QStringLiteral("r-1");
        if (access == Access::Granted)
            one.explanation = told("Check", "The token may read this endpoint.");
        if (access == Access::NotConclusive)
            one.explanation = told("Check", "Not tested: the check was stopped.");
        result.rows << one;
    };
    row("alert", true, Access::Granted, 200);
    row("application", true, Access::Missing, 403);
    row("audit", true, Access::NotConclusive, 0);
    row("page", false, Access::Granted, 200);
    row("network", false, Access::Missing, 403);
    JudgingFacts facts;
    facts.tokenListAnswered = true;
    facts.tokens << TokenFacts{QStringLiteral("siem"),
                               tuesday.addDays(20),
                               {{result.rows[0].endpoint.path},
                                {result.rows[1].endpoint.path},
                                {QStringLiteral("/api/v2/scim/Users"), true}}};
    judge(result, facts);
    return result;
}

} // namespace

class HistoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { useLanguage(QStringLiteral("en")); } // for the plural forms

    void comparesPermissions_data()
    {
        using enum Access;
        using List = QList<Access>;
        QTest::addColumn<List>("before");
        QTest::addColumn<List>("after");
        QTest::addColumn<QString>("headline");
        QTest::addColumn<QStringList>("sentences");
        QTest::newRow("nothing") << List{Granted, Missing} << List{Granted, Missing}
                                 << QStringLiteral("Nothing has changed since Tuesday.") << QStringList{};
        QTest::newRow("one lost") << List{Granted, Granted, Granted} << List{Granted, Missing, Granted}
                                  << QStringLiteral("Since Tuesday: application events lost.")
                                  << QStringList{
                                         QStringLiteral("The permission for Application events was lost.")};
        QTest::newRow("two lost") << List{Granted, Granted, Granted, Granted}
                                  << List{Granted, Missing, Granted, Missing}
                                  << QStringLiteral("Since Tuesday: application events and DLP alerts lost.")
                                  << QStringList{QStringLiteral(
                                         "2 permissions were lost: Application events and DLP alerts.")};
        QTest::newRow("three gained")
            << List{Missing, Missing, Missing, Granted} << List{Granted, Granted, Granted, Granted}
            << QStringLiteral("Since Tuesday: alerts, application events and audit events gained.")
            << QStringList{QStringLiteral(
                   "3 permissions are now granted: Alerts, Application events and Audit events.")};
        QTest::newRow("one each")
            << List{Granted, Missing} << List{Missing, Granted}
            << QStringLiteral("Since Tuesday: alerts lost; application events gained.")
            << QStringList{QStringLiteral("The permission for Alerts was lost."),
                           QStringLiteral("The permission for Application events is now granted.")};
        QTest::newRow("token refused")
            << List{Granted, Granted} << List{TokenRefused, TokenRefused}
            << QStringLiteral("Since Tuesday: the token is refused.")
            << QStringList{QStringLiteral("The token was accepted and is now refused.")};
        QTest::newRow("busy") << List{Granted, Granted} << List{Granted, RateLimited}
                              << QStringLiteral("Since Tuesday: Application events: was granted, is now rate "
                                                "limited.")
                              << QStringList{
                                     QStringLiteral("Application events: was granted, is now rate limited.")};
        QTest::newRow("one tested more")
            << List{Granted} << List{Granted, Granted}
            << QStringLiteral("Since Tuesday: Tested only in the newer check: Application events.")
            << QStringList{QStringLiteral("Tested only in the newer check: Application events.")};
    }
    void comparesPermissions()
    {
        QFETCH(QList<Access>, before);
        QFETCH(QList<Access>, after);
        QFETCH(QStringList, sentences);
        const CheckRecord older = record(before), newer = record(after, tuesday.addDays(2));
        const CheckComparison comparison = compareChecks(older, newer, tuesday.addDays(2));
        QTEST(comparison.headline, "headline");
        QCOMPARE(::sentences(comparison), sentences);
        // Whichever is named first.
        QCOMPARE(compareChecks(newer, older, tuesday.addDays(2)).headline, comparison.headline);
    }
    void saysSinceWhen_data()
    {
        QTest::addColumn<QDateTime>("now");
        QTest::addColumn<QString>("headline");
        const QDateTime later = tuesday.addSecs(3600);
        QTest::newRow("today") << later
                               << QStringLiteral("Nothing has changed since %1.")
                                      .arg(tuesday.toLocalTime().toString(QStringLiteral("HH:mm t")));
        QTest::newRow("yesterday") << later.addDays(1)
                                   << QStringLiteral("Nothing has changed since yesterday.");
        QTest::newRow("this week") << later.addDays(6)
                                   << QStringLiteral("Nothing has changed since Tuesday.");
        QTest::newRow("before") << later.addDays(7)
                                << QStringLiteral("Nothing has changed since 3 November.");
        QTest::newRow("last year") << later.addDays(70)
                                   << QStringLiteral("Nothing has changed since 3 November 2026.");
    }
    void saysSinceWhen()
    {
        QFETCH(QDateTime, now);
        QTEST(compareChecks(record({}), record({}, now), now).headline, "headline");
    }
    void comparesEverythingElse()
    {
        CheckRecord before = record({Access::Granted, Access::Granted});
        CheckRecord after = record({Access::Granted, Access::Missing}, tuesday.addDays(1), Verdict::NotReady);
        before.steps = {{QStringLiteral("tls"), QStringLiteral("TLS"), StepState::Passed, {}},
                        {QStringLiteral("clock"), QStringLiteral("Clock"), StepState::Failed, {}}};
        after.steps = {{QStringLiteral("tls"), QStringLiteral("TLS"), StepState::Failed, {}},
                       {QStringLiteral("clock"), QStringLiteral("Clock"), StepState::Passed, {}}};
        before.tokenName = QStringLiteral("old");
        after.tokenName = QStringLiteral("new");
        before.tokenExpires = tuesday.addDays(10);
        after.tokenExpires = tuesday.addDays(100);
        after.excess = {QStringLiteral("/api/v2/scim/Users")};
        after.address = QStringLiteral("https://acme.eu.goskope.com");
        after.profileId = QStringLiteral("x");
        after.profileTitle = QStringLiteral("Mine");
        const CheckComparison comparison = compareChecks(before, after, tuesday.addDays(1));
        QCOMPARE(sentences(comparison),
                 QStringList(
                     {QStringLiteral("The permission for Application events was lost."),
                      QStringLiteral("The verdict was \"ready\" and is now \"not ready\"."),
                      QStringLiteral("Connection: the step TLS fails now."),
                      QStringLiteral("1 unneeded permission was found: /api/v2/scim/Users."),
                      QStringLiteral("Connection: the step Clock works again."),
                      QStringLiteral("The token now expires on 2027-02-11 (before: 2026-11-13)."),
                      QStringLiteral("Another token: \"new\" was \"old\"."),
                      QStringLiteral(
                          "The address was https://acme.goskope.com and is now https://acme.eu.goskope.com."),
                      QStringLiteral("The profile was Hunters and is now Mine.")}));
        QVERIFY(comparison.asText().startsWith(QLatin1String("Since yesterday: application events lost.\n")));
    }
    void excessThatWasNotLookedForIsNoChange()
    {
        const CheckRecord before = record({Access::Granted});
        CheckRecord after = record({Access::Granted, Access::Granted}, tuesday.addDays(2));
        after.excess = {QStringLiteral("/api/1")}; // tested for the first time
        QCOMPARE(sentences(compareChecks(before, after, tuesday.addDays(2))),
                 QStringList{QStringLiteral("Tested only in the newer check: Application events.")});
    }
    void keepsTheNewestOfEachTenant()
    {
        QTemporaryDir world;
        const auto database = StateDatabase::open(world.filePath(QStringLiteral("s.db"))).value();
        const CheckHistory history(database);
        CheckRecord other = record({Access::Granted});
        other.tenantKey = QStringLiteral("t2");
        QVERIFY(history.add(other));
        for (int i = 0; i < 5; ++i)
            QVERIFY(history.add(record({Access::Granted, Access::Missing}, tuesday.addDays(i)), 3));
        const QList<CheckRecord> kept = history.list(QStringLiteral("t1")).value();
        QCOMPARE(kept.size(), 3);
        QCOMPARE(kept.first().at, tuesday.addDays(4));
        QCOMPARE(kept.last().at, tuesday.addDays(2));
        QCOMPARE(history.list({})->size(), 4);
        const CheckRecord same = history.byId(kept.first().id).value();
        QCOMPARE(same.toJson(), kept.first().toJson());
        QCOMPARE(same.rows[1].access, Access::Missing);
        QVERIFY(same.rows[1].needed);
        QCOMPARE(history.byId(4711).error().kind, ErrorKind::NotFound);
    }
    void theLatestOfAllTenantsComeTogether()
    {
        QTemporaryDir world;
        const auto database = StateDatabase::open(world.filePath(QStringLiteral("s.db"))).value();
        const CheckHistory history(database);
        QVERIFY(history.latest()->isEmpty());
        CheckRecord other = record({Access::Granted});
        other.tenantKey = QStringLiteral("t2");
        for (int day = 0; day < 3; ++day)
            QVERIFY(history.add(record({Access::Granted, Access::Missing}, tuesday.addDays(day))));
        QVERIFY(history.add(other));
        const QHash<QString, CheckRecord> latest = history.latest().value();
        QCOMPARE(latest.size(), 2);
        QCOMPARE(latest[QStringLiteral("t1")].toJson(),
                 history.list(QStringLiteral("t1"), 1)->first().toJson());
        QCOMPARE(latest[QStringLiteral("t2")].toJson(),
                 history.list(QStringLiteral("t2"), 1)->first().toJson());
        // Thousands of tenants with hundreds of checks each: only those of one tenant are read.
        auto plan = database.run(QStringLiteral("EXPLAIN QUERY PLAN SELECT id, tenant, result FROM check_run "
                                                "WHERE tenant = 't1' ORDER BY id DESC LIMIT 1"));
        QVERIFY(plan && plan->next());
        QVERIFY2(plan->value(3).toString().contains(QLatin1String("USING INDEX")),
                 qPrintable(plan->value(3).toString()));
    }
    void aRemovedTenantTakesItsChecksAlong()
    {
        QTemporaryDir world;
        const auto database = StateDatabase::open(world.filePath(QStringLiteral("s.db"))).value();
        const TenantRepository tenants(database);
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        tenant = tenants.add(tenant).value();
        CheckRecord mine = record({Access::Granted});
        mine.tenantKey = tenant.id;
        const CheckHistory history(database);
        QVERIFY(history.add(mine));
        QVERIFY(history.add(record({Access::Granted})));
        QVERIFY(tenants.remove(tenant.id));
        QCOMPARE(history.list({})->size(), 1);
    }
    void aCheckIsToldInTheLanguageInUse()
    {
        const auto back = qScopeGuard([] { useLanguage(QStringLiteral("en")); });
        const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
        for (const char *madeIn : {"de", "en"}) {
            QTemporaryDir world;
            const auto database = StateDatabase::open(world.filePath(QStringLiteral("s.db"))).value();
            const CheckHistory history(database);
            useLanguage(QString::fromLatin1(madeIn));
            const CheckResult there = richResult();
            QVERIFY(history.add(CheckRecord::of(there, QStringLiteral("t1"), QStringLiteral("Acme"))));
            QCOMPARE(shownText(history.latest()->value(QStringLiteral("t1")), catalogue), there.asText());

            useLanguage(QLatin1String(madeIn) == QLatin1String("de") ? QStringLiteral("en")
                                                                     : QStringLiteral("de"));
            const CheckResult here = richResult();
            QVERIFY(here.summary != there.summary);
            for (const CheckRecord &kept :
                 {history.latest()->value(QStringLiteral("t1")), history.list({})->first(),
                  history.byId(history.list({})->first().id).value()}) {
                QCOMPARE(kept.summary, here.summary);
                QCOMPARE(kept.steps[0].title, here.steps[0].title);
                QCOMPARE(kept.steps[0].evidence, here.steps[0].evidence);
                QCOMPARE(shownText(kept, catalogue), here.asText());
                const CheckResult shown = resultOf(kept, catalogue, ApiVersion::V2);
                QCOMPARE(shown.steps[1].error->asText(), here.steps[1].error->asText());
                for (qsizetype at = 0; at < here.rows.size(); ++at) {
                    QCOMPARE(shown.rows[at].explanation, here.rows[at].explanation);
                    QCOMPARE(shown.rows[at].nextStep, here.rows[at].nextStep);
                    QCOMPARE(shown.rows[at].tellApart, here.rows[at].tellApart);
                }
            }
        }
    }
    // They have only what the list shows and the finished text.
    void aCheckOfAnEarlierVersionKeepsItsText()
    {
        const auto back = qScopeGuard([] { useLanguage(QStringLiteral("en")); });
        useLanguage(QStringLiteral("de"));
        const CheckRecord made = CheckRecord::of(richResult(), QStringLiteral("t1"), QStringLiteral("Acme"));
        QJsonObject old = QJsonDocument::fromJson(made.toJson()).object();
        for (const char *added : {"language", "notes", "token_certain", "excess_written", "foreign_indexes"})
            old.remove(QLatin1String(added));
        QTemporaryDir world;
        const auto database = StateDatabase::open(world.filePath(QStringLiteral("s.db"))).value();
        QVERIFY(database.run(QStringLiteral("INSERT INTO check_run(tenant, at, result) VALUES('t1','',?)"),
                             {QString::fromUtf8(QJsonDocument(old).toJson())}));
        useLanguage(QStringLiteral("en"));
        const CheckRecord kept = CheckHistory(database).list({})->first();
        const CheckResult here = richResult();
        QCOMPARE(kept.summary, here.summary);
        QCOMPARE(kept.steps[0].evidence, here.steps[0].evidence);
        QCOMPARE(shownText(kept, EndpointCatalogue::builtIn()), made.text);
        QCOMPARE(resultOf(kept, EndpointCatalogue::builtIn(), ApiVersion::V2).rows[1].explanation,
                 QStringLiteral("The token works, but has no permission for "
                                "/api/v2/events/dataexport/events/application."));
    }
    void unreadableRecordsAreLeftOut()
    {
        QTemporaryDir world;
        const auto database = StateDatabase::open(world.filePath(QStringLiteral("s.db"))).value();
        QVERIFY(
            database.run(QStringLiteral("INSERT INTO check_run(tenant, at, result) VALUES('t1','','{')")));
        const CheckHistory history(database);
        QVERIFY(history.add(record({Access::Granted})));
        QCOMPARE(history.list(QStringLiteral("t1"))->size(), 1);
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
