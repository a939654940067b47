// When the next request on an endpoint may go out: one clock for all jobs of a tenant, since all consumers of
// the tenant, including the production SIEM, share its rate limit.
//
// Threads: any.
#pragma once
#include "core/netskope/iterator.h"

#include <QHash>
#include <QMutex>

namespace slipway {

// How failures are retried. Netskope's own integration starts at 30 s and doubles up to 15 minutes; Slipway
// has one request in flight, starts sooner, and never waits for more than five minutes by its own choice.
struct RetryPolicy
{
    std::chrono::milliseconds first{2'000};
    std::chrono::milliseconds longest{300'000};
    std::chrono::milliseconds episode{3'600'000}; // failures for this long end the run as Interrupted
    // How long to wait for late events if the tenant has nothing more, its mark is still inside the range,
    // and the range ended just now.
    std::chrono::milliseconds lateWait{120'000};
    // The pause between requests that bring nothing, if the tenant does not ask for a wait.
    std::chrono::milliseconds pause{500};
    // Where an answer takes at least that long, further requests may go out before it arrives, see
    // read_ahead.h. Where it takes less, one after another reaches the four a second that Netskope documents.
    std::chrono::milliseconds slow{400};

    // The wait before attempt number `attempt` (1, 2, …), with 10 % jitter, and never more than `longest`.
    [[nodiscard]] std::chrono::milliseconds wait(int attempt) const;
};

class Pacing
{
public:
    using Clock = std::chrono::steady_clock;

    // Zero: go now, the turn is yours. Otherwise: how long to wait before asking again.
    [[nodiscard]] std::chrono::milliseconds claim(const QString &key, std::chrono::milliseconds interval);
    // Lets no request on the key go out for that long.
    void hold(const QString &key, std::chrono::milliseconds time);
    // Obeys the headers of an answer, and leaves the last request of a window to the other consumers. If
    // nothing is left and no time is given, it waits as long as Netskope's own client does.
    void heed(const QString &key, const RateLimitState &state);

    [[nodiscard]] static QString key(const QUrl &address, const QString &path);

private:
    QMutex m_mutex;
    QHash<QString, Clock::time_point> m_next;
};

} // namespace slipway
