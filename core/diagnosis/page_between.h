// An answer that is not the API's: there is a proxy, a login page of the network or a gateway between this
// computer and the tenant. Such an answer says nothing about the token.
#pragma once
#include "core/netskope/api_client.h"

namespace slipway {

// Whether it is: a status that only a proxy or a portal sends (407, RFC 9110; 511, RFC 6585); HTML with
// another status from 400 to 499, apart from 404 and those that pass (408, 409, 429); or a refusal (401, 403,
// 451) whose text is neither JSON nor a phrase that the API is known to use.
[[nodiscard]] bool isFromBetween(const HttpAnswer &answer);

// The text of the page's <title>, in one line of at most 80 characters; empty if it has none.
[[nodiscard]] QString pageTitle(const QByteArray &html);

// A few words of evidence: `a web page, "Sign in"`, `a text, "Blocked"` or "HTTP 407".
[[nodiscard]] QString evidenceFromBetween(const HttpAnswer &answer);

// One sentence for people: "Something between this computer and the tenant answered with a web page titled
// "Sign in" (HTTP 403)."
[[nodiscard]] QString pageFromBetween(const HttpAnswer &answer);

} // namespace slipway
