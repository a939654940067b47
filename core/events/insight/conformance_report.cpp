#include "core/events/insight/conformance_report.h"

#include "core/base/near_names.h"
#include "core/events/json/visible_text.h"
#include "core/netskope/api.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace slipway {
namespace {

using Kind = ConformanceFinding::Kind;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Conformance)
};

// What follows "hunters." for each endpoint that has a shape.
const QList<std::pair<QString, QString>> &shapeWords()
{
    static const QList<std::pair<QString, QString>> words{
        {QStringLiteral("alert"), QStringLiteral("alerts")},
        {QStringLiteral("application"), QStringLiteral("application")},
        {QStringLiteral("audit"), QStringLiteral("audit")}};
    return words;
}

QString shapeName(const QString &word)
{
    return QStringLiteral("hunters.") + word;
}

// The longest name of a field that is worth a line.
constexpr qsizetype longestName = 120;

} // namespace

ConformanceSubject ConformanceSubject::of(const EventOrigin &origin)
{
    if (origin.endpointId.isEmpty())
        return {};
    return {Api::kindOf(origin.endpointId), Api::ofId(origin.endpointId).version()};
}

QStringList ConformanceSubject::names()
{
    QStringList names;
    for (const auto &[id, word] : shapeWords())
        names << shapeName(word);
    return names;
}

Result<ConformanceSubject> ConformanceSubject::named(const QString &shape)
{
    QString name = shape.trimmed().toLower();
    ConformanceSubject subject;
    for (const ApiVersion api : {ApiVersion::V1, ApiVersion::V2}) {
        if (const QString suffix = u'.' + apiName(api); !subject.api && name.endsWith(suffix)) {
            subject.api = api;
            name.chop(suffix.size());
        }
    }
    for (const auto &[id, word] : shapeWords()) {
        if (name == shapeName(word))
            subject.endpointId = id;
    }
    if (!subject.endpointId.isEmpty())
        return subject;
    const QStringList similar = nearNames(name, names());
    return failure(
        ErrorKind::BadInput, Texts::tr("There is no shape \"%1\".").arg(shape),
        (similar.isEmpty() ? QString()
                           : Texts::tr("Did you mean %1?").arg(similar.join(QStringLiteral(", "))) + u' ') +
            Texts::tr("Known shapes: %1; add .v1 or .v2 to the name if the version of the API is known.")
                .arg(names().join(QStringLiteral(", "))));
}

QString ConformanceReport::Shape::name() const
{
    for (const auto &[id, word] : shapeWords()) {
        if (id == endpointId)
            return QStringLiteral("%1.v%2").arg(shapeName(word)).arg(version);
    }
    return {};
}

QString conformanceName(Conformance verdict)
{
    switch (verdict) {
    case Conformance::Conforms:
        return QStringLiteral("conforms");
    case Conformance::WithNotes:
        return QStringLiteral("conforms-with-notes");
    case Conformance::DoesNotConform:
        return QStringLiteral("does-not-conform");
    case Conformance::NotJudged:
        break;
    }
    return QStringLiteral("not-judged");
}

QString conformanceTitle(Conformance verdict)
{
    switch (verdict) {
    case Conformance::Conforms:
        return Texts::tr("Conforms to the expected format");
    case Conformance::WithNotes:
        return Texts::tr("Conforms, with notes");
    case Conformance::DoesNotConform:
        return Texts::tr("Does not conform to the expected format");
    case Conformance::NotJudged:
        break;
    }
    return Texts::tr("Nothing to compare with");
}

QString ConformanceFinding::title() const
{
    switch (kind) {
    case Kind::NotJson:
        return Texts::tr("not JSON");
    case Kind::LogStreaming:
        return Texts::tr("shape of Log Streaming");
    case Kind::MissingEssential:
        return Texts::tr("essential field missing");
    case Kind::OtherType:
        return Texts::tr("another type");
    case Kind::Missing:
        return Texts::tr("missing");
    case Kind::EmptyValue:
        return Texts::tr("empty text");
    case Kind::NullValue:
        return Texts::tr("null");
    case Kind::SchemaType:
        return Texts::tr("not the documented type");
    case Kind::Unknown:
        return Texts::tr("unknown field");
    case Kind::OtherEvents:
        return Texts::tr("field of other events");
    case Kind::SchemaOnly:
        return Texts::tr("not in the sample");
    case Kind::SeenElsewhere:
        return Texts::tr("seen on other tenants");
    case Kind::AcceptedType:
        return Texts::tr("two types accepted");
    }
    return {};
}

QString ConformanceFinding::name() const
{
    switch (kind) {
    case Kind::NotJson:
        return QStringLiteral("not-json");
    case Kind::LogStreaming:
        return QStringLiteral("log-streaming");
    case Kind::MissingEssential:
        return QStringLiteral("missing-essential");
    case Kind::OtherType:
        return QStringLiteral("other-type");
    case Kind::Missing:
        return QStringLiteral("missing");
    case Kind::EmptyValue:
        return QStringLiteral("empty-value");
    case Kind::NullValue:
        return QStringLiteral("null-value");
    case Kind::SchemaType:
        return QStringLiteral("undocumented-type");
    case Kind::Unknown:
        return QStringLiteral("unknown-field");
    case Kind::OtherEvents:
        return QStringLiteral("field-of-other-events");
    case Kind::SchemaOnly:
        return QStringLiteral("not-in-sample");
    case Kind::SeenElsewhere:
        return QStringLiteral("seen-elsewhere");
    case Kind::AcceptedType:
        return QStringLiteral("two-types-accepted");
    }
    return {};
}

QString ConformanceReport::asText() const
{
    QString text = conformanceTitle(verdict) + u'\n' + summary + u'\n' + explanation + u'\n';
    QString notes, others;
    for (const ConformanceFinding &finding : findings) {
        const bool isNote = finding.weight != Conformance::Conforms;
        const QString what = (finding.title() + u' ' + visibleText(finding.field, longestName)).trimmed();
        QString line = QStringLiteral("%1 %2: %3/%4")
                           .arg(isNote ? QStringLiteral("-") : QStringLiteral("·"))
                           .arg(what)
                           .arg(finding.events)
                           .arg(finding.of);
        if (!finding.expected.isEmpty() || !finding.found.isEmpty())
            line += Texts::tr("; expected %1, found %2")
                        .arg(finding.expected.isEmpty() ? Texts::tr("nothing") : finding.expected,
                             finding.found.isEmpty() ? Texts::tr("nothing") : finding.found);
        (isNote ? notes : others) += line + u'\n';
    }
    text += notes;
    if (!others.isEmpty())
        text += Texts::tr("For information; these conform:") + u'\n' + others;
    return text;
}

QJsonObject ConformanceReport::asJson() const
{
    QJsonArray shapeList, findingList;
    for (const Shape &shape : shapes)
        shapeList << QJsonObject{{QStringLiteral("shape"), shape.name()},
                                 {QStringLiteral("endpoint"), shape.endpointId},
                                 {QStringLiteral("api"), QStringLiteral("v%1").arg(shape.version)},
                                 {QStringLiteral("events"), shape.events}};
    for (const ConformanceFinding &finding : findings)
        findingList << QJsonObject{{QStringLiteral("kind"), finding.name()},
                                   {QStringLiteral("weight"), conformanceName(finding.weight)},
                                   {QStringLiteral("field"), scrubbed(finding.field)},
                                   {QStringLiteral("expected"), finding.expected},
                                   {QStringLiteral("found"), finding.found},
                                   {QStringLiteral("events"), finding.events},
                                   {QStringLiteral("of"), finding.of},
                                   {QStringLiteral("first_row"), finding.exampleRow},
                                   {QStringLiteral("meaning"), finding.meaning}};
    return {{QStringLiteral("verdict"), conformanceName(verdict)},
            {QStringLiteral("summary"), summary},
            {QStringLiteral("explanation"), explanation},
            {QStringLiteral("events"), events},
            {QStringLiteral("shapes"), shapeList},
            {QStringLiteral("of_other_types"), otherTypes},
            {QStringLiteral("not_json"), notJson},
            {QStringLiteral("log_streaming"), logStreaming},
            {QStringLiteral("version_unclear"), versionUnclear},
            {QStringLiteral("version_by_mark"), versionByMark},
            {QStringLiteral("findings"), findingList}};
}

} // namespace slipway
