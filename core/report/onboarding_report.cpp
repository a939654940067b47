#include "core/report/onboarding_report.h"

#include "core/base/build_facts.h"
#include "core/base/error_json.h"
#include "core/base/secret.h"
#include "core/language/language.h"
#include "core/netskope/api.h"
#include "core/tenants/token_expiry.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSslSocket>
#include <QSysInfo>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Report)
};

QJsonObject jsonOf(const ReportSample &sample)
{
    QJsonArray events, findings;
    for (const QStringList &row : sample.rows) {
        QJsonObject event;
        for (qsizetype i = 0; i < row.size(); ++i)
            event.insert(sample.fields[i], row[i]);
        events << event;
    }
    for (const ConformanceFinding &finding : sample.conformance.findings)
        findings << QJsonObject{{QStringLiteral("kind"), finding.name()},
                                {QStringLiteral("weight"), conformanceName(finding.weight)},
                                {QStringLiteral("field"), scrubbed(finding.field)},
                                {QStringLiteral("expected"), finding.expected},
                                {QStringLiteral("found"), finding.found},
                                {QStringLiteral("events"), finding.events},
                                {QStringLiteral("meaning"), scrubbed(finding.meaning)}};
    QJsonObject json{{QStringLiteral("endpoint"), sample.endpoint.id},
                     {QStringLiteral("title"), sample.endpoint.title},
                     {QStringLiteral("table"), sample.endpoint.table},
                     {QStringLiteral("events_looked_at"), sample.events},
                     {QStringLiteral("note"), scrubbed(sample.note)},
                     {QStringLiteral("conformance"), conformanceName(sample.conformance.verdict)},
                     {QStringLiteral("summary"), scrubbed(sample.conformance.summary)},
                     {QStringLiteral("findings"), findings},
                     {QStringLiteral("events"), events}};
    if (sample.error)
        json.insert(QStringLiteral("error"), errorJson(*sample.error));
    return json;
}

} // namespace

QString reportTime(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm")) + QStringLiteral(" UTC")
                          : QString();
}

QString conformanceWord(Conformance verdict)
{
    switch (verdict) {
    case Conformance::Conforms:
        return Texts::tr("conforms");
    case Conformance::WithNotes:
        return Texts::tr("conforms, with notes");
    case Conformance::DoesNotConform:
        return Texts::tr("does not conform");
    case Conformance::NotJudged:
        return Texts::tr("not judged");
    }
    return {};
}

QList<std::pair<QString, QString>> reportVersions()
{
    const EnglishTexts english; // the names are keys of the JSON report
    QList<std::pair<QString, QString>> versions{
        {QStringLiteral("Slipway"), QCoreApplication::applicationVersion()},
        {QStringLiteral("Qt"), QString::fromLatin1(qVersion())},
        {Texts::tr("TLS library"), QSslSocket::sslLibraryVersionString()},
        {Texts::tr("System"),
         QSysInfo::prettyProductName() + QStringLiteral(", ") + QSysInfo::currentCpuArchitecture()}};
    return versions << buildFacts();
}

ApiVersion OnboardingReport::api() const
{
    return check.rows.isEmpty() ? ApiVersion::V2 : Api::of(check.rows.first().endpoint).version();
}

QDate OnboardingReport::tokenEnds() const
{
    const QDate discovered = discoveredExpiry(check);
    return discovered.isValid() ? discovered : tokenExpires;
}

QJsonObject OnboardingReport::asJson() const
{
    const EnglishTexts english;
    QJsonArray sampleList;
    for (const ReportSample &sample : samples)
        sampleList << jsonOf(sample);
    QJsonObject versionList;
    for (const auto &[name, version] : versions)
        versionList.insert(name, version);
    QJsonObject json{{QStringLiteral("slipway_report"), 1},
                     {QStringLiteral("made_at"), madeAt.toString(Qt::ISODate)},
                     {QStringLiteral("tenant"), scrubbed(tenantName)},
                     {QStringLiteral("address"), check.address.toString(QUrl::RemoveUserInfo)},
                     {QStringLiteral("api_version"), Api::of(api()).number()},
                     {QStringLiteral("profile"), check.profile.title},
                     {QStringLiteral("verdict"), verdictName(check.verdict)},
                     {QStringLiteral("token_ends"), tokenEnds().toString(Qt::ISODate)},
                     {QStringLiteral("check"), check.asJson()},
                     {QStringLiteral("samples"), sampleList},
                     {QStringLiteral("redaction"), redaction},
                     {QStringLiteral("requests"), requests},
                     {QStringLiteral("foreign_indexes"), foreignIndexes},
                     {QStringLiteral("versions"), versionList}};
    if (!fix.title.isEmpty())
        json.insert(QStringLiteral("fix"), scrubbed(fix.asText()));
    return json;
}

} // namespace slipway
