#include "core/events/sampling/preview_source.h"

#include "core/async/background.h"
#include "core/netskope/api.h"

#include <QCoreApplication>

namespace slipway {
namespace {

constexpr int mostRefusals = 5;

bool mayRetry(const PageFailure &fault)
{
    return (fault.error.kind == ErrorKind::RateLimited || fault.error.kind == ErrorKind::Busy) &&
           fault.rate.resetSeconds.value_or(2) <= 10;
}

PageFailure stopped()
{
    PageFailure failure;
    failure.error.kind = ErrorKind::Cancelled;
    failure.error.message = QCoreApplication::translate("Preview", "Stopped.");
    return failure;
}

std::chrono::milliseconds pauseAfter(const RateLimitState &rate)
{
    const bool isHalfFree = rate.limit && rate.remaining && *rate.remaining * 2 >= *rate.limit;
    return std::chrono::milliseconds(isHalfFree ? 300 : 1000);
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

QCoro::Task<std::expected<PageAnswer, PageFailure>> PreviewSource::request(std::stop_token stop)
{
    return Api::of(m_endpoint).hasCursors()
               ? fetchPage(m_client, m_endpoint, IndexName::preview(), m_operation, stop)
               : fetchV1(m_client, m_endpoint, m_query, stop);
}

QCoro::Task<std::expected<PageAnswer, PageFailure>> PreviewSource::next(std::stop_token stop)
{
    for (int refusals = 0;; ++refusals) {
        if (!co_await pause(m_pause, stop))
            co_return std::unexpected(stopped());
        auto answer = co_await request(stop);
        if (answer) {
            m_pause = pauseAfter(answer->rate);
            co_return answer;
        }
        if (refusals >= mostRefusals || !mayRetry(answer.error()))
            co_return answer;
        m_pause = std::chrono::milliseconds(
            static_cast<qint64>(answer.error().rate.resetSeconds.value_or(2) * 1000) + 50);
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
