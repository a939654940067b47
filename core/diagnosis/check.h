// The check: is the tenant reachable, and what may this token read?
//
// Probes use the index slipway-probe with an epoch one minute ahead, as Netskope's own integration does:
// nothing is consumed, and no other consumer's cursor can move. A few probes run at a time, and only for the
// endpoints asked for.
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/netskope/iterator.h"

#include <functional>

namespace slipway {

// Called with each step and row as it begins and ends, on the thread of the check.
struct CheckObserver
{
    std::function<void(const ConnectionStep &)> step;
    std::function<void(const AccessRow &)> row;
};
// Runs a check on the current thread; CheckSession runs one on a thread of its own.
[[nodiscard]] QCoro::Task<CheckResult> runCheck(ConnectionSettings settings, Profile profile,
                                                QList<Endpoint> endpoints, std::stop_token stop,
                                                CheckObserver observer);

} // namespace slipway
