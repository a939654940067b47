// Finding the events of a page whatever is around them, in them and beside them: one odd event never blocks
// the others, and what is not a page is never taken for one.
#include "core/events/json/page_scan.h"
#include "core/netskope/answer_fault.h"
#include "core/netskope/response_page.h"

#include <QTest>

#include <string>
#include <sys/resource.h>

using namespace slipway;
using Outcome = PageScan::Outcome;

namespace {

std::string pageOf(const std::string &middle)
{
    return R"({"ok":1,"result":[{"_id":"a","timestamp":1788220800},)" + middle +
           R"(,{"_id":"c","timestamp":1788220802}],"timestamp_hwm":1788220803,"wait_time":0})";
}

std::expected<ResponsePage, PageProblem> read(const std::string &body, std::string_view list = "result")
{
    return ResponsePage::read(QByteArray::fromStdString(body), list);
}

QString faultOfBody(const std::string &body, std::string_view list = "result")
{
    const auto page = read(body, list);
    return page ? QString() : answerFaultName(page.error().fault);
}

// Rows that are named after what they test.
void rows(std::initializer_list<const char *> texts)
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : texts)
        QTest::newRow(text) << QByteArray(text);
}

} // namespace

class PageScanTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anOddEventIsKeptAndNamed_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<QByteArray>("oddPart"); // where the first odd byte is
        QTest::addColumn<int>("oddity");
        const auto row = [](const char *name, const std::string &event, const char *oddPart, Oddity oddity) {
            QTest::newRow(name) << QByteArray::fromStdString(event) << QByteArray(oddPart)
                                << static_cast<int>(oddity);
        };
        const std::string begin = R"({"_id":"b","timestamp":1788220801,"x":)";
        row("NaN", begin + "NaN}", "NaN", Oddity::NotAValue);
        row("-Infinity", begin + "-Infinity}", "-Inf", Oddity::NotAValue);
        row("undefined", begin + "undefined}", "undef", Oddity::NotAValue);
        row("a word cut short", begin + "tru}", "tru", Oddity::NotAValue);
        row("in capitals", begin + "True}", "True", Oddity::NotAValue);
        row("a leading zero", begin + "01}", "01", Oddity::NotAValue);
        row("a number and a letter", begin + "1x}", "1x", Oddity::NotAValue);
        row("a point at the end", begin + "1.}", "1.}", Oddity::NotAValue);
        row("a sign alone", begin + "-}", "-}", Oddity::NotAValue);
        row("hexadecimal", begin + "0x1f}", "0x1f", Oddity::NotAValue);
        row("single quotes", begin + "'a'}", "'a'", Oddity::NotAValue);
        row("a comment", begin + "/*c*/1}", "/*c", Oddity::NotAValue);
        row("Latin-1", begin + "\"TELEF\xf3NICA\"}", "\xf3", Oddity::NotUtf8);
        row("a surrogate in UTF-8", begin + "\"\xed\xa0\x80\"}", "\xed\xa0", Oddity::NotUtf8);
        row("an overlong form", begin + "\"\xc0\xaf\"}", "\xc0", Oddity::NotUtf8);
        row("half a character", begin + "\"\xe2\x82\"}", "\xe2", Oddity::NotUtf8);
        row("beyond Unicode", begin + "\"\xf5\x80\x80\x80\"}", "\xf5", Oddity::NotUtf8);
        row("a line feed", begin + "\"first\nsecond\"}", "\n", Oddity::LineBreak);
        row("a carriage return", begin + "\"first\rsecond\"}", "\r", Oddity::LineBreak);
        row("a tab", begin + "\"a\tb\"}", "\t", Oddity::ControlCharacter);
        row("a control character", begin + "\"a\x01\"}", "\x01", Oddity::ControlCharacter);
        row("a NUL", begin + std::string("\"a\0b\"}", 6), "", Oddity::ControlCharacter);
        row("a hexadecimal escape", begin + "\"C:\\x41\"}", "x41", Oddity::Escape);
        row("a short escape", begin + "\"\\u12\"}", "u12", Oddity::Escape);
        row("an escape of a line feed", begin + "\"a\\\nb\"}", "\n", Oddity::LineBreak);
        row("a trailing comma", begin + "1,}", "}", Oddity::OutOfPlace);
        row("a trailing comma in a list", begin + "[1,2,]}", "]", Oddity::OutOfPlace);
        row("two commas", begin + "1,,\"y\":2}", ",\"y", Oddity::OutOfPlace);
        row("no comma", begin + "1 \"y\":2}", "\"y", Oddity::OutOfPlace);
        row("no value", begin + "}", "}", Oddity::OutOfPlace);
        row("a name without quotes", begin + "1,y:2}", "y:2", Oddity::OutOfPlace);
        row("quotes in a string", begin + R"("he said "hi" to me","y":1})", "hi\"", Oddity::OutOfPlace);
        row("quotes and a comma in a string", begin + R"("he said "hi", then left","y":1})", "hi\"",
            Oddity::OutOfPlace);
        row("deep", begin + std::string(1100, '[') + std::string(1100, ']') + '}', "", Oddity::TooDeep);
    }
    void anOddEventIsKeptAndNamed()
    {
        QFETCH(QByteArray, event);
        QFETCH(QByteArray, oddPart);
        QFETCH(int, oddity);
        const std::string body = pageOf(event.toStdString());
        const PageScan scan = scanPage(body, "result");
        QCOMPARE(scan.ending, Outcome::Whole);
        QCOMPARE(scan.events.size(), size_t{3});
        QCOMPARE(QByteArray::fromStdString(std::string(scan.events[1])), event);
        QCOMPARE(scan.keys[0].id, std::string_view("a"));
        QCOMPARE(scan.keys[1].id, std::string_view("b"));
        QCOMPARE(scan.keys[2].id, std::string_view("c"));
        QCOMPARE(scan.keys[1].timestamp.value(), 1788220801);
        QCOMPARE(scan.odd.size(), size_t{1});
        QCOMPARE(scan.odd[0].first, size_t{1});
        QCOMPARE(static_cast<int>(scan.odd[0].second.oddity), oddity);
        const size_t place = scan.odd[0].second.place, begin = body.find(event.toStdString());
        QVERIFY(place >= begin && place <= begin + static_cast<size_t>(event.size()) + 1);
        if (!oddPart.isEmpty())
            QVERIFY2(body.compare(place, static_cast<size_t>(oddPart.size()), oddPart.toStdString()) == 0,
                     body.substr(place, 20).c_str());
        QVERIFY(!scan.isStrict);
        // Whoever reads the event alone finds the same.
        const EventScan alone = scanEvent(scan.events[1]);
        QVERIFY(alone.odd);
        QCOMPARE(static_cast<int>(alone.odd->oddity), oddity);
        QCOMPARE(alone.odd->place, place - begin);
        QCOMPARE(alone.key.id, std::string_view("b"));
        QCOMPARE(alone.key.timestamp.value(), 1788220801);
        // And the page says it in words.
        const auto page = read(body);
        QVERIFY(page);
        QCOMPARE(page->oddEvents().size(), size_t{1});
        QCOMPARE(page->oddEvents()[0].event, size_t{1});
        QCOMPARE(page->oddEvents()[0].offset, static_cast<qint64>(place));
        QVERIFY(!page->oddEvents()[0].reason.isEmpty());
        QCOMPARE(page->highWaterMark().value(), 1788220803);
    }
    void whatIsNotAnObjectIsKept_data()
    {
        rows({"null", "true", "12", "\"text\"", "\"{\\\"_id\\\":\\\"b\\\"}\"", "[]", "[{\"_id\":\"b\"}]",
              "nil"});
    }
    void whatIsNotAnObjectIsKept()
    {
        const std::string element = QTest::currentDataTag();
        const std::string body = pageOf(' ' + element + " \n");
        const PageScan scan = scanPage(body, "result");
        QCOMPARE(scan.ending, Outcome::Whole);
        QCOMPARE(scan.events.size(), size_t{3});
        QCOMPARE(std::string(scan.events[1]), element);
        QVERIFY(scan.keys[1].id.empty() && !scan.keys[1].timestamp);
        QCOMPARE(scan.odd.size(), size_t{1});
    }
    void strictEventsAreNotOdd_data()
    {
        rows({"{\"s\":\"\\ud83d\"}", "{\"s\":\"a\\u0000b\"}", "{\"s\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
              R"({"n":[0,-0,1e5,1E-5,0.5,123456789012345678901234567890]})",
              R"({"":null,"a":true,"b":false})", "{ \"a\" :\n[ 1 , { } , [ ] ] }", R"({"a":1,"a":2})",
              "{\"s\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"}", "{}"});
        QTest::newRow("nested a thousand times")
            << QByteArray("{\"d\":" + QByteArray(1000, '[') + QByteArray(1000, ']') + '}');
    }
    void strictEventsAreNotOdd()
    {
        QFETCH(QByteArray, text);
        const std::string body = pageOf(text.toStdString());
        const PageScan scan = scanPage(body, "result");
        QCOMPARE(scan.ending, Outcome::Whole);
        QCOMPARE(scan.events.size(), size_t{3});
        QVERIFY(scan.odd.empty());
        QVERIFY(scan.isStrict);
        QVERIFY(!scanEvent(scan.events[1]).odd);
    }
    // What is skipped around a page is not JSON, although its events are.
    void whatIsSkippedIsNotStrict_data()
    {
        rows({")]}',\n%1", ")]}'%1", "while(1);%1", "for(;;);%1", "\xef\xbb\xbf%1"});
        QTest::newRow("NUL at the end") << QByteArray("%1\n\0", 4);
    }
    void whatIsSkippedIsNotStrict()
    {
        QFETCH(QByteArray, text);
        const std::string body =
            text.replace("%1", QByteArray::fromStdString(pageOf("{\"_id\":\"b\"}"))).toStdString();
        const PageScan scan = scanPage(body, "result");
        QCOMPARE(scan.ending, Outcome::Whole);
        QCOMPARE(scan.events.size(), size_t{3});
        QVERIFY(scan.odd.empty());
        QVERIFY(!scan.isStrict);
    }
    // Its values are not events, but the text is only JSON if they are.
    void theOtherListCountsAsWell_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<bool>("isStrict");
        QTest::newRow("empty") << QByteArray("[]") << true;
        QTest::newRow("texts") << QByteArray("[\"a\", 1]") << true;
        QTest::newRow("half a word") << QByteArray("[tru]") << false;
        QTest::newRow("a wrong number") << QByteArray("[{\"n\":01}]") << false;
        QTest::newRow("a comma too many") << QByteArray("[1,]") << false;
    }
    void theOtherListCountsAsWell()
    {
        QFETCH(QByteArray, list);
        const std::string body = R"({"result":[{"_id":"a"}],"data":)" + list.toStdString() + '}';
        const PageScan scan = scanPage(body, "result");
        QCOMPARE(scan.ending, Outcome::Whole);
        QCOMPARE(scan.events.size(), size_t{1});
        QVERIFY(scan.odd.empty());
        QTEST(scan.isStrict, "isStrict");
    }
    // The export looks for line breaks in events only where there may be some.
    void lineBreaksAreNotOverlooked_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("mayHoldBreaks");
        const auto row = [](const char *name, const std::string &body, bool mayHold) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << mayHold;
        };
        row("none", pageOf(R"({"_id":"b","x":"a\nb"})"), false);
        row("between tokens of an event", pageOf("{\"_id\":\n\"b\"}"), true);
        row("a carriage return", pageOf("{\"_id\":\"b\"\r}"), true);
        row("between events", pageOf("\n{\"_id\":\"b\"}"), true);
        row("in a string", pageOf("{\"_id\":\"b\",\"x\":\"a\nb\"}"), true);
        // What follows NaN is not read by way of the tokens.
        // What is behind NaN, and too far away to be seen ahead, is not read by way of the tokens.
        std::string list;
        for (int i = 0; i < 5'000; ++i)
            list += "1,";
        row("far behind an odd value", pageOf("{\"_id\":\"b\",\"x\":NaN,\"y\":[" + list + "\n1]}"), true);
    }
    void lineBreaksAreNotOverlooked()
    {
        QFETCH(QByteArray, body);
        QFETCH(bool, mayHoldBreaks);
        const auto page = ResponsePage::read(body);
        QVERIFY(page);
        QCOMPARE(page->events().size(), size_t{3});
        QCOMPARE(page->mayHoldLineBreaks(), mayHoldBreaks);
    }
    // Each odd event is named, with whatever stands between them, and near the borders of blocks.
    void manyOddEvents()
    {
        const std::string odd[] = {R"({"x":NaN})", "{\"x\":\"\n\"}", "{\"x\":\"\\q\"}", "{\"x\":\"\xff\"}",
                                   "null"};
        for (size_t shift = 0; shift < 70; ++shift) {
            std::string body = "{\"message\":\"" + std::string(shift, 'm') + "\x02\",\"result\":[";
            std::vector<size_t> expected;
            for (size_t i = 0; i < 200; ++i) {
                body += i > 0 ? "," : "";
                if (i % 3 == 1) {
                    expected.push_back(i);
                    body += odd[i % 5];
                } else {
                    body += R"({"a":"b","c":[1,2,{"d":"e"}]})";
                }
            }
            body += "],\"ok\":1}";
            const PageScan scan = scanPage(body, "result");
            QCOMPARE(scan.ending, Outcome::Whole);
            QCOMPARE(scan.events.size(), size_t{200});
            std::vector<size_t> found;
            for (const auto &[event, oddity] : scan.odd)
                found.push_back(event);
            QVERIFY(found == expected);
        }
    }
    void aTimeIsReadInAnyForm_data()
    {
        rows({"1788220800", "1788220800123", "1788220800123456", "1788220800123456789", "\"1788220800\"",
              "1788220800.5", "\"2026-09-01T00:00:00Z\""});
    }
    void aTimeIsReadInAnyForm()
    {
        const std::string time = QTest::currentDataTag();
        const auto page =
            read(R"({"ok":1,"result":[{"timestamp":)" + time + R"(},{"x":{},"timestamp":)" + time +
                 R"(,"y":1},{"x":NaN,"timestamp":)" + time + R"(}],"timestamp_hwm":)" + time + "}");
        QVERIFY(page);
        for (const EventKey &key : page->keys())
            QCOMPARE(key.timestamp.value(), 1788220800);
        QVERIFY(page->hasMark());
        QCOMPARE(page->highWaterMark().value(), 1788220800);
    }
    void aTimeThatIsNoneIsSaid_data()
    {
        rows({"0", "null", "\"\"", "-1", "900000000000000", "\"soon\"", "{}", "[]", "true"});
    }
    void aTimeThatIsNoneIsSaid()
    {
        const std::string time = QTest::currentDataTag();
        const auto page =
            read(R"({"ok":1,"result":[{"timestamp":)" + time + R"(},{}],"timestamp_hwm":)" + time + "}");
        QVERIFY(page);
        QVERIFY(!page->keys()[0].timestamp);
        QVERIFY(!page->keys()[1].timestamp);
        QVERIFY(!page->hasMark());
        QVERIFY(page->oddEvents().empty());
    }
    void waits_data()
    {
        QTest::addColumn<qint64>("seconds"); // -1: says nothing
        QTest::newRow("30") << qint64{30};
        QTest::newRow("\"30\"") << qint64{30};
        QTest::newRow("30.2") << qint64{31};
        QTest::newRow("0") << qint64{0};
        QTest::newRow("-5") << qint64{-1};
        QTest::newRow("null") << qint64{-1};
        QTest::newRow("\"\"") << qint64{-1};
        QTest::newRow("\"soon\"") << qint64{-1};
        QTest::newRow("{}") << qint64{-1};
        QTest::newRow("1788220830") << qint64{30}; // a date, by the tenant's clock
        QTest::newRow("\"2026-09-01T00:00:30Z\"") << qint64{30};
        QTest::newRow("1788220000") << qint64{0};
    }
    void waits()
    {
        QFETCH(qint64, seconds);
        const auto page = ResponsePage::read(QByteArray(R"({"ok":1,"result":[],"wait_time":)") +
                                                 QTest::currentDataTag() + '}',
                                             "result", QDateTime::fromSecsSinceEpoch(1788220800));
        QVERIFY(page);
        QCOMPARE(page->waitSeconds().value_or(-1), seconds);
    }
    void formsOfNothing_data()
    {
        rows({R"({"ok":1,"result":[]})",
              R"({"ok":1,"result":null})",
              R"({"ok":1,"result":{}})",
              R"({"ok":1,"result":""})",
              R"({"ok":1,"result": { } ,"timestamp_hwm":1788220800})",
              R"({"ok":1,"timestamp_hwm":1788220800,"wait_time":0})",
              R"({"timestamp_hwm":1788220800})",
              R"({"ok":1,"data":[]})",
              R"({"ok":1,"data":null})",
              R"({"ok":"1","result":[]})",
              R"({"ok":true,"result":[]})",
              R"({"status":"success","data":[]})",
              R"({"status":200,"result":[]})",
              R"({"ok":1,"error":null,"errors":[],"result":[]})",
              R"({"ok":1,"error":"","result":[]})",
              R"({"ok":1,"error":{"code":0,"message":""},"result":[]})",
              R"({"ok":1,"code":200,"result":[]})",
              R"({"ok":1,"status":"empty","result":[]})",
              R"({"ok":1,"message":"no more data","result":[]})",
              "[]",
              " [ ] \n",
              "\xef\xbb\xbf{\"ok\":1,\"result\":[]}",
              ")]}',\n{\"ok\":1,\"result\":[]}",
              ")]}'\n[]",
              "while(1);{\"ok\":1,\"result\":[]}",
              "\xef\xbb\xbf)]}',\n[]",
              R"({"ok":1,"result":[],})",
              R"({"ok":1,"result":[,]})"});
    }
    void formsOfNothing()
    {
        const auto page = read(QTest::currentDataTag());
        QVERIFY2(page, page ? "" : qPrintable(page.error().error.asText()));
        QVERIFY(page->events().empty());
        QVERIFY(page->oddEvents().empty());
    }
    void formsOfOneEvent_data()
    {
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<QByteArray>("suffix");
        const auto row = [](const char *prefix, const char *suffix) {
            QTest::addRow("%s…%s", prefix, suffix) << QByteArray(prefix) << QByteArray(suffix);
        };
        row(R"({"ok":1,"result":[)", "]}");
        row(R"({"ok":1,"result":)", "}");
        row(R"({"ok":1,"result":[],"data":[)", "]}");
        row(R"({"ok":1,"data":[)", "]}");
        row(R"({"ok":1,"data":["a name",5],"result":[)", "]}");
        row(R"({"ok":1,"data":)", "}");
        row(R"({"ok":1,"result":null,"data":[)", "]}");
        row("{\"r\\u0065sult\":[", R"(],"ok":1})");
        row("[", "]");
        row("\xef\xbb\xbf[", "]");
        row(")]}',\n{\"ok\":1,\"result\":[", "]}");
        row(R"({"x":{"result":[{},{}]},"ok":1,"result":[)", "]}");
        row(R"({"x":NaN,"ok":1,"result":[)", R"(],"y":01})");
        row(R"({"result":[)", R"(],"result":[]})");
    }
    void formsOfOneEvent()
    {
        QFETCH(QByteArray, prefix);
        QFETCH(QByteArray, suffix);
        const QByteArray event = "{\"_id\":\"a\",\"timestamp\":1788220800,\"x\":\"\\u00e9\"}";
        const auto page = ResponsePage::read(prefix + event + suffix);
        QVERIFY2(page, page ? "" : qPrintable(page.error().error.asText()));
        QCOMPARE(page->events().size(), size_t{1});
        QCOMPARE(QByteArray::fromStdString(std::string(page->events()[0])), event);
        QCOMPARE(page->keys()[0].id, std::string_view("a"));
        QCOMPARE(page->keys()[0].timestamp.value(), 1788220800);
        QVERIFY(page->oddEvents().empty());
    }
    void aSingleEventMayBeOdd()
    {
        const auto page = read(R"({"ok":1,"result":{"_id":"a","x":NaN}})");
        QVERIFY(page);
        QCOMPARE(page->oddEvents().size(), size_t{1});
        QCOMPARE(page->oddEvents()[0].offset, 32);
    }
    void saysThatItFailed_data()
    {
        rows({R"({"ok":false,"result":[]})",
              R"({"ok":1 "result":[]})", // a missing comma: there is no clear yes
              R"({"ok":0,"result":[]})", R"({"ok":"0","result":[]})", R"({"ok":"false","result":[]})",
              R"({"ok":-1,"result":[]})", R"({"ok":"error","result":[]})", R"({"ok":2,"result":[]})",
              R"({"ok":0})", R"({"ok":false,"result":[{"_id":"a"}]})", R"({"success":false,"result":[]})",
              R"({"success":"no","result":[]})", R"({"success":0,"result":[]})",
              R"({"status":"failure","result":[]})", R"({"status":"error","message":"no","result":[]})",
              R"({"status":"FAILED","data":[]})", R"({"status":{"execution":"Failed","message":"no"}})",
              R"({"status":{"execution":"failed"},"result":[]})", R"({"status":500,"result":[]})",
              R"({"status":"503","result":[]})", R"({"status":"throttled","result":[]})",
              R"({"ok":1,"error":{"code":500,"message":"backend timeout"},"result":[]})",
              R"({"error":{"code":500,"message":"backend timeout"}})",
              R"({"error":"backend timeout","result":[]})", R"({"errors":["name not passed"],"result":[]})",
              R"({"error":true,"result":[]})", R"({"error":{"message":"no"},"result":[{"_id":"a"}]})",
              R"({"code":500,"result":[]})", R"({"errorCode":"Authorization Error","result":[]})",
              R"({"message":"API rate limit exceeded"})", R"({"ok":1,"result":false})",
              R"({"isError":true,"result":[]})",
              // names with escapes, and doubled ones
              "{\"\\u006fk\":false,\"result\":[{\"_id\":\"a\"}]}",
              "{\"st\\u0061tus\":\"error\",\"result\":[{\"_id\":\"a\"}]}",
              "{\"\\u0065rror\":\"backend timeout\",\"result\":[]}",
              R"({"ok":1,"ok":0,"result":[{"_id":"a"}]})", R"({"ok":0,"ok":1,"result":[{"_id":"a"}]})",
              R"({"status":"error","status":"success","result":[]})"});
    }
    void namesMayHaveEscapes()
    {
        const auto page = read("{\"\\u006fk\":1,\"result\":[],\"timestamp\\u005fhwm\":1788220800,"
                               "\"wait\\u005ftime\":7}");
        QVERIFY(page);
        QCOMPARE(page->highWaterMark().value_or(0), qint64{1788220800});
        QCOMPARE(page->waitSeconds().value_or(0), qint64{7});
    }
    void saysThatItFailed()
    {
        QCOMPARE(faultOfBody(QTest::currentDataTag()), QStringLiteral("reports-failure"));
        QVERIFY(!read(QTest::currentDataTag()).error().error.message.isEmpty());
    }
    void theTenantsWordsAreShown()
    {
        for (const char *body :
             {R"({"ok":0,"message":"backend timeout"})", R"({"ok":false,"error":"backend timeout"})",
              R"({"error":{"code":5,"message":"backend timeout"}})", R"({"errors":["backend timeout"]})",
              R"({"errors":[{"detail":"backend timeout"}]})",
              R"({"status":{"execution":"Failed","message":"backend timeout"}})"})
            QVERIFY2(read(body).error().error.message.contains(QLatin1String("backend timeout")), body);
    }
    void isNoPage_data()
    {
        rows({"\"x\"",
              "5",
              "{}",
              "OK",
              "a,b\n1,2\n",
              "{\"a\":1}",
              R"({"ok":1,"result":"none"})",
              R"({"ok":1,"result":5})",
              R"({"ok":1,"result":{"a":1}})",
              R"({"ok":1,"result":[{"a":1}]} x)",
              R"({"ok":1,"result":[{"a":1}]}{"ok":1})",
              R"({"ok":1,"events":[{"_id":"a"}]})",
              R"({"ok":1,"result":[{"_id":"a"}],"result":[{"_id":"b"}]})",
              R"({"ok":1,"result":[{"_id":"a"}],"data":[{"_id":"b"}]})",
              R"({"ok":1,"result":[{"a":1}})",
              "{\"ok\":1,\"result\":[{\"a\":\"b]}]}",
              R"({"ok":1,result:[]})",
              "{\"_id\":\"a\"}\n{\"_id\":\"b\"}\n",
              R"({"ok":1,"result":[{"a":1}])",
              "{\"ok\":1,\"wait",
              R"({"ok":)",
              R"({"ok")",
              "[",
              "{",
              R"([{"a":1})",
              "[\"a"});
    }
    void isNoPage()
    {
        const auto page = read(QTest::currentDataTag());
        QVERIFY(!page);
        QCOMPARE(answerFaultName(page.error().fault), QStringLiteral("unreadable"));
        QCOMPARE(page.error().body, QByteArray(QTest::currentDataTag()));
        QVERIFY(!page.error().error.message.isEmpty());
    }
    // Quotes and brackets that do not match may be damage on the way: the page is asked for again.
    void quotesAndBracketsMustMatch_data()
    {
        rows({"{\"a\":[{\"b\"]]}", "{\"a\":[1,2}", "{\"a\":1]}", "{\"a\":1}}", "{\"a\":{\"b\":1}",
              "{\"a\":\"C:\\\",\"b\":1}", "{\"a\":\"b\"c\"}", "{\"a\":1} x", "{\"a\":1}]{\"",
              "{\"a\":\"b}]{\"c\"}", "{\"a\":1}:", "{\"a\"}]{\":1}"});
    }
    void quotesAndBracketsMustMatch()
    {
        QCOMPARE(faultOfBody(pageOf(QTest::currentDataTag())), QStringLiteral("unreadable"));
    }
    void everyCutIsNoticed()
    {
        const std::string body = "{\"ok\":1,\"x\":{\"y\":[1,\"z\"]},\"result\":[{\"_id\":\"a\\\"\",\"n\":[1,{"
                                 "}]},{\"x\":NaN},null],\"wait_time\":30}";
        QVERIFY(read(body));
        for (size_t size = 0; size < body.size(); ++size)
            QVERIFY2(!read(body.substr(0, size)), body.substr(0, size).c_str());
    }
    // Where the end of the connection is the end of the body, a text that ends too early may have been cut.
    void aCutWithoutALengthIsNoAnswer()
    {
        for (const char *body : {R"({"ok":1,"result":[{"a":1})", R"({"ok":1,"result":[)", "{\"ok", "[1,"}) {
            const auto page = ResponsePage::read(body, "result", {}, false);
            QVERIFY(!page);
            QCOMPARE(answerFaultName(page.error().fault), QStringLiteral("no-answer"));
            QCOMPARE(page.error().error.kind, ErrorKind::TruncatedAnswer);
        }
    }
    void bombsAreBounded_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (const char *piece : {"{},", "1,", "\"\",", "[],", "NaN,", "{\"a\":NaN},"})
            QTest::newRow(piece) << QByteArray(piece);
    }
    void bombsAreBounded()
    {
        QFETCH(QByteArray, piece);
        const QByteArray body = "{\"ok\":1,\"result\":[" +
                                piece.repeated(static_cast<qsizetype>(20 << 20) / piece.size()) + "{}]}";
        struct rusage before, after;
        ::getrusage(RUSAGE_SELF, &before);
        const auto page = ResponsePage::read(body);
        ::getrusage(RUSAGE_SELF, &after);
        QVERIFY(!page);
        QCOMPARE(answerFaultName(page.error().fault), QStringLiteral("too-large"));
        QVERIFY(page.error().error.message.contains(QLatin1String("100,000")));
        const long grown = after.ru_maxrss - before.ru_maxrss; // KB
        QVERIFY2(grown < 64 << 10, qPrintable(QString::number(grown)));
    }
    // Values that are not events cost no memory either.
    void longListsElsewhereCostNothing()
    {
        const QByteArray body = "{\"ok\":1,\"x\":[" + QByteArray("1,").repeated(10 << 20) +
                                "1],\"result\":[{\"_id\":\"a\",\"y\":[" +
                                QByteArray("1,").repeated(10 << 20) + "1]}]," +
                                QByteArray("\"m\":1,").repeated(1 << 20) + "\"wait_time\":7}";
        struct rusage before, after;
        ::getrusage(RUSAGE_SELF, &before);
        const auto page = ResponsePage::read(body);
        ::getrusage(RUSAGE_SELF, &after);
        QVERIFY(page);
        QCOMPARE(page->events().size(), size_t{1});
        const long grown = after.ru_maxrss - before.ru_maxrss;
        QVERIFY2(grown < 16 << 10, qPrintable(QString::number(grown)));
    }
    void tenThousandEventsAreFarFromTheLimit()
    {
        const std::string list =
            "[" + QByteArray("{\"_id\":1},").repeated(99'999).toStdString() + "{\"_id\":\"1\"}]";
        const auto page = read(list);
        QVERIFY(page);
        QCOMPARE(page->events().size(), size_t{100'000});
    }
    void largeEvents_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<QString>("fault");
        QTest::newRow("255 MB") << (qint64{255} << 20) << QString();
        QTest::newRow("300 MB") << (qint64{300} << 20) << QStringLiteral("too-large");
    }
    void largeEvents()
    {
        QFETCH(qint64, size);
        QFETCH(QString, fault);
        QByteArray body = "{\"ok\":1,\"result\":[{\"_id\":\"a\",\"text\":\"";
        body.reserve(size + 100);
        body.append(size, 'x').append("\"}]}");
        const auto page = ResponsePage::read(std::move(body));
        QCOMPARE(page ? QString() : answerFaultName(page.error().fault), fault);
        if (!page)
            QVERIFY(page.error().error.message.contains(QLatin1String("256 MB")));
        else
            QCOMPARE(page->keys()[0].id, std::string_view("a"));
    }
};

QTEST_GUILESS_MAIN(PageScanTest)
#include "page_scan_test.moc"
