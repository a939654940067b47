// The step of a check that sets up TLS. It says who answers and, if that is not trusted, why.
#pragma once
#include "core/diagnosis/check.h"

namespace slipway {

// Does a handshake and sends no request. `proxyError`: set if it was the proxy that refused.
struct TlsStep
{
    ConnectionStep step;
    std::optional<Error> proxyError;
};
[[nodiscard]] QCoro::Task<TlsStep> checkTls(ConnectionStep step, ConnectionSettings settings,
                                            ProxyRoute route, std::stop_token stop);

} // namespace slipway
