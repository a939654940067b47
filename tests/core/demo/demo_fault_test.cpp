// Faults on demand: what they spoil, and what they leave alone.
#include "tests/support/demo_contract.h"

using namespace slipway;
using test::control;

class DemoFaultTest : public QObject, private test::DemoContract
{
    Q_OBJECT
private Q_SLOTS:
    void init() { start(); }
    void cleanup() { m_demo.reset(); }

    void faultsSpoilOneAnswerAndTheCursorHasMoved_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("status"); // 0: no whole answer
        const auto row = [](const char *name, const char *fault, int status) {
            QTest::newRow(name) << QByteArray(fault) << status;
        };
        for (const char *framing : {"length", "chunked", "close"})
            QTest::addRow("cut, %s", framing)
                << QByteArray("{\"fault\":\"cut\",\"framing\":\"") + framing + "\"}" << 0;
        row("cut, chunked-terminated", R"({"fault":"cut","framing":"chunked-terminated"})", 0);
        row("stall", R"({"fault":"stall"})", 0);
        row("reset", R"({"fault":"reset"})", 0);
        row("html", R"({"fault":"html"})", 200);
        row("csv", R"({"fault":"csv"})", 200);
        row("malformed", R"({"fault":"malformed"})", 200);
        row("ok0", R"({"fault":"ok0"})", 200);
        row("execution-failed", R"({"fault":"execution-failed"})", 200);
        row("status-error", R"({"fault":"status-error"})", 200);
        row("empty", R"({"fault":"empty"})", 200);
        row("no-content", R"({"fault":"no-content"})", 204);
        row("slow", R"({"fault":"slow","bytes_per_second":500000})", 200);
    }
    void faultsSpoilOneAnswerAndTheCursorHasMoved()
    {
        QFETCH(QByteArray, fault);
        QFETCH(int, status);
        const auto first = ask(QString::number(from), "truth"), second = ask(QStringLiteral("next"), "truth");
        QCOMPARE(ask(QString::number(from))->body, first->body);
        this->fault(fault.constData());
        const auto spoiled = ask(QStringLiteral("next"));
        QCOMPARE(spoiled ? spoiled->status : 0, status);
        if (spoiled)
            QCOMPARE(spoiled->body == second->body, fault.contains("slow"));
        // Only one answer is spoiled, and `resend` brings its page. The server may still be busy with it.
        std::optional<Result<HttpAnswer>> again;
        const auto isAnswered = [&] {
            again = ask(QStringLiteral("resend"));
            return !*again || (*again)->status != 409;
        };
        QVERIFY(QTest::qWaitFor(isAnswered) && *again);
        QCOMPARE((*again)->body, second->body);
    }
    void faultsThatLeaveTheCursor()
    {
        const auto first = ask(QString::number(from), "truth"), second = ask(QStringLiteral("next"), "truth");
        (void)ask(QString::number(from));
        fault(R"({"fault":"status","status":503,"count":2,"headers":{"Retry-After":"7"}})");
        QCOMPARE(ask(QStringLiteral("next"))->header("retry-after"), QByteArray("7"));
        QCOMPARE(ask(QStringLiteral("next"))->status, 503);
        fault("{\"fault\":\"redirect\",\"location\":\"https://elsewhere.example.com/\"}");
        const auto redirect = ask(QStringLiteral("next"));
        QCOMPARE(redirect->status, 302);
        QCOMPARE(redirect->header("location"), QByteArray("https://elsewhere.example.com/"));
        fault(R"({"fault":"status","status":500,"path":"/audit"})"); // not for this path
        QCOMPARE(ask(QStringLiteral("next"))->body, second->body);
    }
    void clockAndPacking()
    {
        set(R"({"clock_skew":-86400})");
        const qint64 behind = ask(QString::number(from))->serverTime.secsTo(QDateTime::currentDateTimeUtc());
        QVERIFY(behind > 86300 && behind < 86500);
        QCOMPARE(ask(QString::number(from))->header("content-encoding"), QByteArray("gzip"));
        set(R"({"gzip":false})");
        const auto plain = ask(QString::number(from));
        QVERIFY(plain->header("content-encoding").isEmpty());
        QCOMPARE(plain->wireBytes, plain->body.size());
    }
};

QTEST_GUILESS_MAIN(DemoFaultTest)
#include "demo_fault_test.moc"
