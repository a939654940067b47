// How long to wait, and when to stop trying.
#pragma once
#include "core/exporting/pacing.h"

namespace slipway {

// How long to wait after a failure: longer each time (attempt 1, 2, …), and never shorter than the tenant
// asks for, an hour at most.
[[nodiscard]] std::chrono::milliseconds waitAfter(const PageFailure &fault, int attempt,
                                                  const RetryPolicy &retry);

// A request that the tenant will not like better the next time, or an answer that is rewritten on the way
// each time.
[[nodiscard]] bool isHopeless(const PageFailure &fault, int attempt);

// When an empty page before the end of the range means that the tenant has nothing more: at once where the
// range ended a while ago by the tenant's own clock, else after some waiting for late events.
class Settling
{
public:
    // `to`: the end of the range, epoch seconds. An invalid serverTime: nothing to wait by.
    [[nodiscard]] bool isOver(const QDateTime &serverTime, qint64 to, std::chrono::milliseconds limit);
    void reset() { m_since.reset(); }

private:
    std::optional<std::chrono::steady_clock::time_point> m_since;
};

} // namespace slipway
