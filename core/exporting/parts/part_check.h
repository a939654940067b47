// Checks that the files of an earlier run are still what the journal says, before a resumed export builds on
// them.
//
// Threads: one; calls block, and end with Cancelled shortly after a stop request.
#pragma once
#include "core/exporting/jobs/job_journal.h"
#include "core/exporting/parts/part_writer.h"

#include <stop_token>

namespace slipway {

enum class OpenPartState {
    AsWritten,
    Changed,          // its lines are not those of the pages in the journal
    NewerThanJournal, // the files contain pages that the journal does not know
};

// Reads the unfinished part page by page. A part that is missing or not a plain file is left to
// PartWriter::open(), which reports it. `pages`: all pages of the endpoint.
[[nodiscard]] Result<OpenPartState> checkOpenPart(const PartWriter &writer, const QString &jobId,
                                                  const EndpointCheckpoint &point,
                                                  const QList<PageRecord> &pages,
                                                  const std::stop_token &stop);

// Storage, naming the file, if its bytes are not those that were written.
[[nodiscard]] Result<void> checkDigest(const QString &folder, const PartRecord &part,
                                       const std::stop_token &stop);

} // namespace slipway
