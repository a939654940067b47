// Whether a job can be continued, and the request for the export that does it.
#pragma once
#include "core/exporting/journal/continuing/continuation.h"
#include "core/exporting/journal/export_job.h"

#include <optional>

namespace slipway {

struct EndpointCheckpoint;
struct PageRecord;

// BadInput with the reason: it is not complete, it is of API v1, or all of it is continued already.
[[nodiscard]] Result<void> checkContinuable(const JobSnapshot &job);

// The request for the export that continues `job` until `to`, in epoch seconds: for those of its endpoints
// that are not continued yet, with its options and its destination. It keeps late events, because that is its
// purpose. BadInput: as above, or `to` is too early.
[[nodiscard]] Result<ExportRequest> continuationRequest(const JobSnapshot &job, qint64 to);

// BadInput with the reason if `request` does not continue `job` as it has to: it has another tenant or range,
// or other endpoints.
[[nodiscard]] Result<void> checkContinues(const ExportRequest &request, const JobSnapshot &job);

// What has to be known about an endpoint of `job`, which ended at the checkpoint `end` and has these pages.
// `former`: what it continued itself.
[[nodiscard]] Continuation continuationOf(const JobSnapshot &job, const std::optional<Continuation> &former,
                                          const EndpointCheckpoint &end, const QList<PageRecord> &pages);

} // namespace slipway
