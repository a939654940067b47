// The files that a job has made: what is whole, and what nobody needs once the job is cancelled.
#pragma once
#include "core/exporting/jobs/job_journal.h"
#include "core/netskope/endpoint.h"

namespace slipway {

// The manifests of the endpoints that are complete; absolute paths, or URLs in
// a bucket.
[[nodiscard]] QStringList manifestsOf(const JobSnapshot &job, const EndpointCatalogue &catalogue);

// All files of the endpoints that are not complete, those of them that exist; absolute paths.
[[nodiscard]] Result<QStringList> unfinishedFiles(const JobJournal &journal, const JobSnapshot &job,
                                                  const EndpointCatalogue &catalogue);

// Removes them, and folders that are empty then. The job must be Cancelled in the journal before: whatever
// happens in between, it never looks as if it could go on without its files. Storage names the first that
// cannot be removed; the others are gone, and a later call tries again.
[[nodiscard]] Result<void> discardUnfinished(const JobJournal &journal, const JobSnapshot &job,
                                             const EndpointCatalogue &catalogue);

} // namespace slipway
