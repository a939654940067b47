// The connection part of a check: the steps in order, each published as it begins and ends, and where a
// failing one stops the rest.
#pragma once
#include "core/diagnosis/check.h"

namespace slipway {

struct ConnectionReport
{
    QList<ConnectionStep> steps;
    bool reachable = false;
    // The answer to the first request: of v2 the tenant's list of tokens, because it shows whether an API
    // answers at all, and costs nothing when it is refused; of v1 one alert. Empty when it was not asked.
    std::optional<HttpAnswer> firstAnswer;
};

// The rate step stays waiting: the probes tell.
[[nodiscard]] QCoro::Task<ConnectionReport>
checkConnection(ApiClient &client, ApiVersion api, std::stop_token stop,
                std::function<void(const ConnectionStep &)> publish);

} // namespace slipway
