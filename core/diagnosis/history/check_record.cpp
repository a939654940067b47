#include "core/diagnosis/history/check_record.h"

#include "core/base/error_json.h"
#include "core/base/secret.h"
#include "core/diagnosis/connection/connection_steps.h"
#include "core/language/language.h"
#include "core/language/rewording.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace slipway {
namespace {

template<class Value>
struct Name
{
    Value value;
    const char *text;
};

constexpr std::array<Name<StepState>, 6> stepNames{{{StepState::Waiting, "waiting"},
                                                    {StepState::Running, "running"},
                                                    {StepState::Passed, "passed"},
                                                    {StepState::Warning, "warning"},
                                                    {StepState::Failed, "failed"},
                                                    {StepState::Skipped, "skipped"}}};
constexpr std::array<Name<Access>, 8> accessNames{{{Access::Waiting, "waiting"},
                                                   {Access::Probing, "probing"},
                                                   {Access::Granted, "granted"},
                                                   {Access::Missing, "missing"},
                                                   {Access::TokenRefused, "token-refused"},
                                                   {Access::RateLimited, "rate-limited"},
                                                   {Access::NotAvailable, "not-available"},
                                                   {Access::NotConclusive, "not-conclusive"}}};
constexpr std::array<Name<Confidence>, 3> confidenceNames{
    {{Confidence::Certain, "certain"}, {Confidence::Likely, "likely"}, {Confidence::Possible, "possible"}}};
constexpr std::array<Name<Verdict>, 3> verdictNames{{{Verdict::Ready, "ready"},
                                                     {Verdict::NotReady, "not-ready"},
                                                     {Verdict::NotConclusive, "not-conclusive"}}};

template<class Names, class Value>
QString nameOf(const Names &names, Value value)
{
    for (const auto &name : names) {
        if (name.value == value)
            return QString::fromLatin1(name.text);
    }
    return {};
}

template<class Names, class Value>
Value valueOf(const Names &names, const QString &text, Value otherwise)
{
    for (const auto &name : names) {
        if (text == QLatin1String(name.text))
            return name.value;
    }
    return otherwise;
}

// Adds what is not empty.
void put(QJsonObject &object, const char *key, const QString &text)
{
    if (!text.isEmpty())
        object.insert(QLatin1String(key), text);
}

QJsonObject jsonOf(const CheckRecord::Step &step)
{
    QJsonObject object{{QStringLiteral("id"), step.id},
                       {QStringLiteral("title"), step.title},
                       {QStringLiteral("state"), nameOf(stepNames, step.state)},
                       {QStringLiteral("evidence"), step.evidence}};
    if (step.milliseconds >= 0)
        object.insert(QStringLiteral("ms"), step.milliseconds);
    if (step.error)
        object.insert(QStringLiteral("error"), errorJson(*step.error));
    put(object, "request_id", step.requestId);
    return object;
}

CheckRecord::Step stepFrom(const QJsonObject &object)
{
    CheckRecord::Step step{
        object[QStringLiteral("id")].toString(), object[QStringLiteral("title")].toString(),
        valueOf(stepNames, object[QStringLiteral("state")].toString(), StepState::Skipped),
        object[QStringLiteral("evidence")].toString(), object[QStringLiteral("ms")].toInteger(-1)};
    if (const QJsonValue error = object[QStringLiteral("error")]; error.isObject())
        step.error = errorFromJson(error.toObject());
    step.requestId = object[QStringLiteral("request_id")].toString();
    return step;
}

QJsonObject jsonOf(const CheckRecord::Row &row)
{
    QJsonObject object{{QStringLiteral("endpoint"), row.endpointId},
                       {QStringLiteral("title"), row.title},
                       {QStringLiteral("path"), row.path},
                       {QStringLiteral("needed"), row.needed},
                       {QStringLiteral("access"), nameOf(accessNames, row.access)},
                       {QStringLiteral("http_status"), row.httpStatus}};
    if (row.cause != Cause::None) {
        object.insert(QStringLiteral("cause"), causeName(row.cause));
        object.insert(QStringLiteral("confidence"), nameOf(confidenceNames, row.confidence));
    }
    put(object, "explanation", row.explanation);
    put(object, "next_step", row.nextStep);
    put(object, "request_id", row.requestId);
    if (row.at.isValid())
        object.insert(QStringLiteral("at"), row.at.toString(Qt::ISODateWithMs));
    return object;
}

CheckRecord::Row rowFrom(const QJsonObject &object)
{
    return {object[QStringLiteral("endpoint")].toString(),
            object[QStringLiteral("title")].toString(),
            object[QStringLiteral("path")].toString(),
            object[QStringLiteral("needed")].toBool(),
            valueOf(accessNames, object[QStringLiteral("access")].toString(), Access::NotConclusive),
            object[QStringLiteral("http_status")].toInt(),
            causeFromName(object[QStringLiteral("cause")].toString()),
            valueOf(confidenceNames, object[QStringLiteral("confidence")].toString(), Confidence::Certain),
            object[QStringLiteral("explanation")].toString(),
            object[QStringLiteral("next_step")].toString(),
            object[QStringLiteral("request_id")].toString(),
            QDateTime::fromString(object[QStringLiteral("at")].toString(), Qt::ISODateWithMs)};
}

QStringList listFrom(const QJsonValue &array)
{
    QStringList list;
    for (const QJsonValue each : array.toArray())
        list << each.toString();
    return list;
}

QString titleOf(const CheckRecord::Step &step)
{
    for (const ConnectionStep &each : waitingSteps()) {
        if (each.id == step.id)
            return each.title;
    }
    return step.title;
}

} // namespace

QString historyKey(const QString &tenantId, const QUrl &address)
{
    return tenantId.isEmpty() ? QStringLiteral("host:") + address.authority() : tenantId;
}

CheckRecord CheckRecord::of(const CheckResult &result, const QString &tenantKey, const QString &tenantName)
{
    CheckRecord record;
    record.tenantKey = tenantKey;
    record.tenantName = tenantName;
    record.at = result.at;
    record.address = result.address.toString();
    record.profileId = result.profile.id;
    record.profileTitle = result.profile.title;
    record.verdict = result.verdict;
    record.summary = scrubbed(result.summary);
    for (const ConnectionStep &step : result.steps)
        record.steps << Step{step.id,           step.title, step.state,    scrubbed(step.evidence),
                             step.milliseconds, step.error, step.requestId};
    for (const AccessRow &row : result.rows) {
        // What a cause explains is not stored: it is worded again from the cause.
        const bool isExplained = row.cause != Cause::None && row.cause != Cause::SomethingBetween;
        record.rows << Row{row.endpoint.id,
                           row.endpoint.title,
                           row.endpoint.path,
                           row.needed,
                           row.access,
                           row.httpStatus,
                           row.cause,
                           row.confidence,
                           isExplained ? QString() : scrubbed(row.explanation),
                           row.cause != Cause::None ? QString() : scrubbed(row.nextStep),
                           scrubbed(row.requestId),
                           row.at};
    }
    if (result.token) {
        record.tokenName = scrubbed(result.token->name);
        record.tokenExpires = result.token->expires;
        record.isOnlyToken = result.token->isOnlyToken;
    }
    for (const ExcessRight &right : result.excess) {
        record.excess << right.path;
        if (right.write)
            record.written << right.path;
    }
    for (const QString &note : result.notes)
        record.notes << scrubbed(note);
    record.foreignIndexes = result.foreignIndexes;
    record.text = result.asText();
    record.language = languageOfTexts();
    return record;
}

QByteArray CheckRecord::toJson() const
{
    QJsonArray stepList, rowList;
    for (const Step &step : steps)
        stepList << jsonOf(step);
    for (const Row &row : rows)
        rowList << jsonOf(row);
    QJsonObject json{{QStringLiteral("tenant"), tenantName},
                     {QStringLiteral("at"), at.toString(Qt::ISODateWithMs)},
                     {QStringLiteral("address"), address},
                     {QStringLiteral("profile"), profileId},
                     {QStringLiteral("profile_title"), profileTitle},
                     {QStringLiteral("verdict"), nameOf(verdictNames, verdict)},
                     {QStringLiteral("summary"), summary},
                     {QStringLiteral("steps"), stepList},
                     {QStringLiteral("rows"), rowList},
                     {QStringLiteral("token_name"), tokenName},
                     {QStringLiteral("token_expires"), tokenExpires.toString(Qt::ISODate)},
                     {QStringLiteral("excess"), QJsonArray::fromStringList(excess)},
                     {QStringLiteral("text"), text}};
    if (!language.isEmpty()) {
        json.insert(QStringLiteral("language"), language);
        json.insert(QStringLiteral("token_certain"), isOnlyToken);
        json.insert(QStringLiteral("excess_written"), QJsonArray::fromStringList(written));
        json.insert(QStringLiteral("notes"), QJsonArray::fromStringList(notes));
        json.insert(QStringLiteral("foreign_indexes"), foreignIndexes);
    }
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

Result<CheckRecord> CheckRecord::fromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    CheckRecord record;
    record.at = QDateTime::fromString(object[QStringLiteral("at")].toString(), Qt::ISODateWithMs);
    if (!record.at.isValid())
        return failure(ErrorKind::BadAnswer,
                       QCoreApplication::translate("CheckHistory", "A check in the history cannot be read."));
    record.tenantName = object[QStringLiteral("tenant")].toString();
    record.address = object[QStringLiteral("address")].toString();
    record.profileId = object[QStringLiteral("profile")].toString();
    record.profileTitle = object[QStringLiteral("profile_title")].toString();
    record.verdict =
        valueOf(verdictNames, object[QStringLiteral("verdict")].toString(), Verdict::NotConclusive);
    record.summary = object[QStringLiteral("summary")].toString();
    for (const QJsonValue step : object[QStringLiteral("steps")].toArray())
        record.steps << stepFrom(step.toObject());
    for (const QJsonValue row : object[QStringLiteral("rows")].toArray())
        record.rows << rowFrom(row.toObject());
    record.tokenName = object[QStringLiteral("token_name")].toString();
    record.tokenExpires =
        QDateTime::fromString(object[QStringLiteral("token_expires")].toString(), Qt::ISODate);
    record.isOnlyToken = object[QStringLiteral("token_certain")].toBool(true);
    record.excess = listFrom(object[QStringLiteral("excess")]);
    record.written = listFrom(object[QStringLiteral("excess_written")]);
    record.notes = listFrom(object[QStringLiteral("notes")]);
    record.foreignIndexes = object[QStringLiteral("foreign_indexes")].toInt();
    record.text = object[QStringLiteral("text")].toString();
    record.language = object[QStringLiteral("language")].toString();
    return record;
}

CheckRecord CheckRecord::inLanguageInUse() const
{
    CheckRecord record = *this;
    if (language == languageOfTexts())
        return record;
    record.summary = reworded(summary, language);
    for (Step &step : record.steps) {
        step.title = titleOf(step);
        step.evidence = reworded(step.evidence, language);
        if (step.error) {
            step.error->message = reworded(step.error->message, language);
            step.error->nextStep = reworded(step.error->nextStep, language);
        }
    }
    for (Row &row : record.rows) {
        row.explanation = reworded(row.explanation, language);
        row.nextStep = reworded(row.nextStep, language);
    }
    for (QString &note : record.notes)
        note = reworded(note, language);
    return record;
}

} // namespace slipway
