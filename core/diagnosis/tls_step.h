// The step of a check that sets up TLS, and says who answers and why it is not trusted.
#pragma once
#include "core/diagnosis/check.h"

namespace slipway {

// A handshake without any request. `proxyError`: it was the proxy that refused.
struct TlsStep
{
    ConnectionStep step;
    std::optional<Error> proxyError;
};
[[nodiscard]] QCoro::Task<TlsStep> checkTls(ConnectionStep step, ConnectionSettings settings,
                                            ProxyRoute route, std::stop_token stop);

} // namespace slipway
