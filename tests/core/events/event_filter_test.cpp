#include "core/events/documents/event_copy.h"
#include "core/events/documents/event_document.h"
#include "core/events/documents/event_fields.h"
#include "core/events/documents/row_scan.h"
#include "core/events/filter/event_filter.h"
#include "core/events/filter/filter_completion.h"
#include "core/events/filter/filter_spelling.h"
#include "core/events/json/exact_number.h"
#include "core/events/json/word_search.h"
#include "tests/support/time_limits.h"

#include <QFile>
#include <QTest>

#include <random>

using namespace slipway;

namespace {

bool matches(const QString &text, const QByteArray &event)
{
    const auto filter = EventFilter::compile(text);
    if (!filter)
        qFatal("\"%s\": %s", qPrintable(text), qPrintable(filter.error().message));
    const auto reader = makeDocument({event}, EventOrigin())->reader();
    return EventMatcher(*filter).matches(reader->event(0));
}

// Nested objects and escapes stand before most fields, so that the parser has to decide.
const QByteArray deep =
    R"({"supporting_data":{"data_type":"reason","data_values":["Logged out",7],"user":"inner"},)"
    R"("path":"C:\\Temp\\x","_id":8847222077216958610,"user":"Ann@b.c","severity":"Low","cci":86,"lat":34.50,)"
    R"("cats":["ALL","Cloud"],"who":[{"name":"x"},{"name":"y","n":2}],"a.b":"dotted","ok":true,"none":null,)"
    R"("name":"J\u00fcrgen \ud83d\ude00","timestamp":1736154198,"when":"2025-01-06T09:03:18Z","list":[]})";
// The same without anything that needs the parser.
const QByteArray flat =
    R"({"_id":8847222077216958610,"user":"Ann@b.c","severity":"Low","cci":86,"lat":34.50,"custom":{},)"
    R"("ok":true,"none":null,"timestamp":1736154198,"when":"2025-01-06T09:03:18Z","empty":"","n":-3})";

} // namespace

class EventFilterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void compares_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("inDeep");
        QTest::addColumn<bool>("inFlat");
        const auto row = [](const char *text, bool inDeep, bool inFlat) {
            QTest::newRow(text) << QString::fromUtf8(text) << inDeep << inFlat;
        };
        row("", true, true);
        row("ann@B.C", true, true); // words ignore case
        row("low 86", true, true);
        row("low 87", false, false);
        row("\"logged OUT\"", true, false);
        row("severity", false, false); // a field's name is not a value
        row("c:\\temp", true, false);
        row("JÜRGEN", true, false);
        row("😀", true, false);
        row("low or nothing", true, true);
        row("not low", false, false);
        row("user eq \"Ann@b.c\"", true, true);
        row("user eq 'Ann@b.c'", true, true);
        row("user = Ann@b.c", true, true);
        row("user=\"Ann@b.c\"", true, true);
        row("user eq \"ann@b.c\"", false, false); // comparisons do not
        row("user eq inner", false, false);       // another field of that name, deeper
        row("user neq \"x\"", true, true);
        row("user eq \"Ann@b.c\" and severity neq \"low\"", true, true);
        row("user eq x or severity eq Low and cci gt 90", false, false);
        row("(user eq x or severity eq Low) and cci gt 80", true, true);
        row("not (severity eq Low)", false, false);
        row("severity in (\"High\", 'Low')", true, true);
        row("severity not in (High, Low)", false, false);
        row("nowhere eq x", false, false);
        row("nowhere neq x", true, true);
        row("nowhere eq null", true, true);
        row("none eq null", true, true);
        row("user eq null", false, false);
        row("nowhere gt 1", false, false);
        row("user like \"ann*\"", false, false);
        row("user like \"Ann*\"", true, true);
        row("user like \"*@?.c\"", true, true);
        row("user like nn@", true, true);
        row("user not like \"*x*\"", true, true);
        row("path like \"C:\\Temp\\*\"", true, false);
        row("path eq \"C:\\\\Temp\\x\"", true, false);
        row("name eq \"J\\u00fcrgen 😀\"", true, false);
        row("name like \"J?rgen ?\"", true, false);
        // 2^53 and beyond: neighbours are different numbers
        row("_id eq 8847222077216958610", true, true);
        row("_id eq 8847222077216958611", false, false);
        row("_id gt 8847222077216958609", true, true);
        row("_id lt 8847222077216958610", false, false);
        row("_id gte 8847222077216958610", true, true);
        row("cci eq \"86\"", true, true);
        row("cci eq 86.0", true, true);
        row("cci between 80 and 86", true, true);
        row("cci between 87 and 90", false, false);
        row("lat eq 34.5", true, true);
        row("lat > 34.4999", true, true);
        row("n lt -2", false, true);
        row("ok eq true", true, true);
        row("ok neq true", false, false);
        row("empty eq \"\"", false, true);
        row("timestamp eq 2025-01-06T09:03:18Z", true, true);
        row("timestamp gte \"2025-01-06T10:03:18+01:00\"", true, true);
        row("timestamp lt 2025-01-06", false, false);
        row("timestamp between 2025-01-06 and 2025-01-07", true, true);
        row("when gt 2025-01-06T09:03:17.500Z", true, true);
        row("when lt 2025-01-06T09:03:18Z", false, false);
        row("supporting_data.data_type eq reason", true, false);
        row("supporting_data.data_values eq 7", true, false);
        row("cats eq Cloud", true, false);
        row("cats neq Cloud", false, true);
        row("who.name eq y", true, false);
        row("who.n gt 1", true, false);
        row("a.b eq dotted", true, false);
        row("user.name eq x", false, false);
        row("cats eq '[\"ALL\",\"Cloud\"]'", true, false);
        row("list eq \"[]\"", true, false);
        row("log in low", true, false); // three words
    }
    void compares()
    {
        QFETCH(QString, text);
        QFETCH(bool, inDeep);
        QFETCH(bool, inFlat);
        QCOMPARE(matches(text, deep), inDeep);
        QCOMPARE(matches(text, flat), inFlat);
    }

    void findsWordsInValuesOnly_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<bool>("isFound");
        const auto row = [](const char *word, const char *event, bool isFound) {
            QTest::addRow("%s in %s", word, event) << QString::fromUtf8(word) << QByteArray(event) << isFound;
        };
        row("443", R"({"p":443,":x":1})", true);
        row("443", R"({"p":"443",":x":1})", true);
        row("443", R"({"443":1})", false);
        row("new", R"({"a":"C:\\new"})", true); // a backslash, then the word
        row("new", R"({"a":"C:\new"})", false); // a line break, then "ew"
        row("u00", R"({"a":"\\u00fc"})", true);
        row("u00", R"({"a":"\u00fc"})", false);
        row("ü", R"({"a":"\u00fc"})", true);
        row("Ü", R"({"a":"\u00fc"})", true);
        row("Ü", R"({"a":"xüx"})", true);
        row("Ü", R"({"ü":"x"})", false);
        row("ü", R"({"\u00fc":"x"})", false);
        row("true", R"({"a":true})", true);
        row("true", R"({"true" : null})", false);
        row("x", R"({"a":{"x":[{"x":"y"}]}})", false);
        row("y", R"({"a":{"x":[{"x":"y"}]}})", true);
        row("1,2", R"({"a":[1,2]})", true);
        row("a\\b", R"({"x":"a\\b"})", true);
        row("a\\b", R"({"x":"a\\\\b"})", false);
        row("hello", "{\"a\":\"hello", true); // it breaks off
        row("hello", "{\"a\":\"b\\\"hello", true);
    }
    void findsWordsInValuesOnly()
    {
        QFETCH(QString, word);
        QFETCH(QByteArray, event);
        QFETCH(bool, isFound);
        QCOMPARE(WordSearch(word).isIn({event.constData(), static_cast<size_t>(event.size())}), isFound);
    }

    // A byte order mark is a character of a value or a name like any other.
    void aByteOrderMarkCounts()
    {
        const QString field = QStringLiteral("\uFEFFf");
        for (const QByteArray &value :
             {QByteArray("\"\ufeffx\""), QByteArray("\"\ufeff\ufeffx\""), QByteArray("\"\\ufeffx\"")}) {
            const QByteArray event = "{\"" + field.toUtf8() + "\":" + value + "}";
            QVERIFY2(matches(onlyThis(field, value), event), qPrintable(onlyThis(field, value)));
            QVERIFY(!matches(onlyThis(field, "\"x\""), event));
            QVERIFY(!matches(onlyThis(QStringLiteral("f"), value), event));
            QCOMPARE(fieldNames(event), QStringList{field});
            QVERIFY(fieldText(event, field).startsWith(QChar::ByteOrderMark));
            QVERIFY(matches(QStringLiteral("\"\\ufeffX\""), event));
        }
    }

    // Filter, table and copy take the first field of a name, however the name is spelled.
    void aNameMeansTheSameEverywhere_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text"); // null: there is no such field
        const auto row = [](const char *event, const char *field, const char *text) {
            QTest::addRow("%s in %s", field, event)
                << QByteArray(event) << QString::fromUtf8(field) << QString::fromUtf8(text);
        };
        row(R"({"a":"1","a":"2"})", "a", "1");
        row(R"({"\u0061":"1","a":"2"})", "a", "1");
        row(R"({"a":"1","\u0061":"2"})", "a", "1");
        row(R"({"x":"\/","a":"1","a":"2"})", "a", "1");
        row("{\"x\":\"\\\"a\\\":5\",\"a\":\"1\"}", "a", "1");
        row(R"({"o":{"a":"0"},"a":"1","a":"2"})", "a", "1");
        row(R"({"a":"x",":1,":2})", ",", nullptr);
        row(R"({"a":",",":1,":2})", ",", nullptr);
        row(R"({"a":"x",":1,":2})", ":1,", "2");
        row(R"({",":"1","a":2})", ",", "1");
        row("{\"a\":[\"x\"],\"],\":\"1\"}", "],", "1");
        row("{\"a\":[\"x\"],\":1}", "],", nullptr);
        row(R"({"":"1"})", "", "1");
    }
    void aNameMeansTheSameEverywhere()
    {
        QFETCH(QByteArray, event);
        QFETCH(QString, field);
        QFETCH(QString, text);
        QCOMPARE(fieldText(event, field), text);
        const EventDocumentPtr document = makeDocument({event}, EventOrigin());
        const CopiedEvents copied = copyEvents(document, {0}, {field}, CopyFormat::Csv, {});
        QCOMPARE(copied.text, csvCell(field.toUtf8(), false) + "\r\n" + text.toUtf8() + "\r\n");
        const QString name = QLatin1Char('"') + field + QLatin1Char('"');
        QCOMPARE(matches(name + QStringLiteral(" eq null"), event), text.isNull());
        if (!text.isNull())
            QVERIFY(matches(name + QStringLiteral(" eq \"") + text + QLatin1Char('"'), event));
    }

    // Large inputs take time in proportion to their size: sixteen times as much would be 256 times the time.
    void isLinear_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<bool>("isMatch");
        const auto repeated = [](const char *text, int count) { return QByteArray(text).repeated(count); };
        QTest::newRow("a letter beyond ASCII in many names")
            << QStringLiteral("É") << "{" + repeated("\"é\":1,", 800'000) + "\"z\":1}" << false;
        QTest::newRow("a letter beyond ASCII in one value")
            << QStringLiteral("É") << "{\"a\":\"" + repeated("e", 8'000'000) + "é\"}" << true;
        QTest::newRow("many escaped strings")
            << QStringLiteral("missing") << "{" + repeated("\"a\":\"\\n\",", 800'000) + "\"z\":1}" << false;
        QTest::newRow("many names that have the word")
            << QStringLiteral("word") << "{" + repeated("\"word\":1,", 800'000) + "\"z\":1}" << false;
        QTest::newRow("a field's name with 40,000 dots")
            << QStringLiteral("a") + QStringLiteral(".a").repeated(40'000) + QStringLiteral(" eq 1")
            << QByteArray("{\"a\":{\"a\":1}}") << false;
        QTest::newRow("many fields") <<
            [] {
                QString text;
                for (int i = 0; i < 80'000; ++i)
                    text += QStringLiteral("a%1 eq 1 ").arg(i);
                return text.chopped(1);
            }() << QByteArray("{\"b\":1}")
                                     << false;
        QTest::newRow("one long value")
            << QStringLiteral("a eq \"") + QString(990'000, u'x') + u'"' << QByteArray("{\"a\":1}") << false;
        QTest::newRow("one long pattern")
            << QStringLiteral("a like \"") + QStringLiteral("x*").repeated(490'000) + u'"'
            << QByteArray("{\"a\":\"y\"}") << false;
        QTest::newRow("many words") << QStringLiteral("or x ").repeated(190'000).mid(3)
                                    << QByteArray("{\"a\":\"y\"}") << false;
        QTest::newRow("many alternatives in a list")
            << QStringLiteral("a in (") + QStringLiteral("x,").repeated(400'000) + QStringLiteral("y)")
            << QByteArray("{\"a\":\"y\"}") << true;
    }
    void isLinear()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, event);
        QFETCH(bool, isMatch);
        const test::ProcessorTime used(test::ProcessorTime::Of::ThisThread);
        QCOMPARE(matches(text, event), isMatch);
        QVERIFY2(used.elapsed() < 8000, qPrintable(QString::number(used.elapsed())));
    }
    void aFilterHasALimit()
    {
        QVERIFY(EventFilter::compile(QString(longestFilter, u'x')));
        const auto refused = EventFilter::compile(QString(longestFilter + 1, u'x'));
        QVERIFY(!refused);
        QCOMPARE(refused.error().offset, longestFilter);
        QVERIFY(refused.error().message.contains(QStringLiteral("1,000,000")));
    }
    void aPathWithManyDotsIsOneName()
    {
        const QByteArray name = "a" + QByteArray(".a").repeated(40);
        QVERIFY(matches(QString::fromUtf8(name) + QStringLiteral(" eq 1"),
                        "{\"x\":{},\"y\":{\"z\":1},\"" + name + "\":1}"));
    }

    void pointsAtTheFault_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("length");
        const auto row = [](const char *text, int offset, int length) {
            QTest::newRow(text) << QString::fromUtf8(text) << offset << length;
        };
        row("user eq", 7, 0);
        row("user eq \"a", 8, 2);
        row("user eq and severity eq low", 8, 3);
        row("(user eq a", 0, 1);
        row("user eq a)", 9, 1);
        row("user in (a b)", 11, 1);
        row("user in", 7, 0);
        row("user in (", 9, 0);
        row("user in (a,", 11, 0);
        row("and x", 0, 3);
        row("x and", 5, 0);
        row("x or or y", 5, 2);
        row("not", 3, 0);
        row("cci between 1", 13, 0);
        row("eq", 0, 0); // a word alone is a word
    }
    void pointsAtTheFault()
    {
        QFETCH(QString, text);
        QFETCH(int, offset);
        QFETCH(int, length);
        const auto filter = EventFilter::compile(text);
        if (text == QLatin1String("eq")) {
            QVERIFY(filter);
            return;
        }
        QVERIFY(!filter);
        QCOMPARE(filter.error().offset, offset);
        QCOMPARE(filter.error().length, length);
        QVERIFY(filter.error().message.endsWith(u'.'));
    }
    void survivesDeepNesting()
    {
        QVERIFY(!EventFilter::compile(QString(100000, u'(')));
        QVERIFY(!EventFilter::compile(QStringLiteral("not ").repeated(100000) + u'x'));
    }

    void onlyThisFindsItsOwnEvent_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const char *value : {"\"plain\"",
                                  "\"\"",
                                  "\"a \\\"b\\\" 'c'\"",
                                  "\"C:\\\\new\\\\u0041\"",
                                  "\"line\\nbreak\\ttab\"",
                                  "\"\\ud800 alone\"",
                                  "\"J\\u00fcrgen\"",
                                  "\"Ж\"",
                                  "\"*?\"",
                                  "\"null\"",
                                  "\"2025-01-06\"",
                                  "null",
                                  "18446744073709551615",
                                  "0.10",
                                  "-1e3",
                                  "true",
                                  "[]",
                                  "[\"a\",\"b\\\"c\"]",
                                  "{\"a\":{\"b\":1}}",
                                  "\"and\"",
                                  "\"\\u202etxt.exe\""})
            QTest::newRow(value) << QByteArray(value);
    }
    void onlyThisFindsItsOwnEvent()
    {
        QFETCH(QByteArray, value);
        for (const QString &field : {QStringLiteral("f"), QStringLiteral("odd name"), QStringLiteral("and"),
                                     QStringLiteral("a.b"), QStringLiteral("quo\"te")}) {
            QByteArray name = field.toUtf8();
            name.replace("\"", "\\\"");
            const QByteArray event = "{\"x\":1,\"" + name + "\":" + value + "}";
            QVERIFY2(matches(onlyThis(field, value), event), qPrintable(onlyThis(field, value)));
            QVERIFY2(!matches(notThis(field, value), event), qPrintable(notThis(field, value)));
            QVERIFY(!matches(onlyThis(field, value), "{\"" + name + "\":\"something else\"}"));
        }
        QVERIFY(matches(onlyThis(QStringLiteral("f"), {}), "{\"g\":1}"));
    }
    void narrowsWhatIsThere()
    {
        const QString condition = QStringLiteral("a eq 1");
        QCOMPARE(narrowedFilter(QStringLiteral(" "), condition), condition);
        QCOMPARE(narrowedFilter(QStringLiteral("x"), condition), QStringLiteral("x and a eq 1"));
        QCOMPARE(narrowedFilter(QStringLiteral("x or y"), condition), QStringLiteral("(x or y) and a eq 1"));
        QCOMPARE(narrowedFilter(QStringLiteral("x eq"), condition), condition);
    }

    void completes_data()
    {
        QTest::addColumn<QString>("text"); // | is the cursor
        QTest::addColumn<QStringList>("expected");
        QTest::addColumn<int>("start");
        const auto row = [](const char *text, const QStringList &expected, int start) {
            QTest::newRow(text) << QString::fromUtf8(text) << expected << start;
        };
        row("us|", {QStringLiteral("user"), QStringLiteral("userip"), QStringLiteral("appuser")}, 0);
        row("|", {}, 0);
        row("user |",
            {QStringLiteral("eq"), QStringLiteral("neq"), QStringLiteral("like"), QStringLiteral("not like"),
             QStringLiteral("in"), QStringLiteral("not in"), QStringLiteral("gt"), QStringLiteral("gte"),
             QStringLiteral("lt"), QStringLiteral("lte"), QStringLiteral("between")},
            5);
        row("user g|", {QStringLiteral("gt"), QStringLiteral("gte")}, 5);
        row("user eq |", {QStringLiteral("Ann"), QStringLiteral("\"Bob B\"")}, 8);
        row("user eq b|", {QStringLiteral("\"Bob B\"")}, 8);
        row("user eq \"B|", {QStringLiteral("\"Bob B\"")}, 8);
        row("user in (Ann, |", {QStringLiteral("Ann"), QStringLiteral("\"Bob B\"")}, 14);
        row("user eq Ann |", {QStringLiteral("and"), QStringLiteral("or")}, 12);
        row("user eq Ann and odd|", {QStringLiteral("\"odd name\"")}, 16);
        row("not (app|", {QStringLiteral("appuser")}, 5);
    }
    void completes()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        QFETCH(int, start);
        const qsizetype cursor = text.indexOf(u'|');
        text.remove(u'|');
        const QStringList fields{QStringLiteral("user"), QStringLiteral("userip"), QStringLiteral("appuser"),
                                 QStringLiteral("odd name")};
        const FilterCompletion completion = completeFilter(text, cursor, fields, [](const QString &) {
            return QStringList{filterText(QStringLiteral("Ann")), filterText(QStringLiteral("Bob B"))};
        });
        QCOMPARE(completion.candidates, expected);
        QCOMPARE(completion.start, start);
        QCOMPARE(completion.start + completion.length, cursor);
    }

    void comparesNumbersExactly()
    {
        const QList<QByteArray> ordered{"-1e400",
                                        "-12.5",
                                        "-12.4",
                                        "-1e-9",
                                        "0",
                                        "1e-9",
                                        "0.1",
                                        "1",
                                        "9007199254740992",
                                        "9007199254740993",
                                        "123456789012345678901234567890",
                                        "123456789012345678901234567890.1",
                                        "1e400"};
        for (qsizetype i = 0; i < ordered.size(); ++i) {
            for (qsizetype j = 0; j < ordered.size(); ++j)
                QVERIFY(compareNumbers(ordered[i].toStdString(), ordered[j].toStdString()) == (i <=> j));
        }
        for (const char *same : {"100", "1e2", "100.000", "1E+2", "0.01e4"})
            QVERIFY(compareNumbers(same, "100") == std::strong_ordering::equal);
        QVERIFY(compareNumbers("-0", "0.0e5") == std::strong_ordering::equal);
        for (const char *none : {"", "-", "01", "1.", ".5", "1e", "0x1", "1 ", "NaN"})
            QVERIFY2(!compareNumbers(none, "1"), none);
    }

    // Every place and length, against the library's search.
    void searchesLikeTheLibrary()
    {
        std::mt19937 random(7);
        std::string text;
        for (int i = 0; i < 300; ++i)
            text += "abAB\"_"[random() % 6];
        for (int round = 0; round < 3000; ++round) {
            const size_t from = random() % text.size(), length = 1 + random() % 20;
            const std::string needle = text.substr(random() % text.size(), length);
            const std::string_view part = std::string_view(text).substr(0, random() % (text.size() + 1));
            QCOMPARE(TextSearch(needle).find(part, from), part.find(needle, from));
            const auto lower = [](std::string_view s) {
                return QByteArray(s.data(), qsizetype(s.size())).toLower().toStdString();
            };
            QCOMPARE(TextSearch(needle, TextSearch::Case::AsciiOnly).find(part, from),
                     lower(part).find(lower(needle), from));
        }
    }

    void survivesWhatIsNotJson()
    {
        for (const QByteArray &event :
             {QByteArray("hello world"), QByteArray("{\"user\":\"hello"), QByteArray("{\"user\":"),
              QByteArray("{"), QByteArray(""), QByteArray("\"\\"),
              QByteArray("{\"user\":\"\xff\xfe hello\"}"), QByteArray(100000, '['),
              "{\"a\":" + QByteArray(2000, '[') + "\"hello\"" + QByteArray(2000, ']') + "}"}) {
            for (const char *text : {"user eq x", "a.b.c gt 1", "a eq 1", "user like \"*x*\"", "nothing"})
                QVERIFY2(!matches(QString::fromUtf8(text), event), text);
            QCOMPARE(matches(QStringLiteral("HELLO"), event), event.contains("hello"));
        }
    }

    // One filter, many threads; every thread has to come to the same answer.
    void worksOnSeveralThreads()
    {
        QList<QByteArray> events;
        for (int i = 0; i < 20000; ++i)
            events << QStringLiteral("{\"o\":{\"n\":%1},\"user\":\"u%2\"}").arg(i).arg(i % 10).toUtf8();
        const EventDocumentPtr document = makeDocument(events, EventOrigin());
        const auto filter = EventFilter::compile(QStringLiteral("o.n gte 100 and user eq u3"));
        QVERIFY(filter);
        std::atomic<int> found = 0;
        QVERIFY(scanRows(document, {0, document->count()}, {}, [&]() -> BlockWork {
            auto matcher = std::make_shared<EventMatcher>(*filter);
            return [&, matcher](EventReader &reader, RowRange rows) {
                for (qint64 row = rows.first; row < rows.last; ++row)
                    found += matcher->matches(reader.event(row)) ? 1 : 0;
            };
        }));
        QCOMPARE(found.load(), 1990);
    }
};

QTEST_GUILESS_MAIN(EventFilterTest)
#include "event_filter_test.moc"
