// What an export will probably bring, judging by earlier ones.
#pragma once
#include "core/exporting/jobs/export_job.h"

namespace slipway {

struct ExpectedExport
{
    qint64 events = 0;
    qint64 seconds = 0; // at least, at the request's pace; 0: the tenant's own limit decides
};

// By the events and requests a second of range in the latest complete export of each of the endpoints from
// the same tenant. Empty: one of the endpoints has no such export.
[[nodiscard]] std::optional<ExpectedExport> expectedExport(const ExportRequest &request,
                                                           const QList<JobSnapshot> &newestFirst);

} // namespace slipway
