// Turns what a user pastes as "the tenant" into the one address that the token is sent to.
#pragma once
#include "core/base/error.h"

#include <QStringList>
#include <QUrl>

namespace slipway {

struct TenantAddress
{
    QUrl url; // scheme, host and (for loopback or a custom port) port; no path
    // What was changed, for people: "Completed to acme.goskope.com.", "\",\" at the end was dropped." Callers
    // show them before sending anything to the address, so that the user has seen a host that Slipway
    // completed.
    QStringList notes;
    QStringList warnings; // what is unusual but allowed: a host outside Netskope's domains, this computer
};

// Accepts a host, a URL with a path, a bare tenant name and a host without its domain: "acme", "acme.eu",
// "acme.goskope" and "acme.de.goskope" are completed. Quotation marks, brackets, commas and invisible
// characters around it are dropped, and a note says so. Plain http is allowed only to the loopback address.
//
// Everything else is refused with a reason of its own (BadInput) and never guessed. The next step asks "Did
// you mean …?" if one tenant's host is likely. Refused are, among others: a typing error in the scheme
// ("https//acme…"), look-alike letters and dashes, a blank inside, user info, other schemes, IP literals
// (except loopback), hosts that imitate Netskope's, Netskope's own sites, placeholders from instructions, and
// anything that looks like a token, which no message repeats.
[[nodiscard]] Result<TenantAddress> normaliseAddress(const QString &typed);

// Whether one word, such as a label of a host or a word of a name, is more likely a token that was pasted
// into the wrong field: longer than any name, or long and full of digits.
[[nodiscard]] bool looksLikeToken(const QString &word);

} // namespace slipway
