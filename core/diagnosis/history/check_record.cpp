#include "core/diagnosis/history/check_record.h"

#include "core/base/secret.h"

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
        record.steps << Step{step.id, step.title, step.state, scrubbed(step.evidence)};
    for (const AccessRow &row : result.rows)
        record.rows << Row{row.endpoint.id, row.endpoint.title, row.endpoint.path,
                           row.needed,      row.access,         row.httpStatus};
    if (result.token) {
        record.tokenName = scrubbed(result.token->name);
        record.tokenExpires = result.token->expires;
    }
    for (const ExcessRight &right : result.excess)
        record.excess << right.path;
    record.text = result.asText();
    return record;
}

QByteArray CheckRecord::toJson() const
{
    QJsonArray stepList, rowList;
    for (const Step &step : steps)
        stepList << QJsonObject{{QStringLiteral("id"), step.id},
                                {QStringLiteral("title"), step.title},
                                {QStringLiteral("state"), nameOf(stepNames, step.state)},
                                {QStringLiteral("evidence"), step.evidence}};
    for (const Row &row : rows)
        rowList << QJsonObject{{QStringLiteral("endpoint"), row.endpointId},
                               {QStringLiteral("title"), row.title},
                               {QStringLiteral("path"), row.path},
                               {QStringLiteral("needed"), row.needed},
                               {QStringLiteral("access"), nameOf(accessNames, row.access)},
                               {QStringLiteral("http_status"), row.httpStatus}};
    const QJsonObject json{{QStringLiteral("tenant"), tenantName},
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
        record.steps << Step{step[QStringLiteral("id")].toString(), step[QStringLiteral("title")].toString(),
                             valueOf(stepNames, step[QStringLiteral("state")].toString(), StepState::Skipped),
                             step[QStringLiteral("evidence")].toString()};
    for (const QJsonValue row : object[QStringLiteral("rows")].toArray())
        record.rows << Row{
            row[QStringLiteral("endpoint")].toString(),
            row[QStringLiteral("title")].toString(),
            row[QStringLiteral("path")].toString(),
            row[QStringLiteral("needed")].toBool(),
            valueOf(accessNames, row[QStringLiteral("access")].toString(), Access::NotConclusive),
            row[QStringLiteral("http_status")].toInt()};
    record.tokenName = object[QStringLiteral("token_name")].toString();
    record.tokenExpires =
        QDateTime::fromString(object[QStringLiteral("token_expires")].toString(), Qt::ISODate);
    for (const QJsonValue path : object[QStringLiteral("excess")].toArray())
        record.excess << path.toString();
    record.text = object[QStringLiteral("text")].toString();
    return record;
}

} // namespace slipway
