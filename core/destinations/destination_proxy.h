// The way of a destination's requests through a proxy: of Slipway's own and of rclone's.
//
// A destination's proxy is written and means the same as a tenant's: "" for that of the environment or the
// system, "none", or whatever manualProxy() reads. All kinds that speak HTTP can use HTTP and SOCKS5 proxies;
// SFTP goes through none.
//
// rclone makes its tunnels itself. It takes a proxy only from variables, reads fewer spellings than Slipway
// and other variables, and signs in only with Basic, in its first request and without being asked. So it is
// told what Slipway has found, and a password that is not known to be right is first tried by Slipway.
#pragma once
#include "core/destinations/destination.h"
#include "core/net/proxy_handshake.h"

#include <QCoroTask>
#include <QProcessEnvironment>
#include <QUrl>
#include <stop_token>

namespace slipway {

// BadInput if a setting is not a proxy, or if the kind of destination cannot use one.
[[nodiscard]] Result<void> validateProxy(const Destination &destination);

// The errors of routeTo().
[[nodiscard]] QCoro::Task<Result<ProxyRoute>> routeOf(Destination destination, QUrl url,
                                                      std::stop_token stop);

// Sets the variables that make rclone take the route, or none. `own`: this process's environment, whose
// exceptions and whose proxy for plain HTTP remain if the destination does not set a proxy.
void setRcloneProxy(QProcessEnvironment &environment, const Destination &destination, const ProxyRoute &route,
                    const QProcessEnvironment &own);

// Opens a tunnel through the proxy to the host of `url` and closes it. Errors: what the proxy says
// (ErrorKind::Proxy); Cancelled.
[[nodiscard]] QCoro::Task<Result<void>> tryProxy(ProxyRoute route, QUrl url, SignInWays ways,
                                                 std::stop_token stop);

// To be called before rclone: if the route has a password that is not known to be right, tries it. Errors:
// that the proxy does not let the user in, in a way that rclone can use; Cancelled. Everything else that the
// proxy may say is left to rclone, which asks for its own hosts.
[[nodiscard]] QCoro::Task<Result<void>> admitRclone(ProxyRoute route, QUrl url, std::stop_token stop);
// To be called after rclone, which reports no more of a proxy's refusal than its reason phrase: asks the
// proxy again, without a password, and returns an error that says more if that is possible; otherwise
// `error`.
[[nodiscard]] QCoro::Task<Error> explainedProxy(ProxyRoute route, QUrl url, Error error,
                                                std::stop_token stop);

} // namespace slipway
