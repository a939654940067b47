#include "core/exporting/page_source.h"

#include "core/exporting/v1_pager.h"

#include <isa-l/crc64.h>

namespace slipway {
namespace {

// The dataexport iterator of API v2.
class IteratorSource : public PageSource
{
public:
    IteratorSource(ApiClient &client, const StreamContext &context, const StreamCheckpoint &point)
        : m_client(client), m_endpoint(context.endpoint), m_limits(context.limits),
          m_index(IndexName::job(context.jobId, context.endpoint.id)), m_track(point, context.request.from)
    {
        m_scope.from = context.request.from;
        m_scope.to = context.request.to;
    }

    QCoro::Task<Answer> fetch(std::stop_token stop) override
    {
        m_scope.operation = m_track.operation().text();
        return fetchPage(m_client, m_endpoint, m_index, m_track.operation(), stop, m_limits);
    }
    CursorTrack::Meaning served(const ResponsePage &page, const QString &checksum,
                                const StreamCheckpoint &point, const EventIds &known) override
    {
        return m_track.served(page, checksum, point, known);
    }
    CursorTrack::Reaction failed(const PageFailure &fault, const StreamCheckpoint &point) override
    {
        return m_track.failed(fault, point);
    }
    void doubt() override { m_track.doubt(); }
    PageScope scope() const override { return m_scope; }
    Error lost(const StreamCheckpoint &point, const QString &details) const override
    {
        return lostCursor(m_endpoint, m_index, point.hwm, details);
    }

private:
    ApiClient &m_client;
    Endpoint m_endpoint;
    RequestLimits m_limits;
    IndexName m_index;
    CursorTrack m_track;
    PageScope m_scope;
};

} // namespace

QString checksumOf(const ResponsePage &page)
{
    uint64_t crc = 0;
    for (const std::string_view event : page.events())
        crc = crc64_ecma_refl(crc, reinterpret_cast<const unsigned char *>(event.data()), event.size());
    return QStringLiteral("%1-%2").arg(page.events().size()).arg(crc, 16, 16, QLatin1Char('0'));
}

Result<std::unique_ptr<PageSource>> makePageSource(ApiClient &client, const StreamContext &context,
                                                   const JobJournal &journal, const StreamCheckpoint &point)
{
    if (!context.endpoint.isV1())
        return std::make_unique<IteratorSource>(client, context, point);
    const auto last = journal.lastPage(context.jobId, context.endpoint.id);
    if (!last)
        return std::unexpected(last.error());
    return std::make_unique<V1Pager>(client, context, point, *last);
}

} // namespace slipway
