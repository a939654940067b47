// Conformance on what real tenants send: empty numbers, versions, subtypes of alerts, Log Streaming.
#include "core/demo/event_source.h"
#include "core/events/documents/event_columns.h"
#include "core/events/insight/conformance.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace slipway;
using Kind = ConformanceFinding::Kind;

namespace {

QByteArray sample(const char *name)
{
    QFile file(QStringLiteral(SLIPWAY_SAMPLES "/%1.json").arg(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no sample %s", name);
    return file.readAll().trimmed();
}

ConformanceReport judged(const QList<QByteArray> &events, const ConformanceSubject &subject = {})
{
    return *checkConformance(makeDocument(events, EventOrigin()), subject, {});
}

ConformanceSubject subject(const char *endpoint, std::optional<ApiVersion> api = {})
{
    return {QString::fromLatin1(endpoint), api};
}

const ConformanceFinding *finding(const ConformanceReport &report, const QString &field)
{
    for (const ConformanceFinding &one : report.findings) {
        if (one.field == field)
            return &one;
    }
    return nullptr;
}

qsizetype notes(const ConformanceReport &report)
{
    return std::count_if(report.findings.begin(), report.findings.end(),
                         [](const ConformanceFinding &one) { return one.weight != Conformance::Conforms; });
}

// The event with a field's value replaced, or the field put in at the end.
QByteArray with(QByteArray event, const QByteArray &field, const QByteArray &value)
{
    const QByteArray name = '"' + field + "\":";
    event.replace("\": ", "\":");
    const qsizetype at = event.indexOf(name);
    if (at < 0) {
        event.chop(1);
        return event + ',' + name + value + '}';
    }
    qsizetype end = at + name.size();
    int depth = 0;
    bool inText = false;
    for (; end < event.size(); ++end) {
        const char c = event[end];
        if (c == '"' && event[end - 1] != '\\')
            inText = !inText;
        if (inText)
            continue;
        if ((c == ',' || c == '}') && depth == 0)
            break;
        depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    }
    return event.replace(at + name.size(), end - at - name.size(), value);
}

QByteArray without(const QByteArray &event, const QByteArray &field)
{
    QByteArray marked = with(event, field, "@@");
    const QByteArray part = '"' + field + "\":@@";
    marked.replace(part + ',', "");
    marked.replace(',' + part, "");
    return marked;
}

} // namespace

class ConformanceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // One change of a sample, and what is said of it.
    void judgesValues_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<QString>("field");
        QTest::addColumn<Conformance>("verdict");
        QTest::addColumn<int>("kind"); // -1: nothing is said
        const auto row = [](const char *name, const char *base, const char *field, const char *value,
                            Conformance verdict, int kind) {
            QTest::newRow(name) << with(sample(base), field, value) << QString::fromLatin1(field) << verdict
                                << kind;
        };
        const auto good = Conformance::Conforms, note = Conformance::WithNotes,
                   bad = Conformance::DoesNotConform;
        row("empty number", "alert-v2", "cci", "\"\"", note, int(Kind::EmptyValue));
        row("empty decimal", "alert-v2", "dst_latitude", "\"\"", note, int(Kind::EmptyValue));
        row("empty time", "audit-v2", "timestamp", "\"\"", note, int(Kind::EmptyValue));
        row("empty list", "alert-v2", "other_categories", "\"\"", note, int(Kind::EmptyValue));
        row("empty object", "audit-v2", "supporting_data", "\"\"", note, int(Kind::EmptyValue));
        row("empty number in V1", "application-v1", "cci", "\"\"", note, int(Kind::EmptyValue));
        row("empty text", "alert-v2", "app", "\"\"", good, -1);
        row("null number", "alert-v2", "cci", "null", note, int(Kind::NullValue));
        row("null text", "alert-v2", "app", "null", note, int(Kind::NullValue));
        row("number as text", "alert-v2", "cci", "\"12\"", bad, int(Kind::OtherType));
        row("text as number", "alert-v2", "app", "12", bad, int(Kind::OtherType));
        row("whole for decimal", "alert-v2", "dst_latitude", "12", good, -1);
        row("decimal for whole", "application-v1", "src_latitude", "34.5", good, int(Kind::AcceptedType));
        row("decimal count", "alert-v2", "count", "1.5", bad, int(Kind::OtherType));
        row("policy id of V1", "alert-v1", "policy_id", "1234", good, int(Kind::AcceptedType));
        row("policy id of V2", "alert-v2", "policy_id", "1234", bad, int(Kind::OtherType));
        row("severity as text", "audit-v2", "severity_level", "\"2\"", good, int(Kind::AcceptedType));
        row("unknown field", "alert-v2", "brand_new", "{\"a\":1}", note, int(Kind::Unknown));
        // `port` is documented for endpoint DLP, as a text: that proves nothing here.
        row("other events' field", "application-v2", "port", "8443", note, int(Kind::OtherEvents));
        row("other events' type", "alert-v2", "metric_name", "[1]", note, int(Kind::OtherEvents));
        row("documented type", "audit-v2", "record_type", "\"audit\"", good, int(Kind::SchemaOnly));
        row("undocumented type", "audit-v2", "record_type", "7", note, int(Kind::SchemaType));
        row("empty documented", "alert-v2", "incident_id", "\"\"", good, int(Kind::SchemaOnly));
        row("staff of Netskope", "audit-v2", "is_netskope_personnel", "false", good,
            int(Kind::SeenElsewhere));
        row("V2 with a creation time", "alert-v2", "_creation_timestamp", "1736154200", good,
            int(Kind::SeenElsewhere));
        row("data values as text", "audit-v2", "supporting_data",
            "{\"data_type\":\"user\",\"data_values\":\"one\"}", good, -1);
        row("data values as numbers", "audit-v2", "supporting_data",
            "{\"data_type\":null,\"data_values\":[200,\"POST\"]}", good, -1);
        row("nothing in it", "audit-v2", "supporting_data", "{}", good, -1);
    }
    void judgesValues()
    {
        QFETCH(QByteArray, event);
        QFETCH(QString, field);
        QFETCH(Conformance, verdict);
        QFETCH(int, kind);
        const ConformanceReport report = judged({event});
        QVERIFY2(report.verdict == verdict, qPrintable(report.asText()));
        const ConformanceFinding *one = finding(report, field);
        QCOMPARE(one ? int(one->kind) : -1, kind);
        if (one)
            QVERIFY(!one->meaning.isEmpty() && !one->title().isEmpty() && !one->name().isEmpty());
    }
    void whatIsInSupportingDataIsLookedAtLoosely()
    {
        const ConformanceReport report = judged({with(sample("audit-v2"), "supporting_data",
                                                      "{\"data_type\":\"user\",\"data_values\":{\"a\":1}}")});
        QVERIFY(report.verdict == Conformance::WithNotes);
        QVERIFY(finding(report, QStringLiteral("supporting_data.data_values")));
        QVERIFY(judged({without(sample("audit-v2"), "supporting_data")}).verdict == Conformance::Conforms);
    }

    void onlyWhatHasAValueInTheSampleCanBeMissing()
    {
        const QByteArray whole = sample("alert-v2");
        QVERIFY(whole.contains("\"malsite_longitude\":0.0") && whole.contains("\"iaas_asset_tags\":[]"));
        for (const char *field :
             {"malsite_longitude", "iaas_asset_tags", "custom_attr", "file_cls_encrypted", "org", "numbytes"})
            QVERIFY2(judged({without(whole, field)}).verdict == Conformance::Conforms, field);
        const ConformanceReport noApp = judged({without(whole, "app")});
        QVERIFY(noApp.verdict == Conformance::WithNotes);
        QVERIFY(finding(noApp, QStringLiteral("app"))->kind == Kind::Missing);
        QVERIFY(judged({without(whole, "user")}).verdict == Conformance::DoesNotConform);
    }
    void aRealMalsiteAlertGetsAHandfulOfNotes()
    {
        const ConformanceReport report = judged({sample("alert-malsite")}, subject("alert", ApiVersion::V2));
        QVERIFY2(report.verdict == Conformance::WithNotes, qPrintable(report.asText()));
        QVERIFY2(notes(report) <= 8, qPrintable(report.asText()));
        QVERIFY(finding(report, QStringLiteral("cci"))->kind == Kind::EmptyValue);
    }

    // A reader tells what is a note from what is only for information.
    void whatConformsIsNotPrintedAsANote()
    {
        const QByteArray marked = with(sample("alert-v2"), "_insertion_epoch_timestamp", "1736154300");
        const QString conforming = judged({marked}, subject("alert", ApiVersion::V2)).asText();
        QVERIFY2(
            conforming.contains(QString::fromUtf8(
                "\nFor information; these conform:\n· seen on other tenants _insertion_epoch_timestamp")),
            qPrintable(conforming));
        QVERIFY2(!conforming.contains(QLatin1String("\n- ")), qPrintable(conforming));
        const ConformanceReport mixed =
            judged({with(sample("alert-malsite"), "_insertion_epoch_timestamp", "1736154300")},
                   subject("alert", ApiVersion::V2));
        const QString text = mixed.asText();
        QCOMPARE(text.count(QLatin1String("\n- ")), notes(mixed));
        QVERIFY2(text.indexOf(QLatin1String("\n- ")) < text.indexOf(QLatin1String("\nFor information")) &&
                     text.lastIndexOf(QLatin1String("\n- ")) < text.indexOf(QString::fromUtf8("\n· ")),
                 qPrintable(text));
    }
    void theConnectionDecidesBetweenTheVersions()
    {
        const QByteArray mark = "_insertion_epoch_timestamp";
        for (const char *type : {"alert", "application", "audit"}) {
            const QByteArray v2 = sample((QByteArray(type) + "-v2").constData());
            const QByteArray marked = with(v2, mark, "1736154300");
            // Rows of V2 that carry the mark stay rows of V2.
            const ConformanceReport connected = judged({marked}, subject(type, ApiVersion::V2));
            QCOMPARE(connected.shapes.at(0).version, 2);
            QVERIFY2(connected.verdict == Conformance::Conforms, qPrintable(connected.asText()));
            QVERIFY(finding(connected, QString::fromLatin1(mark))->kind == Kind::SeenElsewhere);
            QVERIFY(!connected.summary.contains(QLatin1String(mark)));
            // In a file, too: they have what only V2 has.
            const ConformanceReport file = judged({marked});
            QCOMPARE(file.shapes.at(0).version, 2);
            QVERIFY(!file.summary.contains(QLatin1String(mark)));
        }
        // A connection of V1 whose rows lack the mark.
        const QByteArray bare = without(sample("alert-v1"), mark);
        QCOMPARE(judged({bare}, subject("alert", ApiVersion::V1)).shapes.at(0).version, 1);
        QCOMPARE(judged({bare}, subject("alert", ApiVersion::V1)).versionUnclear, 0);
        QCOMPARE(judged({bare}, subject("alert")).versionUnclear, 1);
        // In a file the mark helps, and that is said.
        const ConformanceReport helped = judged({sample("alert-v1")});
        QCOMPARE(helped.shapes.at(0).version, 1);
        QCOMPARE(helped.versionByMark, 1);
        QVERIFY(helped.summary.contains(QLatin1String(mark)));
    }
    void aDocumentTellsItsConnection()
    {
        EventSample events;
        events.endpoint = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("v1-audit"));
        events.endpoint.id = events.endpoint.kind();
        events.events = {without(sample("audit-v1"), "_insertion_epoch_timestamp")};
        QCOMPARE(checkConformance(makeDocument(events), {})->shapes.at(0).version, 1);
        events.endpoint = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("audit"));
        QCOMPARE(checkConformance(makeDocument(events), {})->shapes.at(0).version, 2);
    }

    void logStreamingIsNamed_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<bool>("isNamed");
        const QByteArray alert = sample("alert-v2");
        QTest::newRow("coordinates") << with(alert, "dst_latitude", "\"12.12|-7.5\"") << true;
        QTest::newRow("one more field") << with(alert, "src_location_coordinates", "\"4.88|52.37\"") << true;
        QTest::newRow("numbers") << with(with(alert, "src_zipcode", "560002"), "category", "531") << true;
        QTest::newRow("zip alone") << with(alert, "src_zipcode", "560002") << false;
        QTest::newRow("a bar in a name") << with(alert, "object", "\"1|2\"") << false;
        QTest::newRow("not numbers") << with(alert, "dst_location", "\"Foo|Bar\"") << false;
    }
    void logStreamingIsNamed()
    {
        QFETCH(QByteArray, event);
        QFETCH(bool, isNamed);
        const ConformanceReport report = judged({event, event});
        QCOMPARE(report.logStreaming, isNamed ? 2 : 0);
        if (!isNamed)
            return;
        QVERIFY(report.verdict == Conformance::DoesNotConform);
        QCOMPARE(report.findings.size(), 1u);
        QVERIFY(report.findings.front().meaning.contains(QLatin1String("Log Streaming")));
        QVERIFY(report.summary.contains(QLatin1String("Log Streaming")));
    }

    void theDemoTenantConforms_data()
    {
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<bool>("hazards");
        for (const char *endpoint : {"alert", "application", "audit", "alerts-malsite"}) {
            for (const bool hazards : {false, true})
                QTest::addRow("%s%s", endpoint, hazards ? " with hazards" : "")
                    << QString::fromLatin1(endpoint) << hazards;
        }
    }
    void theDemoTenantConforms()
    {
        QFETCH(QString, endpoint);
        QFETCH(bool, hazards);
        const EventSource source(endpoint, 7, 3000, 1764000000, 1764086400, hazards);
        QList<QByteArray> v2, v1;
        for (qint64 i = 0; i < source.count(); ++i) {
            QByteArray event;
            source.append(event, i);
            v2 << event;
            event.clear();
            source.appendPlain(event, i);
            v1 << event;
        }
        const ConformanceReport ofV2 = judged(v2, {endpoint, ApiVersion::V2});
        // What real tenants send and the sample does not show is what the hazards are for.
        QVERIFY2(ofV2.verdict == (hazards && endpoint != QLatin1String("audit") ? Conformance::WithNotes
                                                                                : Conformance::Conforms),
                 qPrintable(ofV2.asText()));
        QVERIFY2(notes(ofV2) <= 6, qPrintable(ofV2.asText()));
        const ConformanceReport ofV1 = judged(v1, {endpoint, ApiVersion::V1});
        QVERIFY2(ofV1.verdict == Conformance::WithNotes, qPrintable(ofV1.asText()));
        QVERIFY2(notes(ofV1) <= 10, qPrintable(ofV1.asText()));
        // Without being told what they are.
        const ConformanceReport file = judged(v2);
        QCOMPARE(file.shapes.size(), 1u);
        QCOMPARE(file.shapes[0].version, 2);
    }

    void shapesHaveNames()
    {
        for (const QString &name : ConformanceSubject::names()) {
            const auto found = ConformanceSubject::named(name);
            QVERIFY(found && !found->api);
            const auto first = ConformanceSubject::named(name.toUpper() + QStringLiteral(".V1"));
            QVERIFY(first && first->api == ApiVersion::V1);
            QCOMPARE((ConformanceReport::Shape{found->endpointId, 2, 1}.name()),
                     name + QStringLiteral(".v2"));
        }
        const auto wrong = ConformanceSubject::named(QStringLiteral("hunters.alert"));
        QVERIFY(!wrong);
        QVERIFY(wrong.error().nextStep.contains(QLatin1String("hunters.alerts")));
        QVERIFY(!ConformanceSubject::named(QString()));
    }
    void aReportForMachinesNamesWhatDiffers()
    {
        const QJsonObject json = judged({with(sample("alert-v2"), "cci", "\"12\"")}).asJson();
        QCOMPARE(json[QStringLiteral("verdict")].toString(), QStringLiteral("does-not-conform"));
        QCOMPARE(json[QStringLiteral("shapes")][0][QStringLiteral("shape")].toString(),
                 QStringLiteral("hunters.alerts.v2"));
        QCOMPARE(json[QStringLiteral("findings")][0][QStringLiteral("kind")].toString(),
                 QStringLiteral("other-type"));
        QCOMPARE(json[QStringLiteral("findings")][0][QStringLiteral("field")].toString(),
                 QStringLiteral("cci"));
    }

    void endpointEventsHaveColumnsOfTheirOwn()
    {
        const ColumnCatalogue &columns = ColumnCatalogue::builtIn();
        QCOMPARE(columns.firstFields(QStringLiteral("endpoint")),
                 columns.firstFields(QStringLiteral("epdlp")));
        QVERIFY(columns.firstFields(QStringLiteral("endpoint")) !=
                columns.firstFields(QStringLiteral("nope")));
        QCOMPARE(columns.title(QStringLiteral("endpoint")), QStringLiteral("Endpoint events"));
    }
};

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
