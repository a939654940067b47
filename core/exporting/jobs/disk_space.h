// Room on the destination's disk, asked for before an export starts: a disk that is nearly full fails early
// and with a number, not in the middle of the night.
#pragma once
#include "core/exporting/jobs/export_job.h"

namespace slipway {

// Less than this is no room at all: a page, a manifest and what the file system itself needs.
constexpr qint64 leastDiskSpace = 16LL << 20;

// Bytes that may still be written below `folder`, which need not exist yet. Nothing: the file system does not
// tell, as some of the network do.
[[nodiscard]] std::optional<qint64> diskSpaceBelow(const QString &folder);

// What the files of `request` will take, by the latest complete export of each of its endpoints from the same
// tenant, in bytes for each second of the range. Nothing: an endpoint has no such export.
[[nodiscard]] std::optional<qint64> expectedSize(const ExportRequest &request,
                                                 const QList<JobSnapshot> &newestFirst);

// DiskFull: there is less than leastDiskSpace.
[[nodiscard]] Result<void> checkLeastDiskSpace(const ExportRequest &request);
// DiskFull: `expected` bytes and a fifth more do not fit. It is an estimate: a warning, not a refusal.
[[nodiscard]] Result<void> checkExpectedDiskSpace(const ExportRequest &request, qint64 expected);

} // namespace slipway
