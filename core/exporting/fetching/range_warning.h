// What a person should know of an export's time range before it starts.
#pragma once
#include "core/exporting/jobs/export_job.h"

namespace slipway {

// How long Netskope keeps events unless a contract says otherwise: 90 rolling days, as its documentation says
// of the tenant's data retention.
constexpr qint64 usualRetention = 90 * 86'400; // seconds

// One or two sentences where the range begins before what a tenant usually keeps; else empty. It is a warning
// only: the export may run. `timeText` writes epoch seconds; without it they are in UTC.
[[nodiscard]] QString rangeWarning(const ExportRequest &request,
                                   qint64 now = QDateTime::currentSecsSinceEpoch(),
                                   const std::function<QString(qint64)> &timeText = {});

} // namespace slipway
