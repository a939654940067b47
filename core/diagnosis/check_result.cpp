#include "core/diagnosis/check_result.h"

#include "core/base/error_json.h"
#include "core/base/printable.h"
#include "core/base/secret.h"
#include "core/diagnosis/fix.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <vector>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Check)
};

QString stateWord(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return Texts::tr("waiting");
    case StepState::Running:
        return Texts::tr("running");
    case StepState::Passed:
        return Texts::tr("passed");
    case StepState::Warning:
        return Texts::tr("warning");
    case StepState::Failed:
        return Texts::tr("failed");
    case StepState::Skipped:
        return Texts::tr("skipped");
    }
    return {};
}

QString accessName(Access access)
{
    switch (access) {
    case Access::Waiting:
        return QStringLiteral("waiting");
    case Access::Probing:
        return QStringLiteral("probing");
    case Access::Granted:
        return QStringLiteral("granted");
    case Access::Missing:
        return QStringLiteral("missing");
    case Access::TokenRefused:
        return QStringLiteral("token-refused");
    case Access::RateLimited:
        return QStringLiteral("rate-limited");
    case Access::NotAvailable:
        return QStringLiteral("not-available");
    case Access::NotConclusive:
        return QStringLiteral("not-conclusive");
    }
    return {};
}

QJsonArray jsonOf(const QStringList &lines)
{
    QJsonArray array;
    for (const QString &line : lines)
        array << scrubbed(line);
    return array;
}

// The lines below a row that say why it is not granted, and what to do.
QStringList reasonOf(const AccessRow &row)
{
    QStringList lines;
    if (row.cause != Cause::None)
        lines << Texts::tr("    (%1) %2").arg(confidenceWord(row.confidence), row.explanation);
    else if (!row.explanation.isEmpty())
        lines << QStringLiteral("    ") + row.explanation;
    for (const QString &sentence : {row.nextStep, row.tellApart}) {
        if (!sentence.isEmpty())
            lines << QStringLiteral("    ") + sentence;
    }
    return lines;
}

} // namespace

QString verdictName(Verdict verdict)
{
    return verdict == Verdict::Ready      ? QStringLiteral("ready")
           : verdict == Verdict::NotReady ? QStringLiteral("not-ready")
                                          : QStringLiteral("not-conclusive");
}

QString accessWord(Access access)
{
    switch (access) {
    case Access::Waiting:
        return Texts::tr("waiting");
    case Access::Probing:
        return Texts::tr("testing…");
    case Access::Granted:
        return Texts::tr("granted");
    case Access::Missing:
        return Texts::tr("missing");
    case Access::TokenRefused:
        return Texts::tr("token refused");
    case Access::RateLimited:
        return Texts::tr("rate limited");
    case Access::NotAvailable:
        return Texts::tr("not available");
    case Access::NotConclusive:
        return Texts::tr("not conclusive");
    }
    return {};
}

QString accessWord(Access access, bool needed)
{
    if (!needed && access == Access::Missing)
        return Texts::tr("not granted (good)");
    if (!needed && access == Access::Granted)
        return Texts::tr("granted, not needed");
    return accessWord(access);
}

QString excessSummary(qsizetype count)
{
    return count == 0 ? QString() : Texts::tr("%n more than needed.", nullptr, static_cast<int>(count));
}

const ConnectionStep *CheckResult::step(const char *id) const
{
    const auto found = std::find_if(steps.cbegin(), steps.cend(), [id](const ConnectionStep &each) {
        return each.id == QLatin1String(id);
    });
    return found == steps.cend() ? nullptr : &*found;
}

QStringList CheckResult::missingPaths() const
{
    QStringList paths;
    for (const AccessRow &row : rows) {
        if (row.needed && (row.access == Access::Missing || row.access == Access::TokenRefused))
            paths << row.endpoint.path;
    }
    return paths;
}

QString CheckResult::asText() const
{
    QStringList lines{
        (summary + QLatin1Char(' ') + excessSummary()).trimmed(),
        QStringLiteral("%1 · %2 · %3").arg(address.toString(), profile.title, at.toString(Qt::ISODate))};
    if (token) {
        lines << Texts::tr("Token \"%1\"%2%3")
                     .arg(printableLine(token->name),
                          token->expires.isValid()
                              ? Texts::tr(", expires %1").arg(token->expires.toString(Qt::ISODate))
                              : QString(),
                          token->isOnlyToken ? QString()
                                             : Texts::tr(" (most likely: several tokens are listed)"));
    }
    lines << QString();
    for (const ConnectionStep &step : steps) {
        QString line =
            QStringLiteral("%1 %2 %3")
                .arg(step.title.leftJustified(10), stateWord(step.state).leftJustified(9), step.evidence);
        if (step.milliseconds >= 0)
            line += QStringLiteral(" (%1 ms)").arg(step.milliseconds);
        if (!step.requestId.isEmpty())
            line += Texts::tr(" request %1").arg(step.requestId);
        lines << line.trimmed();
        if (step.error)
            lines << QStringLiteral("           ") +
                         step.error->asText().replace(QLatin1Char('\n'), QStringLiteral("\n           "));
    }
    lines << QString();
    // What applies to several rows is said once, below all of them.
    std::vector<std::pair<QStringList, QStringList>> reasons; // lines, and the titles that they apply to
    for (const AccessRow &row : rows) {
        if (row.access == Access::Granted)
            continue;
        const QStringList reason = reasonOf(row);
        if (reason.isEmpty())
            continue;
        const auto same = std::ranges::find(reasons, reason, &std::pair<QStringList, QStringList>::first);
        if (same == reasons.end())
            reasons.emplace_back(reason, QStringList{row.endpoint.title});
        else
            same->second << row.endpoint.title;
    }
    for (const AccessRow &row : rows) {
        QString line =
            QStringLiteral("%1 %2 %3 %4")
                .arg(row.endpoint.title.leftJustified(26),
                     (row.needed ? Texts::tr("needed") : Texts::tr("not needed")).leftJustified(10),
                     accessWord(row.access, row.needed).leftJustified(19),
                     row.httpStatus ? QStringLiteral("HTTP %1").arg(row.httpStatus) : QStringLiteral("–"));
        if (row.at.isValid())
            line += QLatin1Char(' ') + row.at.toString(QStringLiteral("HH:mm:ss'Z'"));
        if (!row.requestId.isEmpty())
            line += Texts::tr(" request %1").arg(row.requestId);
        lines << line;
        for (const auto &[reason, titles] : reasons) {
            if (titles == QStringList{row.endpoint.title})
                lines << reason;
        }
    }
    for (const auto &[reason, titles] : reasons) {
        if (titles.size() > 1)
            lines << Texts::tr("%1:").arg(titles.join(QStringLiteral(", "))) << reason;
    }
    for (const QString &note : notes)
        lines << note;
    if (!excess.isEmpty())
        lines << QString() << Texts::tr("More than needed:");
    for (const ExcessRight &right : excess)
        lines << QStringLiteral("  %1%2: %3")
                     .arg(right.path, right.write ? Texts::tr(" (write)") : QString(), right.risk);
    lines << QString()
          << Texts::tr("Read positions of other consumers, such as your SIEM, that were touched: %1")
                 .arg(foreignIndexes);
    Fix fix = fixFor(*this);
    const QString above = lines.join(QLatin1Char('\n')); // what is there is not said again
    for (QString *sentence : {&fix.certain, &fix.likely, &fix.tellApart, &fix.nextStep}) {
        if (above.contains(*sentence))
            sentence->clear();
    }
    if (!fix.title.isEmpty())
        lines << QString() << fix.asText();
    return scrubbed(lines.join(QLatin1Char('\n')));
}

QJsonObject CheckResult::asJson() const
{
    QJsonArray stepList, rowList, excessList;
    for (const ConnectionStep &step : steps) {
        QJsonObject json{{QStringLiteral("id"), step.id},
                         {QStringLiteral("state"), stateWord(step.state)},
                         {QStringLiteral("ms"), step.milliseconds},
                         {QStringLiteral("evidence"), scrubbed(step.evidence)},
                         {QStringLiteral("at"), step.at.toString(Qt::ISODateWithMs)},
                         {QStringLiteral("facts"), jsonOf(step.facts)}};
        if (step.httpStatus > 0)
            json.insert(QStringLiteral("http_status"), step.httpStatus);
        if (!step.requestId.isEmpty())
            json.insert(QStringLiteral("request_id"), scrubbed(step.requestId));
        if (!step.curl.isEmpty())
            json.insert(QStringLiteral("curl"), step.curl);
        if (!step.pem.isEmpty())
            json.insert(QStringLiteral("pem"), step.pem);
        if (step.error)
            json.insert(QStringLiteral("error"), errorJson(*step.error));
        stepList << json;
    }
    for (const AccessRow &row : rows)
        rowList << QJsonObject{{QStringLiteral("endpoint"), row.endpoint.id},
                               {QStringLiteral("path"), row.endpoint.path},
                               {QStringLiteral("needed"), row.needed},
                               {QStringLiteral("access"), accessName(row.access)},
                               {QStringLiteral("http_status"), row.httpStatus},
                               {QStringLiteral("ms"), row.milliseconds},
                               {QStringLiteral("at"), row.at.toString(Qt::ISODateWithMs)},
                               {QStringLiteral("request_id"), scrubbed(row.requestId)},
                               {QStringLiteral("cause"), causeName(row.cause)},
                               {QStringLiteral("confidence"), confidenceWord(row.confidence)},
                               {QStringLiteral("explanation"), scrubbed(row.explanation)},
                               {QStringLiteral("next_step"), scrubbed(row.nextStep)},
                               {QStringLiteral("tell_apart"), scrubbed(row.tellApart)},
                               {QStringLiteral("curl"), row.curl}};
    for (const ExcessRight &right : excess)
        excessList << QJsonObject{{QStringLiteral("path"), right.path},
                                  {QStringLiteral("title"), right.title},
                                  {QStringLiteral("risk"), right.risk},
                                  {QStringLiteral("write"), right.write},
                                  {QStringLiteral("from_token_list"), right.fromTokenList}};
    QJsonObject json{{QStringLiteral("verdict"), verdictName(verdict)},
                     {QStringLiteral("summary"), scrubbed(summary)},
                     {QStringLiteral("address"), address.toString()},
                     {QStringLiteral("profile"), profile.id},
                     {QStringLiteral("at"), at.toString(Qt::ISODate)},
                     {QStringLiteral("steps"), stepList},
                     {QStringLiteral("endpoints"), rowList},
                     {QStringLiteral("excess"), excessList},
                     {QStringLiteral("notes"), jsonOf(notes)},
                     {QStringLiteral("foreign_indexes"), foreignIndexes}};
    if (token) {
        QJsonArray scopes;
        for (const TokenScope &scope : token->scopes)
            scopes << QJsonObject{{QStringLiteral("path"), scope.path},
                                  {QStringLiteral("write"), scope.write}};
        json.insert(QStringLiteral("token"),
                    QJsonObject{{QStringLiteral("name"), scrubbed(token->name)},
                                {QStringLiteral("expires"), token->expires.toString(Qt::ISODate)},
                                {QStringLiteral("certain"), token->isOnlyToken},
                                {QStringLiteral("scopes"), scopes}});
    }
    return json;
}

} // namespace slipway
