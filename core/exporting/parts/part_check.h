// Checks that the files of an earlier run are still what the journal says, before a resumed export builds on
// them.
//
// Threads: one; calls block, and end with Cancelled shortly after a stop request.
#pragma once
#include "core/exporting/journal/job_journal.h"
#include "core/exporting/parts/part_writer.h"

#include <optional>
#include <stop_token>

namespace slipway {

// What the files show about the part that was being written. Both may be wrong at the same time.
struct OpenPartState
{
    bool isIntact = true; // its lines are those of its pages
    bool isNewer = false; // the files know of pages that the journal does not
    // The first event after the committed ones, if its line is whole: of the page that was lost on its way.
    std::optional<EventKey128> notCommitted;
};

// Storage, naming it, if the export's folder cannot be opened, or if something other than a file is in the
// place of one of the files that the job writes there: the unfinished part, the note of the commits, the
// checksums or the manifest. A link is left to whoever opens it. `part`: the number of the unfinished one.
[[nodiscard]] Result<void> checkPlaces(const PartWriter &writer, const QString &jobId, int part);

// Reads the unfinished part page by page. One that is missing from its folder is not intact. One that is not
// a plain file, or whose folder is missing, is left to PartWriter::open(), which says so. `pages`: all of the
// endpoint; there may be none.
[[nodiscard]] Result<OpenPartState> checkOpenPart(const PartWriter &writer, const QString &jobId,
                                                  const EndpointCheckpoint &point,
                                                  const QList<PageRecord> &pages,
                                                  const std::stop_token &stop);

// Storage, naming the file, if its bytes are not those that were written.
[[nodiscard]] Result<void> checkDigest(const QString &folder, const PartRecord &part,
                                       const std::stop_token &stop);

} // namespace slipway
