// Pages that are not written as documented, and events that are not as they should be: what the control path
// switches on is what a client gets.
#include "tests/support/demo_contract.h"

using namespace slipway;
using test::control;

class DemoShapeTest : public QObject, private test::DemoContract
{
    Q_OBJECT

    void shape(const char *page) const { set(QByteArray("{\"page\":") + page + '}'); }
    void set(const QByteArray &settings) const { DemoContract::set(settings.constData()); }
    QByteArray first() const { return ask(QString::number(from))->body; }
    static QByteArray mark(const QByteArray &body)
    {
        const qsizetype at = body.lastIndexOf("\"timestamp_hwm\":");
        return at < 0 ? QByteArray() : body.mid(at + 16).chopped(1);
    }
    // The timestamps of a page as they stand in it.
    static QByteArrayList times(const QByteArray &body)
    {
        QByteArrayList list;
        static const QByteArray key = "\"timestamp\":";
        for (qsizetype at = body.indexOf(key); at >= 0; at = body.indexOf(key, at + 1))
            list << body.mid(at + key.size(), body.indexOf(',', at) - at - key.size());
        return list;
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { m_demo.reset(); }

    void timesHaveUnitsAndForms_data()
    {
        QTest::addColumn<QByteArray>("form");
        QTest::addColumn<QString>("pattern");
        const auto row = [](const char *form, const char *pattern) {
            QTest::newRow(form) << QByteArray(form) << QString::fromLatin1(pattern);
        };
        row("s", "^17[0-9]{8}$");
        row("ms", "^17[0-9]{11}$");
        row("us", "^17[0-9]{14}$");
        row("ns", "^17[0-9]{17}$");
        row("text", "^\"17[0-9]{8}\"$");
        row("text-ms", "^\"17[0-9]{11}\"$");
        row("iso", "^\"2026-09-21T[0-9:]{8}Z\"$");
        row("iso-fraction", "^\"2026-09-21T[0-9:]{8}\\.250\\+00:00\"$");
        row("day", "^\"2026-09-21\"$");
        row("float", "^17[0-9]{8}\\.5$");
        row("zero", "^0$");
        row("null", "^null$");
        row("unreadable", "^\"soon\"$");
        row("implausible", "^900000000000000$");
        row("negative", "^-1$");
    }
    void timesHaveUnitsAndForms()
    {
        QFETCH(QByteArray, form);
        QFETCH(QString, pattern);
        const QRegularExpression expected(pattern);
        shape("{\"timestamp\":\"" + form + "\"}");
        const QByteArrayList written = times(first());
        QCOMPARE(written.size(), 60);
        for (const QByteArray &time : written)
            QVERIFY2(expected.match(QString::fromLatin1(time)).hasMatch(), time.constData());
        QCOMPARE(mark(first()).size(), 10);
        shape("{\"timestamp_hwm\":\"" + form + "\"}");
        QVERIFY2(expected.match(QString::fromLatin1(mark(first()))).hasMatch(), mark(first()).constData());
        QCOMPARE(times(first()).first().size(), 10);
        shape("{}");
        QCOMPARE(mark(first()).size(), 10);
    }
    void timesAreAbsentOrMixed()
    {
        const qsizetype events = times(first()).size();
        shape(R"({"timestamp":"absent","timestamp_hwm":"absent"})");
        QVERIFY(times(first()).isEmpty());
        QVERIFY(!first().contains("timestamp_hwm"));
        QCOMPARE(this->events(ask(QString::number(from))).size(), events);
        shape(R"({"timestamp":"mixed"})");
        QSet<qsizetype> sizes;
        for (const QByteArray &time : times(first()))
            sizes.insert(time.size());
        QVERIFY2(sizes.size() >= 5, "seconds, ms, us, ns and text have lengths of their own");
    }
    void theEnvelopeSaysWhatItIsTold()
    {
        const auto body = [this](const char *page) {
            shape(page);
            return first();
        };
        QVERIFY(body(R"({"ok":false})").startsWith("{\"ok\":false,\"result\":[{"));
        QVERIFY(body(R"({"ok":"0"})").startsWith("{\"ok\":\"0\","));
        QVERIFY(body(R"({"ok":"absent"})").startsWith("{\"result\":[{"));
        QVERIFY(body(R"({"add":{"status":"failure"}})").contains("\"status\":\"failure\","));
        QVERIFY(body(R"({"add":{"success":false}})").contains("\"success\":false,"));
        QVERIFY(body(R"({"add":{"error":{"code":500}}})").contains("\"error\":{\"code\":500},"));
        QVERIFY(body(R"({"wait_time":"5"})").contains("\"wait_time\":\"5\","));
        QVERIFY(body(R"({"wait_time":-5})").contains("\"wait_time\":-5,"));
        QVERIFY(!body(R"({"wait_time":"absent"})").contains("wait_time"));
        QVERIFY(body(R"({"bom":true})").startsWith("\xef\xbb\xbf{\"ok\":1,"));
        QVERIFY(body(R"({"result":"empty"})").startsWith("{\"ok\":1,\"result\":[],"));
        QVERIFY(body(R"({"result":"null"})").startsWith("{\"ok\":1,\"result\":null,"));
        QVERIFY(body(R"({"result":"object"})").startsWith("{\"ok\":1,\"result\":{},"));
        QVERIFY(body(R"({"result":"text"})").startsWith("{\"ok\":1,\"result\":\"\","));
        QVERIFY(body(R"({"result":"absent"})").startsWith("{\"ok\":1,\"wait_time\":"));
        // Only where a page has no events, or one alone.
        QVERIFY(body(R"({"empty_result":"null"})").startsWith("{\"ok\":1,\"result\":[{"));
        const QString future = QString::number(QDateTime::currentSecsSinceEpoch() + 60);
        QVERIFY(ask(future)->body.startsWith("{\"ok\":1,\"result\":null,"));
        shape(R"({"single_result":"object"})");
        QVERIFY(first().startsWith("{\"ok\":1,\"result\":[{"));
        set(R"({"page_size":1})");
        QVERIFY(json(ask(QString::number(from)))[QStringLiteral("result")].isObject());
        // What is not in the table is refused, not ignored.
        for (const char *wrong :
             {R"({"page":{"timestamp":"furlongs"}})", R"({"page":{"colour":"red"}})", R"({"colour":1})"})
            QVERIFY(control(m_demo->address(), "/__demo/settings", wrong)
                        .object()
                        .contains(QStringLiteral("message")));
    }
    void oneOddEvent_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *kind, const QByteArray &text) {
            QTest::newRow(kind) << QByteArray(kind) << text;
        };
        row("nan", "{\"odd\":NaN,");
        row("infinity", "{\"odd\":-Infinity,");
        row("invalid-utf8", "{\"odd\":\"Jos\xe9\",");
        row("line-feed", "{\"odd\":\"one\ntwo\",");
        row("control", "{\"odd\":\"bell \x07\",");
        row("nul", QByteArray("{\"odd\":\"nul \0\",", 15));
        row("hex-escape", "{\"odd\":\"\\x41\",");
        row("trailing-comma", ",},{");
        row("deep", "{\"odd\":[[[[");
        row("null", ",null,{");
        row("string", ",\"an event\",{");
    }
    void oneOddEvent()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, text);
        shape("{\"odd\":\"" + kind + "\",\"odd_event\":5}");
        const QByteArray body = first();
        QCOMPARE(body.count(text), 1);
        QCOMPARE(ask(QStringLiteral("resend"))->body,
                 body); // it is the tenant's event, not a fault of the way
        QVERIFY(!ask(QStringLiteral("next"))->body.contains(text));
    }
    void oneIdForSeveralEvents()
    {
        shape(R"({"same_id":3})");
        const QJsonArray list = events(ask(QString::number(from)));
        QCOMPARE(list[2][QStringLiteral("_id")], list[1][QStringLiteral("_id")]);
        QVERIFY(list[2] != list[1]);
        QVERIFY(list[1][QStringLiteral("_id")] != list[0][QStringLiteral("_id")]);
    }
    void aVeryLargeEvent()
    {
        shape(R"({"large_event_bytes":3000000,"large_event":2})");
        const auto answer = ask(QString::number(from));
        QVERIFY(answer && answer->body.size() > 3'000'000);
        QCOMPARE(events(answer).at(2)[QStringLiteral("large")].toString().size(), 3'000'000);
    }
    // Some answers of a kind, and the rest as usual: with the cursor moved, or not.
    void aPageFaultComesAndGoes()
    {
        const QByteArray one = first();
        const QByteArray two = ask(QStringLiteral("next"))->body;
        QCOMPARE(first(), one);
        fault(R"({"fault":"page","page":{"ok":false,"result":"empty"},"moves":false,"count":2})");
        for (int i = 0; i < 2; ++i) {
            const auto failing = ask(QStringLiteral("next"));
            QCOMPARE(failing->status, 200);
            QVERIFY(failing->body.startsWith("{\"ok\":false,\"result\":[],"));
            QCOMPARE(mark(failing->body), mark(one)); // the mark has not moved either
        }
        QCOMPARE(ask(QStringLiteral("next"))->body, two);

        QCOMPARE(first(), one);
        fault(R"({"fault":"page","page":{"result":"null"}})"); // here the page is lost, but for resend
        QVERIFY(ask(QStringLiteral("next"))->body.contains("\"result\":null"));
        QCOMPARE(ask(QStringLiteral("resend"))->body, two);
        QVERIFY(control(m_demo->address(), "/__demo/faults", R"({"fault":"page","page":{"ok":1,"x":2}})")
                    .object()
                    .contains(QStringLiteral("message")));
    }
};

QTEST_GUILESS_MAIN(DemoShapeTest)
#include "demo_shape_test.moc"
