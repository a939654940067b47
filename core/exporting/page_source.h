// Where the pages of an export come from: the iterator of API v2, whose cursor the server keeps, or the
// stateless queries of API v1.
//
// The stream asks for one page at a time: fetch(), then what the answer means (served() or failed()), then
// scope() of a page that is to be taken.
#pragma once
#include "core/exporting/cursor_track.h"
#include "core/exporting/export_stream.h"

#include <memory>

namespace slipway {

// How a page is to be taken.
struct PageScope
{
    QString operation;       // what it was asked for with, for the journal
    qint64 from = 0, to = 0; // epoch seconds, [from, to): what lies beside is left out
    // Without a cursor on the server pages may overlap: ids count until the mark moves, not for one page, and
    // duplicates are always removed.
    bool hasCursor = true;
    std::optional<qint64> hwm = {};  // everything before is covered with this page; empty: the page tells
    std::optional<qint64> wait = {}; // seconds before the next request; empty: the page tells
};

// Tells a repeated page from a new one. Not a proof against forgery; the files carry SHA-256.
[[nodiscard]] QString checksumOf(const ResponsePage &page);

class PageSource
{
public:
    using Answer = std::expected<PageAnswer, PageFailure>;

    virtual ~PageSource() = default;
    [[nodiscard]] virtual QCoro::Task<Answer> fetch(std::stop_token stop) = 0;
    // As in CursorTrack.
    [[nodiscard]] virtual CursorTrack::Meaning served(const ResponsePage &page, const QString &checksum,
                                                      const StreamCheckpoint &point,
                                                      const EventIds &known) = 0;
    [[nodiscard]] virtual CursorTrack::Reaction failed(const PageFailure &fault,
                                                       const StreamCheckpoint &point) = 0;
    virtual void doubt() = 0;
    // Of the page that was served last.
    [[nodiscard]] virtual PageScope scope() const = 0;
    // What to tell after Meaning::Lost or Reaction::Lost.
    [[nodiscard]] virtual Error lost(const StreamCheckpoint &point, const QString &details) const = 0;
};

// The one that fits the endpoint. The client outlives it. The error is the database's.
[[nodiscard]] Result<std::unique_ptr<PageSource>> makePageSource(ApiClient &client,
                                                                 const StreamContext &context,
                                                                 const JobJournal &journal,
                                                                 const StreamCheckpoint &point);

} // namespace slipway
