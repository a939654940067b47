// The tenant's rate limit is shared with the production SIEM: what the tenant asks for is obeyed, measured by
// the tenant's own record of requests.
#include "core/base/utc.h"
#include "core/exporting/fetching/fetch_retries.h"
#include "core/exporting/fetching/fetch_text.h"
#include "core/exporting/fetching/pacing.h"
#include "tests/support/fault_world.h"

using namespace slipway;
using test::FaultWorld;

namespace {

struct Asked
{
    qint64 at = 0; // milliseconds
    int status = 0;
};

QList<Asked> asked(const FaultWorld &world)
{
    QList<Asked> list;
    for (const QJsonValue entry : world.log())
        list << Asked{entry[QStringLiteral("ms")].toInteger(), entry[QStringLiteral("status")].toInt()};
    return list;
}

RateLimitState stateOf(const QList<QPair<QByteArray, QByteArray>> &headers, const QDateTime &serverTime = {})
{
    HttpAnswer answer;
    answer.serverTime = serverTime;
    for (const auto &[name, value] : headers)
        answer.headers.insert(name, value);
    return rateLimitState(answer);
}

// Whether a text names the time of day, in UTC, in `seconds` from now.
bool saysWhen(const QString &text, int seconds)
{
    const QDateTime end = QDateTime::currentDateTimeUtc().addSecs(seconds);
    for (int ago = 0; ago < 30; ++ago) {
        if (text.contains(end.addSecs(-ago).time().toString(QStringLiteral("HH:mm:ss' UTC'"))))
            return true;
    }
    return false;
}

} // namespace

class RateLimitTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stormsPass_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("atLeast"); // milliseconds until the next request
        const auto row = [](const char *name, const char *headers, int atLeast) {
            QTest::newRow(name) << QByteArray(headers) << atLeast;
        };
        row("no header", "{}", 15);
        row("RateLimit-Reset", R"({"RateLimit-Reset":"1"})", 1000);
        row("Retry-After", R"({"Retry-After":"1"})", 1000);
        row("odd case", R"({"rAtElImIt-rEsEt":"1"})", 1000);
        row("0", R"({"Retry-After":"0"})", 100);
        row("negative", R"({"Retry-After":"-5"})", 100);
        row("a date in the past", R"({"Retry-After":"Mon, 05 Jan 2015 10:00:00 GMT"})", 100);
        row("nonsense", R"({"Retry-After":"soon","RateLimit-Reset":"nan"})", 15);
    }
    void stormsPass()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, atLeast);
        FaultWorld world;
        const int storm = atLeast < 1000 ? 12 : 2;
        world.passPages(2);
        world.fault(R"({"fault":"status","status":429,"count":)" + QByteArray::number(storm) +
                    R"(,"headers":)" + headers + '}');
        const JobSnapshot job = world.run(world.request());
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        const QList<Asked> requests = asked(world);
        int refused = 0;
        for (qsizetype i = 0; i + 1 < requests.size(); ++i) {
            if (requests[i].status != 429)
                continue;
            ++refused;
            const qint64 waited = requests[i + 1].at - requests[i].at;
            QVERIFY2(waited >= atLeast, qPrintable(QString::number(waited)));
        }
        QCOMPARE(refused, storm); // not one request more than the storm had refusals
    }
    void isTold()
    {
        FaultWorld world;
        world.fault(R"({"fault":"status","status":429,"count":1,"headers":{"Retry-After":"86400"}})");
        const QString id = world.start(world.request());
        QVERIFY(world.waitForNote(id, "rate limit"));
        const QString note = world.job(id).endpoints.first().note;
        QVERIFY2(note.contains(QLatin1String("3601 s")), qPrintable(note)); // an hour at most
        QVERIFY2(saysWhen(note, 3601), qPrintable(note));
        QVERIFY(world.jobs().cancel(id));
        QCOMPARE(world.waitForEnd(id, 1000).state, JobState::Cancelled);
    }
    // Whatever the wait is for, and also if the tenant asks for it in an answer that is a page.
    void eachWaitSaysWhenItEnds()
    {
        FetchStep step;
        step.pause = std::chrono::minutes(30);
        Error gateway;
        gateway.message = QStringLiteral("The gateway is overloaded.");
        for (const PauseReason reason : {PauseReason::WaitTime, PauseReason::Retry, PauseReason::NothingNew,
                                         PauseReason::LateEvents, PauseReason::CursorCheck}) {
            step.reason = reason;
            QVERIFY2(saysWhen(pauseText(step, {}), 1800), qPrintable(pauseText(step, {})));
            QVERIFY2(saysWhen(pauseText(step, gateway), 1800), qPrintable(pauseText(step, gateway)));
        }
        step.pause = std::chrono::seconds(2);
        QVERIFY2(pauseText(step, {}).endsWith(QLatin1String("in 2 s")), qPrintable(pauseText(step, {})));

        FaultWorld world;
        const QByteArray page = R"({"ok":1,"result":[{"_id":"w","timestamp":1790003000}],"wait_time":1200})";
        world.fault(QJsonDocument(QJsonObject{{QStringLiteral("fault"), QStringLiteral("status")},
                                              {QStringLiteral("status"), 200},
                                              {QStringLiteral("body"), QString::fromUtf8(page)}})
                        .toJson());
        const QString id = world.start(world.request());
        QVERIFY(world.waitForNote(id, "asks to wait"));
        const QString note = world.job(id).endpoints.first().note;
        QVERIFY2(saysWhen(note, 1200), qPrintable(note));
        QVERIFY(world.jobs().cancel(id));
        QCOMPARE(world.waitForEnd(id, 1000).state, JobState::Cancelled);
    }
    void headersAreRead()
    {
        QVERIFY(!stateOf({}).resetSeconds);
        QCOMPARE(stateOf({{"ratelimit-reset", "7"}, {"retry-after", "9"}}).resetSeconds.value(), 7);
        QCOMPARE(stateOf({{"retry-after", "9"}}).resetSeconds.value(), 9);
        QCOMPARE(stateOf({{"ratelimit-limit", "100, 100;w=60"}}).limit.value(), 100);
        QCOMPARE(stateOf({{"ratelimit-remaining", "-1"}}).remaining.value(), 0);
        QVERIFY(stateOf({{"ratelimit-limit", "1e300"}}).limit.value() > 0);
        QVERIFY(!stateOf({{"ratelimit-reset", "inf"}}).resetSeconds);
        // A date is read by the tenant's clock: this computer's may differ by years.
        const QDateTime tenantsNow = utcFrom(QDate(2019, 3, 4), QTime(5, 6, 7));
        QCOMPARE(stateOf({{"retry-after", "Mon, 04 Mar 2019 05:06:37 GMT"}}, tenantsNow).resetSeconds.value(),
                 30);
    }
    void waitsGrow()
    {
        const RetryPolicy policy;
        FetchRules rules;
        rules.backOff = [&](int attempt) { return policy.wait(attempt); };
        const auto pauseAt = [&](int attempt, const FaultFacts &fault) {
            Retries retries(rules);
            std::chrono::milliseconds pause{0};
            for (int i = 0; i < attempt; ++i)
                pause = retries.failed(fault, true, {}).pause;
            return pause;
        };
        FaultFacts fault;
        fault.fault = AnswerFault::Status;
        fault.kind = ErrorKind::RateLimited;
        fault.status = 429;
        QVERIFY(pauseAt(5, fault) > pauseAt(2, fault));
        QVERIFY(pauseAt(60, fault) <= std::chrono::minutes(5)); // a wait of our own choosing
        fault.reset = 0; // "come at once", again and again: not without a pause
        QVERIFY(pauseAt(6, fault) >= std::chrono::seconds(25));
        fault.reset = 120;
        QVERIFY(pauseAt(1, fault) >= std::chrono::seconds(120));
        fault.reset = 86'400;
        QVERIFY(pauseAt(1, fault) <= std::chrono::seconds(3601)); // an hour, whatever the tenant asks for
        fault.kind = ErrorKind::ServerFault;
        fault.status = 503;
        fault.retryAfter = 300;
        QVERIFY(pauseAt(1, fault) >= std::chrono::seconds(300));
    }
    // Two jobs of one tenant on one endpoint keep one pace.
    void jobsShareTheLimit_data()
    {
        QTest::addColumn<double>("maxRate");
        QTest::addColumn<QByteArray>("settings");
        QTest::newRow("the tenant's headers") << 0.0 << QByteArray(R"({"rate":4})");
        QTest::newRow("the headers, a SIEM beside us") << 0.0 << QByteArray(R"({"rate":4,"phantom":2})");
        QTest::newRow("the user's limit") << 5.0 << QByteArray("{}");
    }
    void jobsShareTheLimit()
    {
        QFETCH(double, maxRate);
        QFETCH(QByteArray, settings);
        FaultWorld world;
        world.set(settings);
        ExportRequest wanted = world.request();
        wanted.maxRate = maxRate;
        const QString first = world.start(wanted);
        wanted.folder = world.path("second");
        const QString second = world.start(wanted);
        QCOMPARE(world.waitForEnd(first).state, JobState::Complete);
        QCOMPARE(world.waitForEnd(second).state, JobState::Complete);
        QVERIFY(world.exported() == FaultWorld::truth());
        const QList<Asked> requests = asked(world);
        QVERIFY(requests.size() >= 12);
        for (qsizetype i = 0; i < requests.size(); ++i)
            QVERIFY2(requests[i].status == 200, qPrintable(QString::number(i)));
        if (maxRate > 0) {
            const auto span = static_cast<double>(requests.last().at - requests.first().at);
            QVERIFY(span >= static_cast<double>(requests.size() - 2) * 1000 / maxRate);
        }
    }
};

QTEST_GUILESS_MAIN(RateLimitTest)
#include "rate_limit_test.moc"
