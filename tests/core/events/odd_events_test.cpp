// An event that is not strict JSON, in a preview and in a file: it is shown and marked, and so are its
// neighbours.
#include "core/events/documents/event_document.h"
#include "core/events/documents/event_page.h"
#include "core/events/json/field_reader.h"
#include "core/events/sampling/preview.h"
#include "tests/support/raw_server.h"

#include <QTest>

using namespace slipway;
using test::http;
using test::RawServer;

namespace {

constexpr qint64 start = 1788220800;

EventHealth healthOf(const QByteArray &event)
{
    const QByteArray padded = event + QByteArray(static_cast<qsizetype>(eventPadding), ' ');
    FieldReader reader;
    (void)reader.readAll({padded.constData(), static_cast<size_t>(event.size())});
    return reader.health();
}

// Rows that are named after what they test.
void rows(std::initializer_list<const char *> texts)
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : texts)
        QTest::newRow(text) << QByteArray(text);
}

} // namespace

class OddEventsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void areInThePreview_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<EventHealth>("health");
        const auto row = [](const char *name, const QByteArray &value, EventHealth health) {
            QTest::newRow(name) << QByteArray("{\"_id\":\"odd\",\"timestamp\":1788220801,\"x\":" + value +
                                              '}')
                                << health;
        };
        row("well", "1", EventHealth::Well);
        row("NaN", "NaN", EventHealth::NotJson);
        row("a leading zero", "01", EventHealth::NotJson);
        row("a word cut short", "tru", EventHealth::NotJson);
        row("deep inside", "{\"a\":[1,{\"b\":1.}]}", EventHealth::NotJson);
        row("two commas", "[1,,2]", EventHealth::NotJson);
        row("a line feed", "\"a\nb\"", EventHealth::NotJson);
        row("an escape", "\"\\x41\"", EventHealth::NotJson);
        row("a trailing comma", "1,", EventHealth::NotJson);
        row("Latin-1", "\"TELEF\xf3NICA\"", EventHealth::BrokenText);
        QTest::newRow("null") << QByteArray("null") << EventHealth::NotAnObject;
        QTest::newRow("a string") << QByteArray("\"{}\"") << EventHealth::NotAnObject;
    }
    void areInThePreview()
    {
        QFETCH(QByteArray, event);
        QFETCH(EventHealth, health);
        const QByteArray page = "{\"ok\":1,\"result\":[{\"_id\":\"a\",\"timestamp\":1788220800}," + event +
                                ",{\"_id\":\"b\",\"timestamp\":1788220802}],\"timestamp_hwm\":1788224400}";
        const RawServer server({{http(page)}});
        ConnectionSettings settings;
        settings.address = server.address();
        settings.token = Secret("odd-events-token");
        const Endpoint endpoint = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("alert"));
        const auto sample = QCoro::waitFor(fetchRange(settings, endpoint, start, start + 3600, 100, {}));
        QVERIFY2(sample, sample ? "" : qPrintable(sample.error().asText()));
        QCOMPARE(sample->events.size(), 3);
        QVERIFY(sample->events.contains(event));
        for (const QByteArray &each : sample->events)
            QCOMPARE(healthOf(each), each == event ? health : EventHealth::Well);
    }
    void areInAFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("V2") << QByteArray(R"({"ok":1,"result":[{"a":1},{"a":tru},{"a":"b"}]})");
        QTest::newRow("V1") << QByteArray(R"({"status":"x","data":[{"a":1},{"a":tru},{"a":"b"}]})");
        QTest::newRow("a list") << QByteArray(R"([{"a":1},{"a":tru},{"a":"b"}])");
        QTest::newRow("a list, with a byte order mark")
            << QByteArray("\xef\xbb\xbf[{\"a\":1},\n{\"a\":tru},\n{\"a\":\"b\"}]\n");
    }
    void areInAFile()
    {
        QFETCH(QByteArray, text);
        const auto events = eventsOfPage({text.constData(), static_cast<size_t>(text.size())});
        QVERIFY(events);
        QCOMPARE(*events, (QList<QByteArray>{R"({"a":1})", R"({"a":tru})", R"({"a":"b"})"}));
        QCOMPARE(healthOf(events->at(1)), EventHealth::NotJson);
    }
    void isNoPageOfAFile_data()
    {
        rows({"", "{}", "[1,2,3]", "5", R"({"a":1})", "{\"a\":1}\n{\"a\":2}\n", R"({"result":[{"a":1}]})",
              R"({"ok":1,"result":[{"a":1}],"result":[{"a":2}]})", R"({"ok":1,"result":[{"a":1})",
              R"([{"a":1}] [{"a":2}])", R"({"ok":1,"result":"none"})"});
    }
    void isNoPageOfAFile() { QVERIFY(!eventsOfPage(QTest::currentDataTag())); }
    void aFileMayHoldMoreThanAPage()
    {
        const QByteArray text = '[' + QByteArray("{},").repeated(150000) + "{}]";
        const auto events = eventsOfPage({text.constData(), static_cast<size_t>(text.size())});
        QVERIFY(events);
        QCOMPARE(events->size(), 150001);
        QCOMPARE(eventsOfPage({text.constData(), static_cast<size_t>(text.size())}, 1000)->size(), 1001);
    }
};

QTEST_GUILESS_MAIN(OddEventsTest)
#include "odd_events_test.moc"
