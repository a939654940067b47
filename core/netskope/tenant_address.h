// What a user pastes as "the tenant" becomes the one address that the token is sent to.
#pragma once
#include "core/base/error.h"

#include <QStringList>
#include <QUrl>

namespace slipway {

struct TenantAddress
{
    QUrl url;             // scheme, host and (for loopback or a custom port) port; no path
    QStringList notes;    // what was changed, for people: "The path /ns was dropped."
    QStringList warnings; // what looks wrong but is allowed: a host outside goskope.com
};

// Accepts a host, a URL with path, a bare tenant name ("acme" and "acme.eu" get ".goskope.com"). Plain http
// only to loopback. Refuses, each with its own reason: nothing, user info, blanks inside, other schemes, IP
// literals and localhost (but loopback), wrong labels, a port out of range, something that looks like a
// token.
[[nodiscard]] Result<TenantAddress> normaliseAddress(const QString &typed);

} // namespace slipway
