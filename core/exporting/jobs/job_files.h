// The files that a job has made: those that are complete, and those that are of no use once the job is
// cancelled.
#pragma once
#include "core/exporting/journal/job_journal.h"
#include "core/netskope/endpoint.h"

namespace slipway {

// The manifests of the complete endpoints: absolute paths, or URLs in a bucket.
[[nodiscard]] QStringList manifestsOf(const JobSnapshot &job, const EndpointCatalogue &catalogue);

// All existing files of the endpoints that are not complete; absolute paths.
[[nodiscard]] Result<QStringList> unfinishedFiles(const JobJournal &journal, const JobSnapshot &job,
                                                  const EndpointCatalogue &catalogue);

// Removes these files, and folders that are empty afterwards. The job must be Cancelled in the journal first,
// so that whatever happens, it never looks as if it could continue without its files. Storage names the first
// file that cannot be removed; the others are removed, and a later call tries again.
[[nodiscard]] Result<void> discardUnfinished(const JobJournal &journal, const JobSnapshot &job,
                                             const EndpointCatalogue &catalogue);

} // namespace slipway
