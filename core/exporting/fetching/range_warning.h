// What a person should know about an export's time range before it starts.
#pragma once
#include "core/exporting/journal/export_job.h"

namespace slipway {

// How long Netskope keeps events unless a contract says otherwise: 90 rolling days, according to its
// documentation of data retention.
constexpr qint64 usualRetention = 90 * 86'400; // seconds

// Sentences that name the next step if the range begins more than an hour before what a tenant usually keeps;
// otherwise empty. This is only
// a warning: the export may run. `timeText` formats epoch seconds; without it, times are in UTC.
[[nodiscard]] QString rangeWarning(const ExportRequest &request,
                                   qint64 now = QDateTime::currentSecsSinceEpoch(),
                                   const std::function<QString(qint64)> &timeText = {});

} // namespace slipway
