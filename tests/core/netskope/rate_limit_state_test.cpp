// What the headers of an answer say about the rate limit, in every form that gateways write.
#include "core/netskope/iterator.h"

#include <QTest>
#include <QTimeZone>

using namespace slipway;

namespace {

constexpr qint64 tenantsNow = 1'790'000'000;

RateLimitState stateOf(const char *name, const QByteArray &value)
{
    HttpAnswer answer;
    answer.serverTime = QDateTime::fromSecsSinceEpoch(tenantsNow, QTimeZone::utc());
    answer.headers.insert(name, value);
    return rateLimitState(answer);
}

// Rows that are named after what they test.
void rows(std::initializer_list<const char *> texts)
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : texts)
        QTest::newRow(text) << QByteArray(text);
}

} // namespace

class RateLimitStateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reset_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::newRow("0") << 0.0;
        QTest::newRow("7") << 7.0;
        QTest::newRow("0.5") << 0.5;
        QTest::newRow("86400") << 86400.0;
        QTest::newRow("7, 7;w=60") << 7.0;
        QTest::newRow("-1") << 0.0;
        QTest::newRow("-1790000005") << 0.0;
        QTest::newRow("2s") << 2.0;
        QTest::newRow("1500 ms") << 1.5;
        QTest::newRow("1m") << 60.0;
        QTest::newRow("\"2\"") << 2.0;
        // Dates, by the tenant's clock.
        QTest::newRow("1790000005") << 5.0;
        QTest::newRow("1790000005.5") << 5.0;
        QTest::newRow("1790000005;w=60") << 5.0;
        QTest::newRow("1790000005000") << 5.0;
        QTest::newRow("1790000005000000") << 5.0;
        QTest::newRow("1790000005000000000") << 5.0;
        QTest::newRow("1789999990") << 0.0;
        QTest::newRow("2026-09-21T14:13:25Z") << 5.0;
        QTest::newRow("2026-09-21T16:13:25+02:00") << 5.0;
        QTest::newRow("Mon, 21 Sep 2026 14:13:25 GMT") << 5.0;
        QTest::newRow("Monday, 21-Sep-26 14:13:25 GMT") << 5.0;
        QTest::newRow("Mon Sep 21 14:13:25 2026") << 5.0;
        QTest::newRow("Mon, 05 Jan 2015 10:00:00 GMT") << 0.0;
    }
    void reset()
    {
        QFETCH(double, seconds);
        const QByteArray value(QTest::currentDataTag());
        for (const char *name : {"ratelimit-reset", "x-ratelimit-reset", "retry-after"}) {
            const RateLimitState state = stateOf(name, value);
            QVERIFY2(state.resetSeconds, name);
            QCOMPARE(*state.resetSeconds, seconds);
        }
        QCOMPARE(stateOf("retry-after", value).retryAfterSeconds.value(), seconds);
    }
    void saysNothing_data()
    {
        rows(
            {"", "soon", "nan", "inf", "5000000000", "900000000000000", "Mon", "0x10", "2 weeks", "s", "\""});
    }
    void saysNothing()
    {
        for (const char *name : {"ratelimit-reset", "x-ratelimit-reset", "retry-after"})
            QVERIFY(!stateOf(name, QTest::currentDataTag()).resetSeconds);
    }
    void withoutAClockOfTheTenantOursCounts()
    {
        HttpAnswer answer;
        answer.headers.insert("retry-after", QByteArray::number(QDateTime::currentSecsSinceEpoch() + 100));
        const double seconds = rateLimitState(answer).resetSeconds.value();
        QVERIFY2(seconds > 90 && seconds <= 100, qPrintable(QString::number(seconds)));
    }
    void limitsAreCounts()
    {
        QCOMPARE(stateOf("x-ratelimit-limit", "4").limit.value(), 4);
        QCOMPARE(stateOf("ratelimit-limit", "100, 100;w=60").limit.value(), 100);
        QCOMPARE(stateOf("x-ratelimit-remaining", "0").remaining.value(), 0);
        QCOMPARE(stateOf("ratelimit-remaining", "-1").remaining.value(), 0);
        QVERIFY(!stateOf("ratelimit-remaining", "many").remaining);
        QVERIFY(stateOf("ratelimit-limit", "1e300").limit.value() > 0);
    }
};

QTEST_GUILESS_MAIN(RateLimitStateTest)
#include "rate_limit_state_test.moc"
