// The user's Kerberos ticket, for a proxy that asks for Negotiate (RFC 4559).
//
// It is the ticket that kinit or the sign-in to the computer has left in the user's credential cache. Slipway
// never asks for a Kerberos password and keeps none.
#pragma once
#include "core/base/error.h"

#include <QByteArray>

namespace slipway {

// Whether this build can use tickets: it needs GSSAPI, which the build finds on Linux.
[[nodiscard]] bool canUseTickets();

// A token that proves to the service HTTP at `host` who the user is (SPNEGO, RFC 4178). It is good for one
// sign-in, does not contain the ticket itself, and does not let the proxy act in the user's name.
//
// Blocks for as long as name servers and the key distribution centre take, so call it on a thread of its own;
// any number of threads may. Errors are of the kind Proxy: no ticket, a ticket that has expired, a proxy that
// the realm does not know, a clock that differs, and others in GSSAPI's words.
[[nodiscard]] Result<QByteArray> negotiateToken(const QString &host);

} // namespace slipway
