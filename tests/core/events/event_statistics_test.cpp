// The field profile, events over time, conformance and the difference of two events.
#include "core/events/insight/conformance.h"
#include "core/events/insight/event_difference.h"
#include "core/events/insight/events_over_time.h"
#include "core/events/insight/field_profile.h"
#include "core/events/json/event_padding.h"
#include "core/events/json/field_pattern.h"

#include <QFile>
#include <QTest>

#include <map>
#include <numeric>
#include <random>

using namespace slipway;

namespace {

EventDocumentPtr document(const QList<QByteArray> &events, const QString &endpointId = {})
{
    return makeDocument(events, {QStringLiteral("test"), {}, endpointId, {}});
}

QByteArray sample(const QString &name)
{
    QFile file(QStringLiteral(SLIPWAY_SAMPLES "/%1.json").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no sample %s", qPrintable(name));
    return file.readAll().trimmed();
}

ConformanceReport judged(const QList<QByteArray> &events, const QString &endpointId = {})
{
    return *checkConformance(document(events, endpointId), {});
}

const ConformanceFinding *finding(const ConformanceReport &report, const char *field)
{
    for (const ConformanceFinding &one : report.findings) {
        if (one.field == QLatin1String(field))
            return &one;
    }
    return nullptr;
}

const FieldStatistics &field(const FieldProfile &profile, const char *path)
{
    for (const FieldStatistics &one : profile.fields) {
        if (one.path == QLatin1String(path))
            return one;
    }
    qFatal("no field %s", path);
}

const QStringList sampleNames{QStringLiteral("alert-v1"),       QStringLiteral("alert-v2"),
                              QStringLiteral("application-v1"), QStringLiteral("application-v2"),
                              QStringLiteral("audit-v1"),       QStringLiteral("audit-v2")};

QList<QByteArray> eventsWithOddValues()
{
    return {sample(QStringLiteral("alert-v2")), sample(QStringLiteral("audit-v1")),
            R"({"a":1,"b":"x","c":null,"d":true,"e":{"f":[1,{"g":"]}"}],"h":{}},"i":[],"j":-1.5e+3})",
            R"( { "a" : "tab\t \"q\" \\" , "b" : "ü" , "a" : 0 , "c" : [ "[" , "}" ] } )", "{\"only\":12}"};
}

} // namespace

class EventStatisticsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void samplesConformToThemselves()
    {
        for (const QString &name : sampleNames) {
            const ConformanceReport report = judged({sample(name)});
            QVERIFY2(report.verdict == Conformance::Conforms, qPrintable(name + report.summary));
            QCOMPARE(report.shapes.size(), 1u);
            QCOMPARE(QStringLiteral("%1-v%2").arg(report.shapes[0].endpointId).arg(report.shapes[0].version),
                     name);
            for (const ConformanceFinding &one : report.findings)
                QVERIFY2(one.kind == ConformanceFinding::Kind::AcceptedType, qPrintable(name + one.field));
        }
        // The disagreement that the schema's notes name is accepted, and mentioned.
        const ConformanceReport audit = judged({sample(QStringLiteral("audit-v2"))});
        const ConformanceFinding *severity = finding(audit, "severity_level");
        QVERIFY(severity);
        QVERIFY(severity->kind == ConformanceFinding::Kind::AcceptedType);
        const QByteArray asText =
            sample(QStringLiteral("audit-v2")).replace("\"severity_level\": 1", "\"severity_level\": \"1\"");
        QVERIFY(judged({asText}).verdict == Conformance::Conforms);
    }
    void namesWhatDiffers()
    {
        const QByteArray good = sample(QStringLiteral("alert-v2"));
        QByteArray noUser = good, textCount = good, extra = good, nothing = good, later = good;
        noUser.replace("\"user\":\"[email protected]\",", "");
        textCount.replace("\"count\":1,", "\"count\":\"1\",");
        extra.replace("\"count\":1,",
                      "\"count\":1,\"brand_new\":true,\"metric_name\":\"m\",\"record_type\":\"alert\",");
        nothing.replace("\"count\":1,", "\"count\":null,");
        later.replace("\"cci\":12,", "");
        for (const QByteArray &changed : {noUser, textCount, extra, nothing, later})
            QVERIFY(changed != good);
        const ConformanceReport report =
            judged({good, noUser, textCount, extra, nothing, later, "oops", good});
        QVERIFY(report.verdict == Conformance::DoesNotConform);
        QCOMPARE(report.events, 8);
        QCOMPARE(report.notJson, 1);
        const auto is = [&](const char *name, ConformanceFinding::Kind kind, qint64 row) {
            const ConformanceFinding *one = finding(report, name);
            return one && one->kind == kind && one->exampleRow == row && one->events == 1 &&
                   !one->meaning.isEmpty();
        };
        using Kind = ConformanceFinding::Kind;
        QVERIFY(is("", Kind::NotJson, 6));
        QVERIFY(is("user", Kind::MissingEssential, 1));
        QVERIFY(is("brand_new", Kind::Unknown, 3));
        QVERIFY(is("metric_name", Kind::OtherEvents, 3));
        QVERIFY(is("record_type", Kind::SchemaOnly, 3));
        QVERIFY(is("cci", Kind::Missing, 5));
        QVERIFY(is("count", Kind::OtherType, 2)); // before the null of the next event
        QCOMPARE(report.findings.front().weight, Conformance::DoesNotConform);
        QVERIFY(judged({good, later, extra}).verdict == Conformance::WithNotes);
    }
    void knowsTypesAndVersionsApart()
    {
        QList<QByteArray> events;
        for (const QString &name : sampleNames)
            events << sample(name);
        const ConformanceReport mixed = judged(events);
        QVERIFY(mixed.verdict == Conformance::Conforms);
        QCOMPARE(mixed.shapes.size(), 6u);
        QVERIFY(judged({R"({"a":1})"}).verdict == Conformance::NotJudged);
        QVERIFY(judged({}).verdict == Conformance::NotJudged);
        QVERIFY(judged({sample(QStringLiteral("alert-v2"))}, QStringLiteral("network")).verdict ==
                Conformance::NotJudged);
        // Told that they are alerts, events without an alert's fields do not conform.
        QVERIFY(judged({R"({"a":1})"}, QStringLiteral("alerts-dlp")).verdict == Conformance::DoesNotConform);
    }

    void profilesFields()
    {
        QList<QByteArray> events;
        for (int i = 0; i < 30000; ++i)
            events << QStringLiteral(
                          "{\"id\":%1,\"kind\":\"k%2\",\"n\":%3,\"o\":{\"deep\":%2},\"empty\":\"\"%4}")
                          .arg(i)
                          .arg(i % 7)
                          .arg(i == 17 ? QStringLiteral("18446744073709551615") : QString::number(i - 100))
                          .arg(i % 2 ? QStringLiteral(",\"odd\":null") : QString())
                          .toUtf8();
        events << "not json";
        qint64 last = 0;
        const auto profile = profileFields(document(events), EventFilter(), {},
                                           [&](qint64 rows) { last = std::max(last, rows); });
        QVERIFY(profile);
        QCOMPARE(profile->events, 30001);
        QCOMPARE(profile->unreadable, 1);
        QCOMPARE(last, 30001);
        const FieldStatistics &id = field(*profile, "id");
        QCOMPARE(id.present, 30000);
        QVERIFY(!id.isExact);
        QVERIFY2(qAbs(id.distinct - 30000) < 1800, qPrintable(QString::number(id.distinct)));
        const FieldStatistics &kind = field(*profile, "kind");
        QVERIFY(kind.isExact);
        QCOMPARE(kind.distinct, 7);
        QCOMPARE(kind.frequent.size(), 7u);
        QCOMPARE(kind.frequent[0].raw, QByteArray("\"k0\""));
        QCOMPARE(kind.frequent[0].times, 4286);
        const FieldStatistics &n = field(*profile, "n");
        QCOMPARE(n.least, QByteArray("-100"));
        QCOMPARE(n.most, QByteArray("18446744073709551615"));
        QCOMPARE(field(*profile, "o.deep").distinct, 7);
        QCOMPARE(field(*profile, "empty").filled, 0);
        QCOMPARE(field(*profile, "empty").present, 30000);
        QCOMPARE(field(*profile, "odd").count(JsonType::Null), 15000);
        const auto some =
            profileFields(document(events), *EventFilter::compile(QStringLiteral("kind eq k3")), {});
        QCOMPARE(some->events, 4286);
        QCOMPARE(field(*some, "kind").distinct, 1);
    }
    // Comparing with an earlier event finds the fields that reading the event finds, whatever its bytes are.
    void aPatternSaysWhatAReaderSays()
    {
        const QList<QByteArray> bases = eventsWithOddValues();
        const QByteArrayList pieces{"\"",       "\\",   "\\u0041", "{",          "}",     "[",   "]",
                                    ":",        ",",    "0",       "17",         "-",     ".",   "e5",
                                    "E",        "true", "null",    "x",          " ",     "\n",  "\x01",
                                    "\xc3\xbc", "\xff", "\"y\"",   "{\"k\":[]}", "[1,2]", "\\\""};
        std::mt19937 random(7);
        const auto below = [&](qsizetype count) { return qsizetype(random() % quint64(count)); };
        FieldReader reader, known;
        FieldPattern pattern;
        int alike = 0;
        for (int i = 0; i < 60000; ++i) {
            const QByteArray base = bases[i % bases.size()];
            const std::string ofBase = (base + QByteArray(eventPadding, ' ')).toStdString();
            const std::string_view first(ofBase.data(), size_t(base.size()));
            const auto &baseFields = known.readEach(first);
            QVERIFY(known.health() == EventHealth::Well);
            QVERIFY(pattern.learn(first, baseFields));
            QByteArray changed = base;
            for (qsizetype change = below(3); change >= 0; --change)
                changed.replace(below(changed.size() + 1), below(3), pieces[below(pieces.size())]);
            const std::string padded = (changed + QByteArray(eventPadding, ' ')).toStdString();
            const std::string_view event(padded.data(), size_t(changed.size()));
            const auto *changes = pattern.compare(event);
            if (!changes)
                continue;
            ++alike;
            const auto &fields = reader.readEach(event);
            QVERIFY2(reader.health() == EventHealth::Well, changed.constData());
            QCOMPARE(fields.size(), pattern.count());
            std::map<size_t, FieldPattern::Change> byField;
            for (const FieldPattern::Change &one : *changes)
                byField.emplace(one.field, one);
            for (size_t field = 0; field < fields.size(); ++field) {
                const auto one = byField.find(field);
                const bool isChanged = one != byField.end();
                QVERIFY2(fields[field].name == baseFields[field].name, changed.constData());
                QVERIFY2(fields[field].value.raw ==
                             (isChanged ? one->second.value.raw : pattern.value(field)),
                         changed.constData());
                QVERIFY2(fields[field].value.type ==
                             (isChanged ? one->second.value.type : pattern.type(field)),
                         changed.constData());
            }
            pattern.follow(event);
            for (size_t field = 0; field < fields.size(); ++field) {
                QVERIFY2(pattern.value(field) == fields[field].value.raw, changed.constData());
                QVERIFY(pattern.type(field) == fields[field].value.type);
            }
        }
        QVERIFY2(alike > 2000, qPrintable(QString::number(alike)));
    }
    // Events of several forms in turn, whose values change one by one: every value of every event is counted.
    void countsEveryValueOfEventsThatResembleEachOther()
    {
        QList<QByteArray> events;
        std::map<QByteArray, std::map<QByteArray, qint64>> expected;
        for (int i = 0; i < 20000; ++i) {
            const bool isUnlike = i >= 6000 && i < 12000; // each one with a field that no other one has
            QList<std::pair<QByteArray, QByteArray>> fields{{"steady", "\"x\""},
                                                            {"slow", QByteArray::number(i / 1000)},
                                                            {"turn", i % 3 ? "true" : "\"\xc3\xbc\""},
                                                            {"list", i % 5 ? "[]" : "[1,\"]\"]"}};
            if (i % 2)
                fields << std::pair<QByteArray, QByteArray>{"odd", i % 7 ? "null" : "\"a\\\"b\""};
            if (isUnlike)
                fields << std::pair<QByteArray, QByteArray>{"f" + QByteArray::number(i % 97), "1"};
            const QByteArray inner = QByteArray::number(i / 500);
            QByteArray event = "{";
            for (const auto &[name, value] : fields) {
                event += '"' + name + "\":" + value + ',';
                ++expected[name][value];
            }
            const QByteArray object = "{\"deep\":" + inner + ",\"same\":0}";
            ++expected["o"][object];
            ++expected["o.deep"][inner];
            ++expected["o.same"]["0"];
            events << event + "\"o\":" + object + '}';
        }
        const auto profile = profileFields(document(events), EventFilter(), {});
        QCOMPARE(profile->events, 20000);
        QCOMPARE(profile->unreadable, 0);
        QCOMPARE(profile->fields.size(), expected.size());
        for (const FieldStatistics &one : profile->fields) {
            const auto &values = expected.at(one.path.toUtf8());
            QVERIFY2(one.isExact, qPrintable(one.path));
            QCOMPARE(one.distinct, qint64(values.size()));
            qint64 present = 0;
            for (const auto &[value, times] : values)
                present += times;
            QCOMPARE(one.present, present);
            for (const FieldStatistics::Value &value : one.frequent)
                QVERIFY2(value.times == values.at(value.raw), qPrintable(one.path));
        }
        QCOMPARE(field(*profile, "slow").least, QByteArray("0"));
        QCOMPARE(field(*profile, "slow").most, QByteArray("19"));
        QCOMPARE(field(*profile, "odd").filled, expected["odd"]["\"a\\\"b\""]);
    }
    void findsFrequentValuesAmongMany()
    {
        QList<QByteArray> events;
        for (int i = 0; i < 40000; ++i)
            events << QStringLiteral("{\"v\":\"%1\"}")
                          .arg(i % 4 == 0 ? QStringLiteral("often") : QString::number(i))
                          .toUtf8();
        const auto profile = profileFields(document(events), EventFilter(), {});
        const FieldStatistics &v = field(*profile, "v");
        QVERIFY(!v.isExact);
        QVERIFY(!v.frequent.empty());
        QCOMPARE(v.frequent[0].raw, QByteArray("\"often\""));
        QVERIFY(v.frequent[0].times > 9000 && v.frequent[0].times <= 10000);
    }
    void boundsHostileEvents()
    {
        QByteArray wide = "{";
        for (int i = 0; i < 30000; ++i)
            wide += QStringLiteral("\"f%1\":%1,").arg(i).toUtf8();
        wide += "\"z\":1}";
        const QByteArray deep = QByteArray("{\"a\":").repeated(1000) + "1" + QByteArray(1000, '}');
        const auto profile =
            profileFields(document({wide, deep, wide, "\xff\xfe", "{\"a\":"}), EventFilter(), {});
        QVERIFY(profile);
        QVERIFY(profile->isCutOff);
        QVERIFY(profile->fields.size() <= 10001);
        QVERIFY(checkConformance(document({wide, deep, wide, "\xff\xfe", "{\"a\":"}), {})->verdict ==
                Conformance::DoesNotConform);
    }
    void stopsWhenAsked()
    {
        std::stop_source stop;
        const EventDocumentPtr events =
            document(QList<QByteArray>(50000, sample(QStringLiteral("audit-v2"))));
        QVERIFY(
            !profileFields(events, EventFilter(), stop.get_token(), [&](qint64) { stop.request_stop(); }));
        QVERIFY(!checkConformance(events, stop.get_token()));
        QVERIFY(!eventsOverTime(events, EventFilter(), stop.get_token()));
    }

    void countsOverTime()
    {
        QList<QByteArray> events;
        for (int i = 0; i < 7200; ++i)
            events << QStringLiteral("{\"timestamp\":%1,\"s\":%2}").arg(1736154000 + i).arg(i % 2).toUtf8();
        events << R"({"timestamp":"2025-01-06T10:59:59Z"})"
               << R"({"timestamp":1736157599000})"
               << R"({"timestamp":0})"
               << "{}"
               << "nothing";
        const auto result =
            eventsOverTime(document(events), *EventFilter::compile(QStringLiteral("s eq 1")), {});
        QVERIFY(result);
        QCOMPARE(result->seconds, 120);
        QCOMPARE(result->from, 1736154000);
        QCOMPARE(result->all.size(), 60u);
        QCOMPARE(result->all[0], 120);
        QCOMPARE(result->matching[0], 60);
        QCOMPARE(result->all[29], 121); // 1736157599 in milliseconds
        QCOMPARE(result->all[59], 121);
        QCOMPARE(result->withoutTime, 3);
        // The brush's condition takes exactly a stretch's events.
        const auto brushed =
            eventsOverTime(document(events),
                           *EventFilter::compile(timeCondition(result->from + 120, result->from + 240)), {});
        QCOMPARE(brushed->matching[1], brushed->all[1]);
        QCOMPARE(std::accumulate(brushed->matching.begin(), brushed->matching.end(), qint64(0)), 120);
    }
    void countsYears()
    {
        QList<QByteArray> events;
        for (int i = 0; i < 120000; ++i)
            events << QStringLiteral("{\"timestamp\":%1}").arg(1600000000 + qint64(i) * 1511).toUtf8();
        const auto result = eventsOverTime(document(events), EventFilter(), {});
        QVERIFY(result->all.size() <= 101);
        QCOMPARE(std::accumulate(result->all.begin(), result->all.end(), qint64(0)), 120000);
        QCOMPARE(result->matching, result->all);
    }

    void showsTheDifference()
    {
        const EventDocumentPtr pair =
            document({R"({"a":1,"same":"x","o":{"p":1,"q":[1]},"gone":true,"n":1.0,"e":"\u0041"})",
                      R"({"same":"x","a":2,"o":{"q":[1],"p":2},"n":1,"new":null,"e":"A"})"});
        const auto first = pair->reader(), second = pair->reader();
        QStringList lines;
        for (const FieldDifference &one : differenceOf(first->event(0), second->event(1)))
            lines << QStringLiteral("%1 %2 %3 %4")
                         .arg(one.path)
                         .arg(int(one.kind))
                         .arg(QString::fromUtf8(one.first), QString::fromUtf8(one.second))
                         .trimmed();
        const QStringList expected{QStringLiteral("a 1 1 2"),
                                   QStringLiteral("same 0 \"x\" \"x\""),
                                   QStringLiteral("o.p 1 1 2"),
                                   QStringLiteral("o.q 0 [1] [1]"),
                                   QStringLiteral("gone 2 true"),
                                   QStringLiteral("n 1 1.0 1"),
                                   QStringLiteral("e 0 \"\\u0041\" \"A\""),
                                   QStringLiteral("new 3  null")};
        QCOMPARE(lines, expected);
    }
};

QTEST_GUILESS_MAIN(EventStatisticsTest)
#include "event_statistics_test.moc"
