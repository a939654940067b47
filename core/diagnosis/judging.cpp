#include "core/diagnosis/judging.h"

#include "core/base/plural_form.h"
#include "core/diagnosis/fix.h"
#include "core/diagnosis/profile_notes.h"
#include "core/netskope/api.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Check)
};

bool isRefused(const AccessRow &row)
{
    return row.access == Access::Missing || row.access == Access::TokenRefused;
}

QStringList pathsWhere(const CheckResult &result, bool (*wanted)(const AccessRow &))
{
    QStringList paths;
    for (const AccessRow &row : result.rows) {
        if (wanted(row))
            paths << row.endpoint.path;
    }
    return paths;
}

RefusalPattern patternOf(const AccessRow &row, const CheckResult &result, const JudgingFacts &facts)
{
    RefusalPattern pattern;
    pattern.answer = row.access == Access::NotAvailable   ? RefusalPattern::Answer::NotFound
                     : row.access == Access::TokenRefused ? RefusalPattern::Answer::Unauthorized
                                                          : RefusalPattern::Answer::Forbidden;
    const auto isUnknown = [](const AccessRow &each) { return each.access == Access::NotAvailable; };
    if (result.rows.size() > 1 && std::ranges::all_of(result.rows, isUnknown))
        pattern.others = RefusalPattern::Others::AllUnknown;
    for (const AccessRow &other : result.rows) {
        if (other.endpoint.id == row.endpoint.id)
            continue;
        if (other.access == Access::Granted)
            pattern.others = RefusalPattern::Others::SomeGranted;
        else if (isRefused(other) && pattern.others == RefusalPattern::Others::NotTested)
            pattern.others = RefusalPattern::Others::AllRefused;
    }
    if (result.token && result.token->isOnlyToken)
        pattern.tokenList = result.token->covers(row.endpoint.path) ? RefusalPattern::TokenList::Lists
                                                                    : RefusalPattern::TokenList::Lacks;
    else if (facts.tokenListAnswered)
        pattern.tokenList = RefusalPattern::TokenList::Accepted;
    pattern.says = row.hint;
    pattern.looksLikeV1 = facts.looksLikeV1;
    return pattern;
}

Access accessOf(const RefusalReason &reason)
{
    switch (reason.cause) {
    case Cause::PermissionMissing:
    case Cause::WrongKindOfToken:
        return Access::Missing;
    case Cause::TokenRefused:
    case Cause::V1Token:
    case Cause::RestApiDisabled:
    case Cause::AddressNotAllowed:
    case Cause::V1TokenRefused:
        return reason.confidence == Confidence::Possible && reason.cause == Cause::V1Token
                   ? Access::NotConclusive
                   : Access::TokenRefused;
    case Cause::PathUnknown:
    case Cause::PathRetired:
    case Cause::V1Retired:
        return Access::NotAvailable;
    default:
        return Access::NotConclusive;
    }
}

Fix fixOf(const AccessRow &row, const CheckResult &result)
{
    return fixFor(causeName(row.cause), {result.address.host(), result.profile.title, {row.endpoint.path}});
}

// Finds the reasons for all refused rows from the original answers, and not from how earlier rows were
// judged.
void findReasons(CheckResult &result, const JudgingFacts &facts)
{
    const CheckResult answers = result;
    for (qsizetype at = 0; at < result.rows.size(); ++at) {
        AccessRow &row = result.rows[at];
        if (row.cause == Cause::SomethingBetween)
            explain(row, result);
        if (!isRefused(row) && row.access != Access::NotAvailable)
            continue;
        // Without scopes, as in API v1, no pattern could say more.
        const RefusalReason reason =
            Api::of(row.endpoint).hasScopes()    ? reasonOf(patternOf(row, answers, facts))
            : row.access == Access::NotAvailable ? RefusalReason{Cause::V1Retired, Confidence::Likely}
                                                 : RefusalReason{Cause::V1TokenRefused, Confidence::Certain};
        const bool unauthorized = row.access == Access::TokenRefused;
        row.cause = reason.cause;
        row.confidence = reason.confidence;
        // A path whose permission is changing is refused at the moment, whatever comes later; a 401 is about
        // the token, a 403 about the path.
        row.access = reason.cause != Cause::TokenChanging ? accessOf(reason)
                     : unauthorized                       ? Access::TokenRefused
                                                          : Access::Missing;
        const QString page = row.explanation;
        explain(row, result);
        if (row.cause == Cause::SomethingBetween && !page.isEmpty())
            row.explanation = page; // with its title
    }
}

void compareWithTokenList(CheckResult &result)
{
    if (!result.token)
        return;
    for (const AccessRow &row : result.rows) {
        const bool listed = result.token->covers(row.endpoint.path);
        if (listed && isRefused(row))
            result.notes
                << Texts::tr(
                       "The tenant lists %1 as granted to this token, but refuses it: a change has not taken "
                       "effect yet (this can take 30 minutes), or the role has an IP allowlist.")
                       .arg(row.endpoint.path);
        else if (!listed && row.access == Access::Granted)
            result.notes << Texts::tr(
                                "The tenant does not list %1 for this token, but grants it: a change has not "
                                "taken effect yet, or the permission comes from elsewhere.")
                                .arg(row.endpoint.path);
    }
}

void findExcess(CheckResult &result)
{
    QStringList seen;
    for (const AccessRow &row : result.rows) {
        if (!row.isExcess())
            continue;
        result.excess << ExcessRight{row.endpoint.path, row.endpoint.title,
                                     Texts::tr("Events that %1 does not read.").arg(result.profile.title)};
        seen << row.endpoint.path;
    }
    QStringList needed;
    for (const AccessRow &row : result.rows) {
        if (row.needed)
            needed << row.endpoint.path;
    }
    if (!result.token)
        return;
    const QStringList written = writtenPaths(result);
    for (const TokenScope &scope : result.token->scopes) {
        const bool mayWriteTooMuch = scope.write && !written.contains(scope.path);
        if (!seen.contains(scope.path) && (mayWriteTooMuch || !needed.contains(scope.path)))
            result.excess << ExcessRight{scope.path, scope.path,
                                         scope.write ? Texts::tr("The token may change things there.")
                                                     : Texts::tr("Granted, but not needed."),
                                         scope.write, true};
    }
}

void decide(CheckResult &result)
{
    int needed = 0, granted = 0, missing = 0, refused = 0;
    const AccessRow *notTheTenant = nullptr; // an answer that probably came from something else
    for (const AccessRow &row : result.rows) {
        if (!row.needed)
            continue;
        ++needed;
        granted += row.access == Access::Granted;
        missing += row.access == Access::Missing || row.access == Access::NotAvailable;
        refused += row.access == Access::TokenRefused;
        if (row.cause == Cause::SomethingBetween || row.cause == Cause::NotTheApi)
            notTheTenant = &row;
    }
    const auto failed =
        std::find_if(result.steps.cbegin(), result.steps.cend(),
                     [](const ConnectionStep &step) { return step.state == StepState::Failed; });
    if (failed != result.steps.cend()) {
        result.verdict = Verdict::NotConclusive;
        result.summary =
            Texts::tr("Not conclusive: %1").arg(failed->error ? failed->error->message : failed->title);
    } else if (needed > 0 && granted == needed) {
        result.verdict = Verdict::Ready;
        result.summary = needed == 1
                             ? Texts::tr("Ready: the required permission is granted.")
                             : Texts::tr("Ready: %1 of %n required permissions.", nullptr, pluralForm(needed))
                                   .arg(granted);
    } else if (notTheTenant) {
        result.verdict = Verdict::NotConclusive;
        result.summary = Texts::tr("Not conclusive: %1").arg(notTheTenant->explanation);
    } else if (refused > 0) {
        result.verdict = Verdict::NotReady;
        result.summary = Texts::tr("Not ready: the token is refused.");
    } else if (missing > 0) {
        result.verdict = Verdict::NotReady;
        result.summary = needed == 1 ? Texts::tr("Not ready: the required permission is missing.")
                                     : Texts::tr("Not ready: %n of %1 required permissions are missing.",
                                                 nullptr, pluralForm(missing))
                                           .arg(needed);
    } else {
        result.verdict = Verdict::NotConclusive;
        result.summary =
            needed == 1
                ? Texts::tr("Not conclusive: the required permission could not be confirmed. Test again.")
                : Texts::tr("Not conclusive: %1 of %n required permissions could be confirmed. Test again.",
                            nullptr, pluralForm(needed))
                      .arg(granted);
    }
}

} // namespace

void explain(AccessRow &row, const CheckResult &result)
{
    const Fix fix = fixOf(row, result);
    if (row.cause == Cause::SomethingBetween) {
        // The page's title stays the explanation.
        row.tellApart = fix.tellApart;
        row.nextStep = fix.nextStep;
        return;
    }
    row.explanation = fix.certain;
    if (!fix.likely.isEmpty())
        row.explanation += QLatin1Char(' ') + fix.likely;
    row.tellApart = fix.tellApart;
    row.nextStep = !row.needed && isAboutThePath(row.cause)
                       ? fixFor(QStringLiteral("not-needed"),
                                {result.address.host(), result.profile.title, {row.endpoint.path}})
                             .nextStep
                       : fix.nextStep;
}

void judge(CheckResult &result, const JudgingFacts &facts)
{
    result.notes.clear();
    result.excess.clear();
    const QStringList granted =
        pathsWhere(result, [](const AccessRow &row) { return row.access == Access::Granted; });
    result.token = ownToken(facts.tokens, granted, pathsWhere(result, isRefused));
    findReasons(result, facts);
    compareWithTokenList(result);
    if (!result.rows.isEmpty() && !Api::of(result.rows.first().endpoint).hasScopes())
        result.notes << retiredNotice()
                     << Texts::tr("A token of API v1 has no scopes: it reads everything that API v1 serves.");
    result.notes << profileNotes(result);
    findExcess(result);
    decide(result);
}

} // namespace slipway
