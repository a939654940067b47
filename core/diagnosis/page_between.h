// A web page where the API should answer: there is a proxy, a login page of the network or a gateway between
// this computer and the tenant. Such an answer says nothing about the token.
#pragma once
#include "core/netskope/api_client.h"

namespace slipway {

// Whether it is HTML with a status that the API uses for refusals (401, 403), or that only a proxy or a
// portal sends (407, RFC 9110; 511, RFC 6585).
[[nodiscard]] bool isFromBetween(const HttpAnswer &answer);

// The text of the page's <title>, in one line of at most 80 characters; empty if it has none.
[[nodiscard]] QString pageTitle(const QByteArray &html);

// One sentence for people: "Something between this computer and the tenant answered with a web page titled
// "Sign in" (HTTP 403)."
[[nodiscard]] QString pageFromBetween(const HttpAnswer &answer);

} // namespace slipway
