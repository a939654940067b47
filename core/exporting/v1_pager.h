// Pages of API v1 for an export: bounded windows of time, each read with skip and limit.
//
// The tenant keeps no cursor and events arrive late, so rows can move while a window is being read, and a
// skip that was right a second ago would miss some. Therefore:
// - each page begins with the last row of the page before; where that row is another one, rows have moved,
//   and the window is read again to its end, events that are known left out by their ids;
// - a window counts as covered when it was read to its end without a move (or, on a tenant without a stable
//   order, twice in a row without anything new), and not before `settle` after its own end;
// - short pages are no end: the end is a page with nothing behind the known last row.
// The ids of a window are in the journal with its pages, and so is the window: after a crash it is read
// again from its start, and nothing comes twice.
#pragma once
#include "core/exporting/page_source.h"
#include "core/netskope/v1_query.h"

namespace slipway {

class V1Pager : public PageSource
{
public:
    // `last`: the page committed last; sequence 0: none yet.
    V1Pager(ApiClient &client, const StreamContext &context, const StreamCheckpoint &point,
            const PageRecord &last);

    QCoro::Task<Answer> fetch(std::stop_token stop) override;
    CursorTrack::Meaning served(const ResponsePage &page, const QString &checksum,
                                const StreamCheckpoint &point, const EventIds &known) override;
    CursorTrack::Reaction failed(const PageFailure &fault, const StreamCheckpoint &point) override;
    void doubt() override {}
    PageScope scope() const override { return m_scope; }
    Error lost(const StreamCheckpoint &point, const QString &details) const override;

private:
    void beginWindow(qint64 from);
    void beginPass();
    void endPass(bool foundNew);

    ApiClient &m_client;
    Endpoint m_endpoint;
    RequestLimits m_limits;
    qint64 m_end;    // of the whole range
    qint64 m_settle; // seconds
    qint64 m_length; // of the next window, seconds: adapts to how busy the tenant is
    V1Query m_query; // the request to make next
    PageScope m_scope;
    QDateTime m_serverTime;
    QByteArray m_anchor;                      // key of the last row seen, with which the next page begins
    QString m_previousPage;                   // its checksum
    bool m_isAnchored = false;                // this is not the first page of a pass
    bool m_isFresh = true;                    // nothing of this window was taken
    bool m_moved = false, m_foundNew = false; // in this pass
    int m_quietPasses = 0;                    // in a row, without anything new
    qint64 m_rows = 0;                        // of this pass
};

} // namespace slipway
