// What an export will probably bring, judging by earlier ones.
#pragma once
#include "core/exporting/journal/export_job.h"

namespace slipway {

struct ExpectedExport
{
    qint64 events = 0;
    qint64 seconds = 0; // at least, at the request's pace; 0: the tenant's own limit decides
};

// Scales the latest complete export of each endpoint from the same tenant: its events and its requests per
// second of range. Empty: one of the endpoints has no such export.
[[nodiscard]] std::optional<ExpectedExport> expectedExport(const ExportRequest &request,
                                                           const QList<JobSnapshot> &newestFirst);

} // namespace slipway
