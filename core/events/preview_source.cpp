#include "core/events/preview_source.h"

namespace slipway {

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

QCoro::Task<std::expected<PageAnswer, PageFailure>> PreviewSource::next(std::stop_token stop)
{
    return m_endpoint.isV1() ? fetchV1(m_client, m_endpoint, m_query, stop)
                             : fetchPage(m_client, m_endpoint, IndexName::preview(), m_operation, stop);
}

bool PreviewSource::take(const ResponsePage &page)
{
    if (m_endpoint.isV1()) {
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
