// The connection part of a check: the steps in order, each published as it begins and ends. If one fails, the
// rest are not run.
#pragma once
#include "core/diagnosis/check.h"

namespace slipway {

struct ConnectionReport
{
    QList<ConnectionStep> steps;
    bool reachable = false;
    // The answer to the first request. With v2 that is for the tenant's list of tokens, because it shows
    // whether an API answers at all and costs nothing if it is refused; with v1 it is for one alert. Empty if
    // it was not sent.
    std::optional<HttpAnswer> firstAnswer;
};

// The rate step stays Waiting, because only the probes show the limit.
[[nodiscard]] QCoro::Task<ConnectionReport>
checkConnection(ApiClient &client, ApiVersion api, std::stop_token stop,
                std::function<void(const ConnectionStep &)> publish);

} // namespace slipway
