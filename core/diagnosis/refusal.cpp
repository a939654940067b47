#include "core/diagnosis/refusal.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Refusal)
};

using Answer = RefusalPattern::Answer;
using Others = RefusalPattern::Others;
using List = RefusalPattern::TokenList;

// One row of the table; an empty column fits everything.
struct Rule
{
    std::optional<Answer> answer;
    std::optional<Others> others;
    std::optional<List> tokenList;
    std::optional<BodyHint> says;
    std::optional<bool> looksLikeV1;
    RefusalReason reason;
};

constexpr std::nullopt_t any = std::nullopt;

// The order matters: first what the tenant says in words, then what other answers to the same token prove,
// then the form of the token, and only then what is usual.
const Rule rules[] = {
    // The tenant says so itself.
    {any, any, any, BodyHint::Disabled, any, {Cause::RestApiDisabled, Confidence::Certain}},
    {any, any, any, BodyHint::Retired, any, {Cause::PathRetired, Confidence::Certain}},
    {any, any, any, BodyHint::Allowlist, any, {Cause::AddressNotAllowed, Confidence::Likely}},
    // A web page is not from the API, so nothing is known about the token.
    {Answer::Unauthorized, any, any, BodyHint::WebPage, any, {Cause::SomethingBetween, Confidence::Likely}},
    {Answer::Forbidden, any, any, BodyHint::WebPage, any, {Cause::SomethingBetween, Confidence::Likely}},
    // A tenant's own web server may answer so for a path that it does not know. Without any answer from the
    // API, it is more likely that it is not the tenant's.
    {Answer::NotFound,
     Others::NotTested,
     List::Silent,
     BodyHint::WebPage,
     any,
     {Cause::SomethingBetween, Confidence::Likely}},
    {Answer::NotFound,
     Others::AllUnknown,
     List::Silent,
     BodyHint::WebPage,
     any,
     {Cause::SomethingBetween, Confidence::Likely}},
    // Unknown paths are answered before any question of tokens.
    {Answer::NotFound, any, any, BodyHint::NoRoute, any, {Cause::PathUnknown, Confidence::Certain}},
    {Answer::NotFound, Others::AllUnknown, List::Silent, any, any, {Cause::NotTheApi, Confidence::Likely}},
    {Answer::NotFound, any, any, any, any, {Cause::PathUnknown, Confidence::Likely}},
    // 401 although the same token was accepted a moment ago.
    {Answer::Unauthorized, Others::SomeGranted, any, any, any, {Cause::TokenChanging, Confidence::Likely}},
    {Answer::Unauthorized, any, List::Lists, any, any, {Cause::TokenChanging, Confidence::Likely}},
    {Answer::Unauthorized, any, List::Lacks, any, any, {Cause::TokenChanging, Confidence::Likely}},
    {Answer::Unauthorized, any, List::Accepted, any, any, {Cause::TokenChanging, Confidence::Likely}},
    {Answer::Unauthorized, any, any, any, true, {Cause::V1Token, Confidence::Likely}},
    {Answer::Unauthorized,
     any,
     any,
     BodyHint::BadCredentials,
     any,
     {Cause::TokenRefused, Confidence::Certain}},
    {Answer::Unauthorized, any, any, any, any, {Cause::TokenRefused, Confidence::Likely}},
    // 403 against what the token's own list says.
    {Answer::Forbidden, any, List::Lists, any, any, {Cause::TokenChanging, Confidence::Likely}},
    {Answer::Forbidden, any, List::Lacks, any, any, {Cause::PermissionMissing, Confidence::Certain}},
    // 403 while the token works elsewhere.
    {Answer::Forbidden, Others::SomeGranted, any, any, any, {Cause::PermissionMissing, Confidence::Certain}},
    {Answer::Forbidden, any, List::Accepted, any, any, {Cause::WrongKindOfToken, Confidence::Likely}},
    // 403 for everything.
    {Answer::Forbidden, any, any, BodyHint::BadCredentials, any, {Cause::TokenRefused, Confidence::Certain}},
    {Answer::Forbidden, Others::AllRefused, any, any, true, {Cause::V1Token, Confidence::Likely}},
    {Answer::Forbidden, Others::AllRefused, any, any, any, {Cause::TokenRefused, Confidence::Likely}},
    // 403, and nothing to compare with.
    {Answer::Forbidden, any, any, any, true, {Cause::V1Token, Confidence::Possible}},
    {any, any, any, any, any, {Cause::Unclear, Confidence::Possible}},
};

template<class T>
bool fits(const std::optional<T> &wanted, T actual)
{
    return !wanted || *wanted == actual;
}

} // namespace

RefusalReason reasonOf(const RefusalPattern &pattern)
{
    const auto rule = std::find_if(std::begin(rules), std::end(rules), [&](const Rule &each) {
        return fits(each.answer, pattern.answer) && fits(each.others, pattern.others) &&
               fits(each.tokenList, pattern.tokenList) && fits(each.says, pattern.says) &&
               fits(each.looksLikeV1, pattern.looksLikeV1);
    });
    return rule->reason; // the last rule fits everything
}

BodyHint bodyHint(const QByteArray &body, const QByteArray &contentType)
{
    // "on the list" and "your address", in the wordings that gateways use; Netskope's own is not published.
    static const QRegularExpression allowlist(QStringLiteral(
        R"(allow[- ]?list|white[- ]?list|\bip (address )?(is )?not allowed|not allowed from)"));
    static const QRegularExpression disabled(
        QStringLiteral(R"(api[^.]{0,40}(is )?(disabled|not enabled|switched off|turned off))"));
    const QString text = QString::fromUtf8(body.left(4000)).toLower();
    if (contentType.toLower().contains("html") || text.trimmed().startsWith(QLatin1Char('<')))
        return BodyHint::WebPage;
    if (text.contains(allowlist))
        return BodyHint::Allowlist;
    if (text.contains(disabled))
        return BodyHint::Disabled;
    if (text.contains(QLatin1String("deprecated")))
        return BodyHint::Retired;
    if (text.contains(QLatin1String("no route matched")))
        return BodyHint::NoRoute;
    if (text.contains(QLatin1String("cannot consume")))
        return BodyHint::CannotConsume;
    for (const char *words : {"invalid authentication", "no api key", "unauthorized", "invalid token"}) {
        if (text.contains(QLatin1String(words)))
            return BodyHint::BadCredentials;
    }
    return BodyHint::Nothing;
}

bool looksLikeV1Token(const QByteArray &token)
{
    return token.size() >= 20 && token.size() <= 40 && std::all_of(token.cbegin(), token.cend(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

QString causeName(Cause cause)
{
    switch (cause) {
    case Cause::None:
        return QStringLiteral("none");
    case Cause::PermissionMissing:
        return QStringLiteral("permission-missing");
    case Cause::TokenRefused:
        return QStringLiteral("token-refused");
    case Cause::WrongKindOfToken:
        return QStringLiteral("wrong-kind-of-token");
    case Cause::V1Token:
        return QStringLiteral("v1-token");
    case Cause::RestApiDisabled:
        return QStringLiteral("rest-api-disabled");
    case Cause::AddressNotAllowed:
        return QStringLiteral("address-not-allowed");
    case Cause::PathUnknown:
        return QStringLiteral("path-unknown");
    case Cause::PathRetired:
        return QStringLiteral("path-retired");
    case Cause::TokenChanging:
        return QStringLiteral("token-changing");
    case Cause::V1TokenRefused:
        return QStringLiteral("v1-token-refused");
    case Cause::V1Retired:
        return QStringLiteral("v1-retired");
    case Cause::SomethingBetween:
        return QStringLiteral("something-between");
    case Cause::NotTheApi:
        return QStringLiteral("not-the-api");
    case Cause::Unclear:
        break;
    }
    return QStringLiteral("unclear");
}

Cause causeFromName(const QString &name)
{
    for (int number = 0; number <= static_cast<int>(Cause::Unclear); ++number) {
        if (causeName(static_cast<Cause>(number)) == name)
            return static_cast<Cause>(number);
    }
    return Cause::None;
}

QString confidenceWord(Confidence confidence)
{
    return confidence == Confidence::Certain  ? Texts::tr("certain")
           : confidence == Confidence::Likely ? Texts::tr("likely")
                                              : Texts::tr("possible");
}

} // namespace slipway
