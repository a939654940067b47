// Why a tenant refuses: what is certain, what is likely, and how to tell the possibilities apart.
//
// A 401 or 403 cannot be taken literally (docs/netskope-api.md, "Permission"): Netskope answers 403 for a
// missing permission, and also for a wrong token, a switched-off API or an address outside the allowlist.
// Only the pattern of several answers to one token says more. The rules are a table in refusal.cpp; the first
// one that fits decides.
#pragma once
#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>

namespace slipway {

enum class Cause {
    None,
    PermissionMissing,
    TokenRefused,      // wrong, expired or revoked; nothing points elsewhere
    WrongKindOfToken,  // the token works, but for another part of the API (SCIM, administration)
    V1Token,           // has the form of a V1 token
    RestApiDisabled,   // the tenant-wide switch
    AddressNotAllowed, // IP allowlist of the tenant or of the role
    PathUnknown,       // not on this tenant, or not licensed
    PathRetired,
    TokenChanging,    // granted or revoked a moment ago
    V1TokenRefused,   // by API v1, whose tokens have no scopes
    V1Retired,        // the call of API v1 no longer exists
    SomethingBetween, // a proxy, portal or gateway answered with a web page: nothing is known about the token
    NotTheApi,        // no path is known to whoever answers, and nothing shows that it is the tenant
    Unclear
};
enum class Confidence { Certain, Likely, Possible };

[[nodiscard]] QString causeName(Cause cause);                // for machines: "permission-missing"
[[nodiscard]] Cause causeFromName(const QString &name);      // None if there is none of that name
[[nodiscard]] QString confidenceWord(Confidence confidence); // for people: "certain", "likely", "possible"

// What the text of a refusal says, as far as its wording is known.
enum class BodyHint {
    Nothing,
    CannotConsume,  // Kong's "You cannot consume this service"
    BadCredentials, // "Invalid authentication credentials", "No API key found", "Unauthorized"
    Allowlist,      // mentions an allowlist or the caller's address
    Disabled,       // says that the API is disabled
    Retired,        // "Legacy Rest API v2 is deprecated"
    NoRoute,        // Kong's "no Route matched with those values"
    WebPage         // HTML: something in front of the API answers
};
[[nodiscard]] BodyHint bodyHint(const QByteArray &body, const QByteArray &contentType);

struct RefusalPattern
{
    enum class Answer { Unauthorized, Forbidden, NotFound }; // 401; 403 or 5xx "permission denied"; 404
    enum class Others {                                      // the other paths of the same token
        NotTested,
        SomeGranted,
        AllRefused,
        AllUnknown // 404 as well
    };
    enum class TokenList {
        Silent,   // refused or absent, as usual
        Accepted, // answered: the token works, but it is not known which of them it is
        Lists,    // answered, and names this path as granted
        Lacks     // answered, and does not name this path
    };
    Answer answer = Answer::Forbidden;
    Others others = Others::NotTested;
    TokenList tokenList = TokenList::Silent;
    BodyHint says = BodyHint::Nothing;
    bool looksLikeV1 = false;
};

struct RefusalReason
{
    Cause cause = Cause::Unclear;
    Confidence confidence = Confidence::Possible;
};

// Has a reason for every pattern.
[[nodiscard]] RefusalReason reasonOf(const RefusalPattern &pattern);

// Whether it is 20 to 40 hexadecimal digits and nothing else: the form of the V1 tokens in Netskope's
// documentation.
[[nodiscard]] bool looksLikeV1Token(const QByteArray &token);

} // namespace slipway
