#include "core/events/insight/conformance.h"

#include "core/base/plural_form.h"
#include "core/events/documents/row_scan.h"
#include "core/events/insight/conformance_count.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <mutex>

namespace slipway {
namespace {

using Kind = ConformanceFinding::Kind;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Conformance)
};

// A whole number is a decimal number too.
bool fits(ValueType found, ValueType expected)
{
    return found == expected || (found == ValueType::Integer && expected == ValueType::Float);
}

Conformance weightOf(Kind kind)
{
    switch (kind) {
    case Kind::NotJson:
    case Kind::LogStreaming:
    case Kind::MissingEssential:
    case Kind::OtherType:
        return Conformance::DoesNotConform;
    case Kind::SchemaOnly:
    case Kind::SeenElsewhere:
    case Kind::AcceptedType:
        return Conformance::Conforms;
    default:
        return Conformance::WithNotes;
    }
}

QString meaningOf(Kind kind)
{
    switch (kind) {
    case Kind::NotJson:
        return Texts::tr("A SIEM that reads one JSON object from each line refuses or skips such a line.");
    case Kind::LogStreaming:
        return Texts::tr(
            "These rows come from Log Streaming, another Netskope product: it writes coordinates as "
            "one text (\"longitude|latitude\"), and zip codes and categories as numbers. A parser for "
            "events of the REST API misreads them.");
    case Kind::MissingEssential:
        return Texts::tr(
            "Without it the SIEM cannot identify, order or attribute the event: rules that use it do not "
            "see these events.");
    case Kind::OtherType:
        return Texts::tr(
            "A typed column cannot take this value: the SIEM may drop the value or refuse the event.");
    case Kind::Missing:
        return Texts::tr("The column stays empty for these events; rules that need it do not match them.");
    case Kind::EmptyValue:
        return Texts::tr(
            "An empty text stands for \"no value\", as null does. Tenants send it in fields of any type; "
            "a column of numbers has to take it as absent.");
    case Kind::SchemaType:
        return Texts::tr(
            "Netskope documents another type here. The expected sample does not show the field, so a "
            "parser of the expected format does not depend on it.");
    case Kind::NullValue:
        return Texts::tr("Read as absent. Netskope usually sends a default value here.");
    case Kind::Unknown:
        return Texts::tr("A parser that follows the expected format ignores it. The export keeps it.");
    case Kind::OtherEvents:
        return Texts::tr(
            "Netskope documents it for other types of events. A parser of the expected format ignores it.");
    case Kind::SchemaOnly:
        return Texts::tr("Netskope documents it for this type; the sample just happens not to show it.");
    case Kind::SeenElsewhere:
        return Texts::tr(
            "Other tenants send it, too, though neither the sample nor Netskope's schema shows it.");
    case Kind::AcceptedType:
        return Texts::tr(
            "Two types occur here, and both are accepted: the expected sample shows one, Netskope's "
            "schema or other tenants the other. A rule should be ready for either.");
    }
    return {};
}

class Judge
{
public:
    explicit Judge(const ConformanceCount &count) : m_count(count) {}

    ConformanceReport report()
    {
        const auto &shapes = ExpectedShapes::builtIn().shapes;
        m_report.events = m_count.events;
        m_report.versionUnclear = m_count.versionUnclear;
        m_report.versionByMark = m_count.versionByMark;
        m_report.logStreaming = m_count.logStreaming.events;
        m_report.otherTypes = m_count.otherTypes;
        m_report.notJson = m_count.notJson.events;
        if (m_count.notJson.events > 0)
            add(Kind::NotJson, {}, m_count.notJson, m_count.events);
        if (m_count.logStreaming.events > 0)
            add(Kind::LogStreaming, {}, m_count.logStreaming, m_count.events);
        for (size_t i = 0; i < shapes.size(); ++i) {
            if (m_count.shapes[i].events == 0)
                continue;
            m_report.shapes.push_back({shapes[i].endpointId, shapes[i].version, m_count.shapes[i].events});
            judge(shapes[i], m_count.shapes[i]);
        }
        std::stable_sort(m_report.shapes.begin(), m_report.shapes.end(),
                         [](const auto &a, const auto &b) { return a.events > b.events; });
        std::stable_sort(m_report.findings.begin(), m_report.findings.end(),
                         [](const auto &a, const auto &b) {
                             return a.kind != b.kind ? a.kind < b.kind : a.events > b.events;
                         });
        conclude();
        return std::move(m_report);
    }

private:
    void add(Kind kind, const QString &field, const Occurrence &where, qint64 of,
             const QString &expected = {}, const QString &found = {})
    {
        m_report.findings.push_back({kind, weightOf(kind), field, expected, found, where.events, of,
                                     where.exampleRow, meaningOf(kind)});
    }

    void judge(const ExpectedShape &shape, const ShapeCount &count)
    {
        for (size_t i = 0; i < shape.fields.size(); ++i) {
            const ExpectedField &field = shape.fields[i];
            // V1 leaves out what an event does not have; only a field that no event has is worth a note.
            const bool counts =
                field.isEssential ||
                (field.isFilled && (shape.version == 2 || count.missing[i].events == count.events));
            if (count.missing[i].events > 0 && counts)
                add(field.isEssential ? Kind::MissingEssential : Kind::Missing, field.name, count.missing[i],
                    count.events, nameOf(field.type));
        }
        for (const auto &[name, types] : count.occurring) {
            const QString field = QString::fromStdString(name);
            const auto place = shape.places.constFind(field);
            if (place == shape.places.constEnd())
                judgeUnexpected(shape, field, types, count.events);
            else
                judgeTypes(shape.fields[*place], types, count.events);
        }
        for (const auto &[path, types] : count.inside)
            judgeInside(QString::fromStdString(path), types, count.events);
    }

    // Empty and null values; the remaining types are the ones that say something.
    void judgeNoValue(const QString &field, ValueType expected, const TypeCounts &types, qint64 events)
    {
        if (types[emptyText].events > 0 && expected != ValueType::String)
            add(Kind::EmptyValue, field, types[emptyText], events, nameOf(expected), Texts::tr("empty text"));
        const Occurrence &null = types[static_cast<size_t>(ValueType::Null)];
        if (null.events > 0)
            add(Kind::NullValue, field, null, events, nameOf(expected), nameOf(ValueType::Null));
    }

    void judgeTypes(const ExpectedField &field, const TypeCounts &types, qint64 events)
    {
        judgeNoValue(field.name, field.type, types, events);
        for (size_t i = 0; i < emptyText; ++i) {
            const auto type = static_cast<ValueType>(i);
            if (types[i].events == 0 || type == ValueType::Null)
                continue;
            const bool fitsSample = fits(type, field.type) || type == field.alsoSeen;
            const bool fitsSchema = field.schemaType && fits(type, *field.schemaType);
            if (!fitsSample && !fitsSchema)
                add(Kind::OtherType, field.name, types[i], events, nameOf(field.type), nameOf(type));
            else if (type == field.alsoSeen)
                add(Kind::AcceptedType, field.name, types[i], events,
                    Texts::tr("%1 (sample), %2 (tenants)").arg(nameOf(field.type), nameOf(type)),
                    nameOf(type));
            else if (field.schemaType && fitsSample != fitsSchema)
                add(Kind::AcceptedType, field.name, types[i], events,
                    Texts::tr("%1 (sample), %2 (schema)").arg(nameOf(field.type), nameOf(*field.schemaType)),
                    nameOf(type));
        }
    }

    // A field that the sample does not have: at most a note, whatever its values are.
    void judgeUnexpected(const ExpectedShape &shape, const QString &field, const TypeCounts &types,
                         qint64 events)
    {
        Occurrence all;
        QStringList found;
        for (size_t i = 0; i < types.size(); ++i) {
            all.add(types[i]);
            const QString name = nameOf(i == emptyText ? ValueType::String : static_cast<ValueType>(i));
            if (types[i].events > 0 && !found.contains(name))
                found << name;
        }
        const QString foundText = found.join(QStringLiteral(", "));
        const auto &schema = ExpectedShapes::builtIn().schema;
        const auto known = schema.constFind(field);
        if (known == schema.constEnd())
            return add(Kind::Unknown, field, all, events, {}, foundText);
        if (!known->isOf(shape.endpointId)) // its type says nothing about this type of event
            return add(Kind::OtherEvents, field, all, events, {}, foundText);
        for (size_t i = 0; i < emptyText; ++i) {
            const auto type = static_cast<ValueType>(i);
            if (types[i].events > 0 && type != ValueType::Null && !fits(type, known->type))
                return add(Kind::SchemaType, field, types[i], events, nameOf(known->type), nameOf(type));
        }
        add(known->isOnlySeen ? Kind::SeenElsewhere : Kind::SchemaOnly, field, all, events,
            nameOf(known->type), foundText);
    }

    // The content of `supporting_data` is judged loosely: a list or a string, whatever the sample shows.
    void judgeInside(const QString &path, const TypeCounts &types, qint64 events)
    {
        for (const ValueType type :
             {ValueType::Boolean, ValueType::Integer, ValueType::Float, ValueType::Map}) {
            if (const Occurrence &other = types[static_cast<size_t>(type)]; other.events > 0)
                add(Kind::SchemaType, path, other, events, Texts::tr("list or text"), nameOf(type));
        }
    }

    void conclude()
    {
        Conformance verdict = m_report.shapes.empty() ? Conformance::NotJudged : Conformance::Conforms;
        for (const ConformanceFinding &finding : m_report.findings) {
            if (finding.weight == Conformance::DoesNotConform ||
                (finding.weight == Conformance::WithNotes && verdict == Conformance::Conforms))
                verdict = finding.weight;
        }
        if (verdict == Conformance::Conforms && (m_report.otherTypes > 0 || m_report.versionUnclear > 0))
            verdict = Conformance::WithNotes;
        m_report.verdict = verdict;
        m_report.summary = summary();
        m_report.explanation = explanation();
    }

    QString summary() const
    {
        const QLocale locale;
        QStringList kinds;
        for (const auto &shape : m_report.shapes) {
            const QString title = shape.endpointId == QLatin1String("alert") ? Texts::tr("alerts")
                                  : shape.endpointId == QLatin1String("audit")
                                      ? Texts::tr("audit events")
                                      : Texts::tr("application events");
            kinds << Texts::tr("%1 V%2: %3").arg(title).arg(shape.version).arg(locale.toString(shape.events));
        }
        if (m_report.otherTypes > 0)
            kinds << Texts::tr("of other types: %1").arg(locale.toString(m_report.otherTypes));
        if (m_report.logStreaming > 0)
            kinds << Texts::tr("rows of Log Streaming: %1").arg(locale.toString(m_report.logStreaming));
        if (m_report.notJson > 0)
            kinds << Texts::tr("not JSON: %1").arg(locale.toString(m_report.notJson));
        QString text = Texts::tr("Events checked: %1").arg(locale.toString(m_report.events));
        if (!kinds.isEmpty())
            text += QStringLiteral(" (%1)").arg(kinds.join(QStringLiteral(", ")));
        text += u'.';
        if (m_report.versionUnclear > 0)
            text += u' ' + Texts::tr("%1 of them show neither V1 nor V2; they were compared with V2.",
                                     nullptr, pluralForm(m_report.versionUnclear))
                               .arg(locale.toString(m_report.versionUnclear));
        if (m_report.versionByMark > 0)
            text +=
                u' ' +
                Texts::tr("A file does not say which API it comes from: %1 of them were taken for V1 because "
                          "they have _insertion_epoch_timestamp and none of the fields that only V2 has.",
                          nullptr, pluralForm(m_report.versionByMark))
                    .arg(locale.toString(m_report.versionByMark));
        return text;
    }

    QString explanation() const
    {
        switch (m_report.verdict) {
        case Conformance::Conforms:
            return Texts::tr(
                "Every field that has a value in Hunters' published sample is there, with the expected type. "
                "The SIEM can read these events as they are.");
        case Conformance::WithNotes:
            return Texts::tr(
                "The SIEM can read these events. Some fields differ from Hunters' published sample in ways "
                "that leave columns empty or are ignored; the table says which.");
        case Conformance::DoesNotConform:
            return Texts::tr(
                "Some events lack what the SIEM needs, or have values of another type: it may refuse them or "
                "miss detections. Resolve the first rows of the table before connecting the feed.");
        case Conformance::NotJudged:
            break;
        }
        return m_report.events == 0
                   ? Texts::tr("There are no events to check.")
                   : Texts::tr("Hunters publishes samples of alerts, application events and audit events "
                               "only; events of other types have no expected shape to be compared with.");
    }

    const ConformanceCount &m_count;
    ConformanceReport m_report;
};

} // namespace

std::optional<ConformanceReport> checkConformance(const EventDocumentPtr &document, std::stop_token stop,
                                                  const std::function<void(qint64)> &progress)
{
    return checkConformance(document, ConformanceSubject::of(document->origin()), stop, progress);
}

std::optional<ConformanceReport> checkConformance(const EventDocumentPtr &document,
                                                  const ConformanceSubject &subject, std::stop_token stop,
                                                  const std::function<void(qint64)> &progress)
{
    std::mutex mutex;
    std::vector<std::shared_ptr<ConformanceCount>> parts;
    std::atomic<qint64> done = 0;
    const bool whole = scanRows(document, {0, document->count()}, stop, [&]() -> BlockWork {
        auto part = std::make_shared<ConformanceCount>(subject);
        {
            const std::lock_guard lock(mutex);
            parts.push_back(part);
        }
        return [&, part](EventReader &reader, RowRange rows) {
            for (qint64 row = rows.first; row < rows.last && !stop.stop_requested(); ++row)
                part->add(row, reader.event(row));
            const qint64 sum = done.fetch_add(rows.last - rows.first) + rows.last - rows.first;
            if (progress)
                progress(sum);
        };
    });
    if (!whole)
        return std::nullopt;
    ConformanceCount sum(subject);
    for (const auto &part : parts) {
        part->finish();
        sum.add(*part);
    }
    return Judge(sum).report();
}

} // namespace slipway
