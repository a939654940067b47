// How long requests wait for each other: whatever the tenant says and whatever has failed, the waits have
// limits.
#include "core/exporting/fetching/pacing.h"

#include <QTest>

using namespace slipway;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

class PacingTest : public QObject
{
    Q_OBJECT
    const QString m_key = QStringLiteral("acme.goskope.com/api/v2/x");

    // How much longer a request has to wait; only some ms have passed since the test began.
    milliseconds waitFor(Pacing &pacing) const { return pacing.claim(m_key, 0ms); }

private Q_SLOTS:
    void failuresWaitLongerAndLonger_data()
    {
        QTest::addColumn<int>("attempt");
        QTest::addColumn<qint64>("wait"); // give or take 10 %, and never more than five minutes
        const qint64 waits[] = {2'000,  4'000,   8'000,   16'000,  32'000,
                                64'000, 128'000, 256'000, 300'000, 300'000};
        for (int attempt = 1; attempt <= 10; ++attempt)
            QTest::addRow("attempt %d", attempt) << attempt << waits[attempt - 1];
        QTest::addRow("after days") << 100'000 << qint64(300'000);
    }
    void failuresWaitLongerAndLonger()
    {
        QFETCH(int, attempt);
        QFETCH(qint64, wait);
        QSet<qint64> seen;
        for (int time = 0; time < 200; ++time) {
            const qint64 chosen = RetryPolicy().wait(attempt).count();
            QVERIFY2(chosen >= wait * 9 / 10 - 1 && chosen <= std::min(wait * 11 / 10, qint64(300'000)),
                     qPrintable(QString::number(chosen)));
            seen << chosen;
        }
        QVERIFY(seen.size() > 10); // so that many consumers do not return together
    }
    void aTurnIsTakenOnce()
    {
        Pacing pacing;
        QCOMPARE(pacing.claim(m_key, 1h), 0ms);
        const milliseconds wait = pacing.claim(m_key, 1h);
        QVERIFY(wait > 59min && wait <= 1h + 1ms);
        QCOMPARE(pacing.claim(QStringLiteral("acme.goskope.com/api/v2/y"), 1h), 0ms); // another endpoint
        QVERIFY(Pacing::key(QUrl(QStringLiteral("https://acme.goskope.com")), QStringLiteral("/a")) !=
                Pacing::key(QUrl(QStringLiteral("https://acme.eu.goskope.com")), QStringLiteral("/a")));
    }
    // A shorter wait does not end a longer one.
    void aHoldIsNeverShortened()
    {
        Pacing pacing;
        pacing.hold(m_key, 1h);
        pacing.hold(m_key, 1s);
        QVERIFY(waitFor(pacing) > 59min);
    }
    void theTenantsLimitIsObeyed_data()
    {
        QTest::addColumn<RateLimitState>("state");
        QTest::addColumn<qint64>("seconds");
        const auto row = [](const char *name, std::optional<int> limit, std::optional<int> remaining,
                            std::optional<double> reset, qint64 seconds) {
            QTest::newRow(name) << RateLimitState{limit, remaining, {}, reset} << seconds;
        };
        row("nothing is said", {}, {}, {}, 0);
        row("enough is left", 4, 3, 30.0, 0);
        row("the last one is for the others", 4, 1, 30.0, 30);
        row("nothing is left", 4, 0, 30.0, 30);
        row("a limit of two has no last one", 2, 1, 30.0, 0);
        row("a limit of two, nothing is left", 2, 0, 30.0, 30);
        row("one is left, no limit is said", {}, 1, 30.0, 0);
        row("nothing is left, no time is said", 4, 0, {}, 10);
        row("one is left, no time is said", 4, 1, {}, 0);
        row("a wait of days", 4, 0, 1e9, 3'600);
        row("a wait without end", 4, 0, std::numeric_limits<double>::infinity(), 3'600);
        row("no wait", 4, 0, 0.0, 0);
    }
    void theTenantsLimitIsObeyed()
    {
        QFETCH(RateLimitState, state);
        QFETCH(qint64, seconds);
        Pacing pacing;
        pacing.heed(m_key, state);
        const milliseconds wait = waitFor(pacing);
        if (seconds == 0)
            QCOMPARE(wait, 0ms);
        else
            QVERIFY2(wait <= std::chrono::seconds(seconds) + 1ms && wait > std::chrono::seconds(seconds) - 5s,
                     qPrintable(QString::number(wait.count())));
    }
};

QTEST_GUILESS_MAIN(PacingTest)
#include "pacing_test.moc"
