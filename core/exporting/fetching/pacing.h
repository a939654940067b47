// When the next request on an endpoint may go out: one clock for all jobs of a tenant, since the tenant's
// rate limit is shared by all its consumers, the production SIEM among them.
//
// Threads: any.
#pragma once
#include "core/netskope/iterator.h"

#include <QHash>
#include <QMutex>

namespace slipway {

// How failures are retried. Netskope's own integration starts at 30 s and doubles up to 15 minutes; Slipway
// has one request in flight, starts sooner, and never chooses to wait for more than five minutes.
struct RetryPolicy
{
    std::chrono::milliseconds first{2'000};
    std::chrono::milliseconds longest{300'000};
    std::chrono::milliseconds episode{3'600'000}; // failures in a row for so long end the run as Interrupted
    // How long to wait for late events where the tenant has nothing more but its mark is still inside a range
    // that ended so recently.
    std::chrono::milliseconds settle{120'000};
    // Between requests that bring nothing, where the tenant asks for no wait itself.
    std::chrono::milliseconds pause{500};

    // The wait before attempt `attempt` (1, 2, …), with 10 % jitter, and not beyond `longest`.
    [[nodiscard]] std::chrono::milliseconds wait(int attempt) const;
};

class Pacing
{
public:
    using Clock = std::chrono::steady_clock;

    // Zero: go now, the slot is taken. Else: how long to wait before asking again.
    [[nodiscard]] std::chrono::milliseconds claim(const QString &key, std::chrono::milliseconds interval);
    // No request on the key for that long.
    void hold(const QString &key, std::chrono::milliseconds time);
    // Obeys the headers of an answer, and keeps the last request of a window for the other consumers. Where
    // nothing is left and no time is told, it waits as long as Netskope's own client does.
    void heed(const QString &key, const RateLimitState &state);

    [[nodiscard]] static QString key(const QUrl &address, const QString &path);

private:
    QMutex m_mutex;
    QHash<QString, Clock::time_point> m_next;
};

} // namespace slipway
