// The space left on the destination's disk, which is checked before an export starts: a disk that is nearly
// full should fail early and with a number, not in the middle of the night.
#pragma once
#include "core/exporting/journal/export_job.h"

namespace slipway {

// The least that an export needs: a page, a manifest and what the file system itself takes.
constexpr qint64 leastDiskSpace = 16LL << 20;

// The number of bytes that can still be written below `folder`, which need not exist yet. Empty: the file
// system does not tell, as is the case with some network file systems.
[[nodiscard]] std::optional<qint64> diskSpaceBelow(const QString &folder);

// How many bytes the files of `request` will probably take, judging by the bytes a second of range in the
// latest complete export of each of its endpoints from the same tenant. Empty: one of the endpoints has no
// such export.
[[nodiscard]] std::optional<qint64> expectedSize(const ExportRequest &request,
                                                 const QList<JobSnapshot> &newestFirst);

// DiskFull: less than leastDiskSpace is left.
[[nodiscard]] Result<void> checkLeastDiskSpace(const ExportRequest &request);
// DiskFull: `expected` bytes and a fifth more do not fit. Since this is an estimate, it is a warning and not
// a refusal.
[[nodiscard]] Result<void> checkExpectedDiskSpace(const ExportRequest &request, qint64 expected);

} // namespace slipway
