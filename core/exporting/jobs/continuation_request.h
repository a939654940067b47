// Whether and with what a job can be continued.
#pragma once
#include "core/exporting/jobs/continuation.h"
#include "core/exporting/jobs/export_job.h"

#include <optional>

namespace slipway {

struct EndpointCheckpoint;
struct PageRecord;

// BadInput with the reason: it is not complete, it is of API v1, or all of it is continued already.
[[nodiscard]] Result<void> checkContinuable(const JobSnapshot &job);

// The export that continues `job` until `to`, epoch seconds: with its endpoints that are not continued yet,
// its options and its destination. It keeps late events, since they are what it is for. BadInput: see above.
[[nodiscard]] Result<ExportRequest> continuationRequest(const JobSnapshot &job, qint64 to);

// BadInput with the reason where `request` does not continue `job` as it has to: another tenant or range.
[[nodiscard]] Result<void> checkContinues(const ExportRequest &request, const JobSnapshot &job);

// What is to be known of an endpoint of `job`, which ended at that checkpoint and has those pages. `former`:
// what it continued itself.
[[nodiscard]] Continuation continuationOf(const JobSnapshot &job, const std::optional<Continuation> &former,
                                          const EndpointCheckpoint &end, const QList<PageRecord> &pages);

} // namespace slipway
