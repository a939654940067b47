// A check for consumers that need more than dataexport, and what the administrator is asked for.
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/check.h"
#include "core/diagnosis/fix.h"
#include "core/netskope/checked_endpoints.h"
#include "tests/support/demo_control.h"

#include <QJsonArray>
#include <QTest>

using namespace slipway;
using test::control;

class ProfileCheckTest : public QObject
{
    Q_OBJECT

    const EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    const QByteArray m_token = "profile-check-token";
    std::unique_ptr<DemoTenant> m_demo;

    void start(const QStringList &granted)
    {
        DemoTenantOptions options;
        options.token = m_token;
        options.granted = granted;
        options.requestsPerSecond = 0;
        options.events = {{QStringLiteral("alert"), 50}, {QStringLiteral("application"), 50}};
        m_demo = DemoTenant::start(options).value();
    }
    CheckResult check(const Profile &profile, const QStringList &more = {})
    {
        return QCoro::waitFor(runCheck({m_demo->address(), Secret(m_token), {}, {}}, profile,
                                       selectForCheck(m_catalogue, profile.endpointIds + more).value(), {},
                                       {}));
    }
    [[nodiscard]] Profile profile(const char *id) const
    {
        return m_catalogue.resolveProfile(QString::fromLatin1(id)).value();
    }
    [[nodiscard]] QStringList pathsOf(const Profile &profile) const
    {
        QStringList paths;
        for (const QString &id : profile.endpointIds)
            paths << m_catalogue.endpoint(id)->path;
        return paths;
    }
    static const AccessRow *row(const CheckResult &result, const char *id)
    {
        for (const AccessRow &each : result.rows) {
            if (each.endpoint.id == QLatin1String(id))
                return &each;
        }
        return nullptr;
    }

private Q_SLOTS:
    void otherPathsAreCheckedWithTheSmallestQuery()
    {
        const Profile xsoar = profile("cortex-xsoar");
        start(pathsOf(xsoar));
        const CheckResult result = check(xsoar);
        QVERIFY2(result.verdict == Verdict::Ready, qPrintable(result.asText()));
        QCOMPARE(result.foreignIndexes, 0);
        int seen = 0;
        const QJsonArray log = control(m_demo->address(), "/__demo/log").array();
        for (const QJsonValue entry : log) {
            const QString path = entry[QStringLiteral("path")].toString();
            QCOMPARE(entry[QStringLiteral("method")].toString(), QStringLiteral("GET"));
            seen += pathsOf(xsoar).contains(path);
        }
        QCOMPARE(seen, xsoar.endpointIds.size());
        for (const AccessRow &each : result.rows) {
            QVERIFY(each.curl.contains(each.endpoint.path));
            if (each.endpoint.path.contains(QLatin1String("/events/data/")))
                QVERIFY2(each.curl.contains(QLatin1String("limit=1&starttime=")), qPrintable(each.curl));
        }
        // Writing is named, and said not to be tested.
        const QString notes = result.notes.join(QLatin1Char('\n'));
        QVERIFY2(notes.contains(QLatin1String("writes to /api/v2/policy/urllist")), qPrintable(notes));
    }
    void oneOfThemIsMissing()
    {
        const Profile xsoar = profile("cortex-xsoar");
        QStringList granted = pathsOf(xsoar);
        granted.removeAll(QStringLiteral("/api/v2/policy/urllist"));
        start(granted);
        const CheckResult result = check(xsoar);
        QCOMPARE(result.verdict, Verdict::NotReady);
        QCOMPARE(result.missingPaths(), QStringList{QStringLiteral("/api/v2/policy/urllist")});
        QVERIFY(row(result, "url-lists")->access == Access::Missing);
        const Fix fix = fixFor(result);
        QVERIFY2(fix.message.contains(QLatin1String("/api/v2/policy/urllist (read and write)")),
                 qPrintable(fix.message));
        QCOMPARE(fix.message.count(QLatin1String("/api/v2/")), 1);
    }
    void whatIsSharedWithAProfileIsNotTooMuch()
    {
        const Profile secops = profile("google-secops");
        start(pathsOf(secops) + QStringList{QStringLiteral("/api/v2/auth/tokens")});
        const CheckResult result = check(secops);
        QCOMPARE(result.verdict, Verdict::Ready);
        for (const ExcessRight &right : result.excess)
            QVERIFY(right.path != QLatin1String("/api/v2/events/data/alert"));
    }

    // The case that listed twenty paths: everything was tested, and one permission is missing.
    void onlyWhatIsNeededAndLackingIsAskedFor()
    {
        start({QStringLiteral("alert"), QStringLiteral("audit")});
        const Profile hunters = profile("hunters");
        QStringList others;
        for (const Endpoint &endpoint : m_catalogue.endpoints()) {
            if (!hunters.endpointIds.contains(endpoint.id))
                others << endpoint.id;
        }
        const CheckResult result = check(hunters, others);
        QCOMPARE(result.rows.size(), 23);
        const QString path = QStringLiteral("/api/v2/events/dataexport/events/application");
        for (const Fix &fix : {fixFor(result), fixFor(result, *row(result, "application"))}) {
            QCOMPARE(fix.paths, QStringList{path});
            QCOMPARE(fix.message.count(QLatin1String("/api/v2/")), 1);
            QVERIFY(fix.message.contains(path));
        }
        // A row that the profile does not need asks for nothing.
        const AccessRow *page = row(result, "page");
        QVERIFY(page->access == Access::Missing);
        const Fix unneeded = fixFor(result, *page);
        QVERIFY(unneeded.message.isEmpty() && unneeded.paths == QStringList{page->endpoint.path});
        QVERIFY2(unneeded.certain.contains(QLatin1String("does not need")), qPrintable(unneeded.certain));
        QVERIFY2(!page->nextStep.contains(QLatin1String("Grant")), qPrintable(page->nextStep));
        // The text of the check as a whole asks for one path, too.
        QCOMPARE(result.asText().count(QLatin1String("Grant the token read access")), 1);
    }
    void aNewTokenNeedsAllThatTheProfileNeeds()
    {
        start({QStringLiteral("alert"), QStringLiteral("audit")});
        control(m_demo->address(), "/__demo/settings", R"({"token":"another-token-by-now"})");
        const CheckResult result = check(profile("hunters"), {QStringLiteral("page")});
        for (const char *id : {"alert", "page"}) {
            const Fix fix = fixFor(result, *row(result, id));
            QCOMPARE(fix.message.count(QLatin1String("/api/v2/")), 3);
            QVERIFY(!fix.message.contains(QLatin1String("events/page")));
        }
    }
    void whatComesTogetherIsSaid()
    {
        start({QStringLiteral("audit")});
        const Profile wanted = EndpointCatalogue::customProfile(
            {QStringLiteral("audit"), QStringLiteral("alerts-dlp"), QStringLiteral("alerts-malware")});
        const Fix several = fixFor(check(wanted));
        QCOMPARE(several.paths.size(), 2);
        QVERIFY2(several.message.contains(QLatin1String("includes all of these: DLP alerts, Malware alerts")),
                 qPrintable(several.message));
        QVERIFY2(several.asText().contains(QLatin1String("also includes other paths")),
                 qPrintable(several.asText()));
        // One that is needed comes with others: said to the reader, not asked of the administrator.
        const Fix one = fixFor(check(profile("hunters")), *row(check(profile("hunters")), "alert"));
        QVERIFY(!one.together.isEmpty());
        QVERIFY(one.message.count(QLatin1String("/api/v2/")) == 2); // alert and application
        // Too much that comes with what is needed.
        start({QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit"),
               QStringLiteral("alerts-dlp")});
        const Fix excess = fixFor(check(profile("hunters"), {QStringLiteral("alerts-dlp")}));
        QVERIFY2(excess.together.join(QLatin1Char(' ')).contains(QLatin1String("cannot be removed")),
                 qPrintable(excess.asText()));
    }
    void needsThatHoldTheSameRecordsAreNamed()
    {
        start({QStringLiteral("alert"), QStringLiteral("alerts-dlp")});
        const CheckResult both =
            check(EndpointCatalogue::customProfile({QStringLiteral("alert"), QStringLiteral("alerts-dlp")}));
        QVERIFY(both.notes.join(QLatin1Char(' ')).contains(QLatin1String("same records")));
        // Tested besides, but not needed: nothing is read twice.
        start({QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit")});
        const CheckResult tested = check(profile("hunters"), {QStringLiteral("alerts-dlp")});
        QVERIFY(!tested.notes.join(QLatin1Char(' ')).contains(QLatin1String("same records")));
    }
};

QTEST_GUILESS_MAIN(ProfileCheckTest)
#include "profile_check_test.moc"
