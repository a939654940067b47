#include "core/exporting/fetching/fetch_retries.h"

#include <algorithm>

namespace slipway {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int mostTries = 3; // of a request that the tenant answers with a refusal of the request itself

milliseconds wanted(std::optional<double> wait)
{
    return milliseconds(static_cast<qint64>(std::clamp(wait.value_or(0), 0.0, 3600.0) * 1000));
}

} // namespace

void Retries::succeeded()
{
    m_attempt = m_refused = m_rejected = m_rewritten = 0;
    m_since.reset();
}

Retries::Decision Retries::failed(const FaultFacts &fault, bool began, const FetchTime &now)
{
    const bool isAnswer = fault.fault == AnswerFault::Status || fault.fault == AnswerFault::ReportsFailure;
    const bool isRefused =
        isAnswer && (fault.kind == ErrorKind::TokenRefused || fault.kind == ErrorKind::PermissionMissing);
    // After pages have come, the first refusal may be that of a gateway in front of the tenant.
    if (isRefused && (!began || ++m_refused > 1))
        return {began || fault.kind == ErrorKind::TokenRefused ? Obstacle::TokenRefused : Obstacle::Refused,
                {}};
    if (isAnswer && fault.kind == ErrorKind::NotAvailable && !began)
        return {Obstacle::Refused, {}};
    if (fault.kind == ErrorKind::BadInput)
        return {Obstacle::Interrupted, {}};
    if (!m_since)
        m_since = now.steady;
    ++m_attempt;
    // Without a status, it is an answer whose framing or encoding something on the way rewrites each time. If
    // that was the first answer, no other one can be expected; later it may be a hiccup.
    const bool isRewritten =
        fault.fault == AnswerFault::NoAnswer && fault.status == 0 && fault.kind == ErrorKind::BadAnswer;
    if (isRewritten && !began)
        return {Obstacle::Interrupted, {}};
    const bool isRejected = fault.fault == AnswerFault::Status && fault.status >= 400 &&
                            fault.status != 408 &&
                            (fault.kind == ErrorKind::BadAnswer || fault.kind == ErrorKind::NotAvailable);
    m_rewritten += isRewritten;
    m_rejected += isRejected;
    if ((isRewritten && m_rewritten >= mostTries) || (isRejected && m_rejected >= mostTries))
        return {isRewritten ? Obstacle::Interrupted : Obstacle::Refused, {}};
    if (now.steady - *m_since >= m_rules.episode)
        return {Obstacle::Interrupted, {}};
    const milliseconds pause = m_rules.backOff(m_attempt);
    switch (fault.kind) {
    case ErrorKind::RateLimited:
        // If the tenant says how long to wait, that is believed, but repeated refusals still make the waits
        // longer.
        if (fault.reset)
            return {Obstacle::None, std::max(wanted(fault.reset) + milliseconds(100),
                                             std::min<milliseconds>(pause, seconds(30)))};
        return {Obstacle::None, pause};
    case ErrorKind::Busy: // ends with the request that is still under way
        return {Obstacle::None, std::min<milliseconds>(pause, seconds(10))};
    default:
        return {Obstacle::None, std::max(pause, wanted(fault.retryAfter))};
    }
}

} // namespace slipway
