#include "core/events/documents/event_document.h"
#include "core/events/documents/row_scan.h"
#include "core/events/json/field_reader.h"

#include <QTest>

#include <mutex>

using namespace slipway;

class EventDocumentTest : public QObject
{
    Q_OBJECT

    // One event as a document gives it, padded.
    static std::unique_ptr<EventReader> only(const QByteArray &event)
    {
        return makeDocument({event}, EventOrigin())->reader();
    }

private Q_SLOTS:
    void givesEventsByteForByte()
    {
        const QList<QByteArray> events{R"({"a":1})", "", R"({"id":18446744073709551615, "z":0.0})"};
        const EventDocumentPtr document = makeDocument(events, EventOrigin());
        QCOMPARE(document->count(), 3);
        QVERIFY(document->isComplete());
        const auto reader = document->reader();
        for (qsizetype i = 0; i < events.size(); ++i) {
            const std::string_view text = reader->event(i);
            QCOMPARE(QByteArray(text.data(), static_cast<qsizetype>(text.size())), events[i]);
        }
        QVERIFY(reader->event(-1).empty());
        QVERIFY(reader->event(3).empty());
        QCOMPARE(document->sizeOf(0), 7);
    }

    void readsChosenFields()
    {
        const auto reader = only("{\"_id\" : \"x\\u00e9\\\"\" , \"n\":11223344556857821,\"o\":{\"a\":[1,2]},"
                                 "\"t\":true,\"z\":null,\"n\":5}");
        FieldReader fields;
        const auto values = fields.read(reader->event(0), {"n", "gone", "_id", "o", "t", "z"});
        QCOMPARE(values[0].toString(), QStringLiteral("11223344556857821"));
        QCOMPARE(values[1].type, JsonType::Absent);
        QCOMPARE(values[2].toString(), QStringLiteral("x\u00e9\""));
        QCOMPARE(values[2].raw, std::string_view("\"x\\u00e9\\\"\""));
        QCOMPARE(values[3].text, std::string_view(R"({"a":[1,2]})"));
        QCOMPARE(values[4].type, JsonType::Boolean);
        QCOMPARE(values[5].type, JsonType::Null);
        QCOMPARE(values[5].text, std::string_view());
    }

    void judgesHealth_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<int>("health");
        QTest::addColumn<int>("fieldCount"); // -1: however many
        const auto row = [](const char *name, const QByteArray &event, EventHealth health, int count) {
            QTest::newRow(name) << event << static_cast<int>(health) << count;
        };
        row("well", R"({"a":1,"b":"x"})", EventHealth::Well, 2);
        row("empty object", "{}", EventHealth::Well, 0);
        row("duplicate keys", R"({"a":1,"a":2})", EventHealth::DuplicateKeys, 2);
        row("invalid UTF-8", "{\"a\":\"x\xff\"}", EventHealth::BrokenText, 1);
        row("an array", "[1,2]", EventHealth::NotAnObject, 0);
        row("a number", "17", EventHealth::NotAnObject, 0);
        row("a log line", "Nov 3 12:00 sshd: hello", EventHealth::NotJson, 0);
        row("empty", "", EventHealth::NotJson, 0);
        row("cut off in a string", "{\"a\":1,\"b\":\"x", EventHealth::NotJson, 0);
        row("cut off after a value", R"({"a":1,"b":{"c":2})", EventHealth::NotJson, 2);
        for (const char *broken : {R"({"a":01})", R"({"a":1x})", R"({"a":1.})", R"({"a":-})",
                                   R"({"a":[1,,2]})", R"({"a":[{"b"]]})", R"({"a":.5})", R"({"a":1e})",
                                   R"({"a":+1})", R"({"a":tru})", R"({"a":[1,]})", R"({"a":{"b":1,}})"})
            row(broken, broken, EventHealth::NotJson, -1);
        row("two on a line", R"({"a":1}{"b":2})", EventHealth::NotJson, 1);
        row("1,000 levels", "{\"a\":" + QByteArray(1000, '[') + QByteArray(1000, ']') + "}",
            EventHealth::Well, 1);
        row("100,000 levels", "{\"a\":" + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}",
            EventHealth::Well, 1);
    }
    void judgesHealth()
    {
        QFETCH(QByteArray, event);
        QFETCH(int, health);
        QFETCH(int, fieldCount);
        const auto reader = only(event);
        FieldReader fields;
        const auto found = fields.readAll(reader->event(0));
        QCOMPARE(static_cast<int>(fields.health()), health);
        if (fieldCount >= 0)
            QCOMPARE(static_cast<int>(found.size()), fieldCount);
    }

    void scansEveryRowOnce()
    {
        QList<QByteArray> events;
        for (int i = 0; i < 50'000; ++i)
            events << QByteArray::number(i);
        const EventDocumentPtr document = makeDocument(events, EventOrigin());
        std::mutex lock;
        std::vector<int> seen(50'000);
        const std::stop_source stop;
        QVERIFY(scanRows(document, {0, 50'000}, stop.get_token(), [&] {
            return [&](EventReader &reader, RowRange rows) {
                const std::lock_guard guard(lock);
                for (qint64 row = rows.first; row < rows.last; ++row)
                    seen[std::stoul(std::string(reader.event(row)))]++;
            };
        }));
        QVERIFY(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
    }
};

QTEST_APPLESS_MAIN(EventDocumentTest)
#include "event_document_test.moc"
