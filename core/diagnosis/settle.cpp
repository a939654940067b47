#include "core/diagnosis/check.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Check", text);
}

QString howToGrant(const QString &path)
{
    return tr("Grant the token read access to %1. With a service account (new tenants): Settings > "
              "Administration > Administrators & Roles, "
              "add the path's functional area to the account's role. With an older token: Settings > Tools > "
              "REST API v2, edit the token and add "
              "the path. Changes can take up to 30 minutes to work; then test again.")
        .arg(path);
}

QString howToReplaceToken()
{
    return tr("Four things look alike here: the token is wrong, expired or revoked; it is of another kind "
              "(SCIM, or a V1 token); REST API v2 is "
              "switched off in the tenant; or this computer's address is not on the allowlist. Start with a "
              "new token.");
}

QString stateWord(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return tr("waiting");
    case StepState::Running:
        return tr("running");
    case StepState::Passed:
        return tr("passed");
    case StepState::Warning:
        return tr("warning");
    case StepState::Failed:
        return tr("failed");
    case StepState::Skipped:
        return tr("skipped");
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

} // namespace

QString accessWord(Access access)
{
    switch (access) {
    case Access::Waiting:
        return tr("waiting");
    case Access::Probing:
        return tr("testing…");
    case Access::Granted:
        return tr("granted");
    case Access::Missing:
        return tr("missing");
    case Access::TokenRefused:
        return tr("token refused");
    case Access::RateLimited:
        return tr("rate limited");
    case Access::NotAvailable:
        return tr("not available");
    case Access::NotConclusive:
        return tr("not conclusive");
    }
    return {};
}

void settle(CheckResult &result)
{
    const auto has = [&](Access access) {
        return std::any_of(result.rows.cbegin(), result.rows.cend(),
                           [&](const AccessRow &row) { return row.access == access; });
    };
    const bool someGranted = has(Access::Granted);
    const bool refused401 = has(Access::TokenRefused);
    for (AccessRow &row : result.rows) {
        if (row.access == Access::Missing && someGranted) {
            // The token itself works: another endpoint of it was granted.
            row.explanation = tr("The token works, but has no permission for %1.").arg(row.endpoint.path);
            row.nextStep = howToGrant(row.endpoint.path);
        } else if (row.access == Access::Missing && result.rows.size() > 1) {
            row.access = Access::TokenRefused;
            row.explanation = tr("Every tested endpoint refuses this token (403), so this is about the token "
                                 "rather than one permission.");
            row.nextStep = howToReplaceToken();
        } else if (row.access == Access::Missing) {
            row.access = Access::NotConclusive;
            row.explanation = tr("Refused (403). One refusal alone does not tell whether the permission is "
                                 "missing or the token is refused.");
            row.nextStep = tr("Test further endpoints of the same token to tell them apart.");
        } else if (row.access == Access::TokenRefused) {
            row.explanation = someGranted ? tr("Refused with 401 although another endpoint accepts the "
                                               "token: it may just have been revoked.")
                                          : tr("The tenant refuses the token (401).");
            row.nextStep = howToReplaceToken();
        }
    }

    int needed = 0, granted = 0, missing = 0;
    for (const AccessRow &row : result.rows) {
        if (!row.needed)
            continue;
        ++needed;
        granted += row.access == Access::Granted;
        missing += row.access == Access::Missing || row.access == Access::NotAvailable;
    }
    const auto failed =
        std::find_if(result.steps.cbegin(), result.steps.cend(),
                     [](const ConnectionStep &step) { return step.state == StepState::Failed; });
    if (failed != result.steps.cend()) {
        result.verdict = Verdict::NotConclusive;
        result.summary = tr("Not conclusive: %1").arg(failed->error ? failed->error->message : failed->title);
    } else if (needed > 0 && granted == needed) {
        result.verdict = Verdict::Ready;
        result.summary = needed == 1 ? tr("Ready: the required permission is granted.")
                                     : tr("Ready: %1 of %2 required permissions.").arg(granted).arg(needed);
    } else if (refused401 || has(Access::TokenRefused)) {
        result.verdict = Verdict::NotReady;
        result.summary = tr("Not ready: the token is refused.");
    } else if (missing > 0) {
        result.verdict = Verdict::NotReady;
        result.summary =
            missing == 1
                ? tr("Not ready: 1 of %1 required permissions is missing.").arg(needed)
                : tr("Not ready: %1 of %2 required permissions are missing.").arg(missing).arg(needed);
    } else {
        result.verdict = Verdict::NotConclusive;
        result.summary = tr("Not conclusive: %1 of %2 required permissions could be confirmed. Test again.")
                             .arg(granted)
                             .arg(needed);
    }
}

QString CheckResult::asText() const
{
    QStringList lines{
        summary,
        QStringLiteral("%1 · %2 · %3").arg(address.toString(), profile.title, at.toString(Qt::ISODate)),
        {}};
    for (const ConnectionStep &step : steps) {
        QString line =
            QStringLiteral("%1 %2 %3")
                .arg(step.title.leftJustified(8), stateWord(step.state).leftJustified(9), step.evidence);
        if (step.milliseconds >= 0)
            line += QStringLiteral(" (%1 ms)").arg(step.milliseconds);
        lines << line.trimmed();
        if (step.error)
            lines << QStringLiteral("         ") +
                         step.error->asText().replace(QLatin1Char('\n'), QStringLiteral("\n         "));
    }
    lines << QString();
    for (const AccessRow &row : rows) {
        lines << QStringLiteral("%1 %2 %3 %4")
                     .arg(row.endpoint.title.leftJustified(26),
                          (row.needed ? tr("needed") : tr("extra")).leftJustified(7),
                          accessWord(row.access).leftJustified(15),
                          row.httpStatus ? QStringLiteral("HTTP %1").arg(row.httpStatus)
                                         : QStringLiteral("–"));
        if (row.access != Access::Granted) {
            lines << QStringLiteral("    ") + row.explanation;
            if (!row.nextStep.isEmpty())
                lines << QStringLiteral("    ") + row.nextStep;
        }
    }
    return scrubbed(lines.join(QLatin1Char('\n')));
}

QJsonObject CheckResult::asJson() const
{
    QJsonArray stepList, rowList;
    for (const ConnectionStep &step : steps) {
        QJsonObject json{{QStringLiteral("id"), step.id},
                         {QStringLiteral("state"), stateWord(step.state)},
                         {QStringLiteral("ms"), step.milliseconds},
                         {QStringLiteral("evidence"), step.evidence}};
        if (step.error)
            json.insert(QStringLiteral("error"), scrubbed(step.error->asText()));
        stepList << json;
    }
    for (const AccessRow &row : rows)
        rowList << QJsonObject{{QStringLiteral("endpoint"), row.endpoint.id},
                               {QStringLiteral("path"), row.endpoint.path},
                               {QStringLiteral("needed"), row.needed},
                               {QStringLiteral("access"), accessName(row.access)},
                               {QStringLiteral("http_status"), row.httpStatus},
                               {QStringLiteral("ms"), row.milliseconds},
                               {QStringLiteral("explanation"), scrubbed(row.explanation)},
                               {QStringLiteral("next_step"), scrubbed(row.nextStep)}};
    const QString word = verdict == Verdict::Ready      ? QStringLiteral("ready")
                         : verdict == Verdict::NotReady ? QStringLiteral("not-ready")
                                                        : QStringLiteral("not-conclusive");
    return {{QStringLiteral("verdict"), word},
            {QStringLiteral("summary"), scrubbed(summary)},
            {QStringLiteral("address"), address.toString()},
            {QStringLiteral("profile"), profile.id},
            {QStringLiteral("at"), at.toString(Qt::ISODate)},
            {QStringLiteral("steps"), stepList},
            {QStringLiteral("endpoints"), rowList}};
}

} // namespace slipway
