#include "core/events/sampling/preview_source.h"

#include "core/async/background.h"
#include "core/netskope/api.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace slipway {
namespace {

using std::chrono::milliseconds;

constexpr int mostRefusals = 5;
constexpr milliseconds second{1000};
constexpr double longestWait = 10; // seconds: somebody is waiting at the window

bool mayRetry(const PageFailure &fault)
{
    return (fault.error.kind == ErrorKind::RateLimited || fault.error.kind == ErrorKind::Busy) &&
           fault.rate.resetSeconds.value_or(2) <= longestWait;
}

PageFailure stopped()
{
    PageFailure failure;
    failure.error.kind = ErrorKind::Cancelled;
    failure.error.message = QCoreApplication::translate("Preview", "Stopped.");
    return failure;
}

// How long the next request has to wait after this one, beyond what two in any second require.
milliseconds pauseAfter(const RateLimitState &rate)
{
    const auto until = static_cast<qint64>(std::min(rate.resetSeconds.value_or(1), longestWait) * 1000);
    if (rate.remaining && *rate.remaining <= 0)
        return std::max(second, milliseconds(until));
    const bool isScarce = rate.limit && rate.remaining && *rate.remaining * 4 <= *rate.limit;
    return isScarce ? second : milliseconds(0);
}

} // namespace

PreviewSource::PreviewSource(ConnectionSettings settings, Endpoint endpoint)
    : m_client(std::move(settings)), m_endpoint(std::move(endpoint))
{}

void PreviewSource::begin(qint64 from, qint64 to)
{
    m_operation = Operation::from(from);
    m_query = {from, to, 0, V1Query::largestPage};
    m_hwm = from;
    m_end = to;
}

void PreviewSource::beginAtTail(qint64 now)
{
    m_operation = Operation::tail();
    m_hwm = 0;
    m_end = now;
}

QCoro::Task<std::expected<PageAnswer, PageFailure>> PreviewSource::request(std::stop_token stop)
{
    return Api::of(m_endpoint).hasCursors()
               ? fetchPage(m_client, m_endpoint, IndexName::preview(), m_operation, stop)
               : fetchV1(m_client, m_endpoint, m_query, stop);
}

QCoro::Task<std::expected<PageAnswer, PageFailure>> PreviewSource::next(std::stop_token stop)
{
    for (int refusals = 0;; ++refusals) {
        const auto now = std::chrono::steady_clock::now();
        if (m_notBefore > now) {
            const bool going = co_await pause(std::chrono::ceil<milliseconds>(m_notBefore - now), stop);
            if (!going)
                co_return std::unexpected(stopped());
        }
        const auto sent = std::chrono::steady_clock::now();
        auto answer = co_await request(stop);
        m_notBefore = std::max(std::exchange(m_lastSent, sent) + second,
                               sent + pauseAfter(answer ? answer->rate : answer.error().rate));
        if (answer || refusals >= mostRefusals || !mayRetry(answer.error()))
            co_return answer;
        m_notBefore =
            std::chrono::steady_clock::now() +
            milliseconds(static_cast<qint64>(answer.error().rate.resetSeconds.value_or(2) * 1000) + 50);
    }
}

bool PreviewSource::take(const ResponsePage &page)
{
    if (!Api::of(m_endpoint).hasCursors()) {
        m_query.skip += static_cast<qint64>(page.events().size());
        return page.events().empty();
    }
    const qint64 hwm = page.highWaterMark().value_or(m_hwm);
    const bool isOver = hwm >= m_end || (page.events().empty() && hwm <= m_hwm);
    m_hwm = hwm;
    m_operation = Operation::next();
    return isOver;
}

} // namespace slipway
