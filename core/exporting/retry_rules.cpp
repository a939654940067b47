#include "core/exporting/retry_rules.h"

#include <algorithm>

namespace slipway {

using std::chrono::milliseconds;

namespace {

milliseconds toWait(std::optional<double> seconds)
{
    return milliseconds(static_cast<qint64>(std::min(seconds.value_or(0), 3600.0) * 1000));
}

} // namespace

milliseconds waitAfter(const PageFailure &fault, int attempt, const RetryPolicy &retry)
{
    const milliseconds backOff = retry.wait(attempt);
    switch (fault.error.kind) {
    case ErrorKind::RateLimited:
        // A tenant that says how long is believed, but a storm of refusals still slows down.
        return fault.rate.resetSeconds ? std::max(toWait(fault.rate.resetSeconds) + milliseconds(100),
                                                  std::min<milliseconds>(backOff, std::chrono::seconds(30)))
                                       : backOff;
    case ErrorKind::Busy: // ends with the request that is still under way
        return std::min(backOff, std::max<milliseconds>(retry.first * 5, std::chrono::seconds(10)));
    case ErrorKind::ServerFault:
        return std::max(backOff, toWait(fault.rate.retryAfterSeconds));
    default:
        return backOff;
    }
}

bool isHopeless(const PageFailure &fault, int attempt)
{
    // Status 0: an answer whose framing or packing is refused before it has one.
    return attempt >= 3 && fault.error.kind == ErrorKind::BadAnswer &&
           (fault.status == 0 || (fault.status >= 400 && fault.status != 408));
}

bool Settling::isOver(const QDateTime &serverTime, qint64 to, milliseconds limit)
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_since)
        m_since = now;
    const bool longAgo = serverTime.isValid() && serverTime.toSecsSinceEpoch() >= to + limit.count() / 1000;
    return !serverTime.isValid() || longAgo || now - *m_since >= limit;
}

} // namespace slipway
