// Verifies a finished export from what it left behind: everything that the manifest says is recomputed from
// the files, trusting neither of them.
//
// It finds files that are missing, changed, cut off or left over; events that lie outside the range or occur
// twice on neighbouring pages; pages that have a gap, do not reach the end of the range, or do not add up to
// the totals; and a .sha256 file that disagrees.
//
// The files are streamed once, from a folder or a bucket. Memory is bounded by the ids of one page and the
// longest line, and nothing is kept on the disk.
#pragma once
#include "core/exporting/parts/export_source.h"
#include "core/exporting/verifying/verify_report.h"

#include <functional>
#include <stop_token>

namespace slipway {

class ExportChain;

// `progress`: bytes read and bytes to read, some ten times a second; on the caller's thread. NotFound or
// Storage if there is no manifest that can be read; the error of the source if it could not be read to the
// end, in which case there is no verdict; Cancelled if stopped (within a second). `chain`: the exports
// verified before, to which this one is added; verify an export after the one that it continues.
[[nodiscard]] Result<VerifyReport> verifyExport(ExportSource &source, const QString &manifestName,
                                                const std::function<void(qint64, qint64)> &progress = {},
                                                std::stop_token stop = {}, ExportChain *chain = nullptr);
// Reads no more than the manifest and the .sha256 file: compares what is there with the manifest by name,
// size and, where the store computed one, MD5. What is inside the files is not proven.
[[nodiscard]] Result<VerifyReport> verifyQuickly(ExportSource &source, const QString &manifestName,
                                                 std::stop_token stop = {}, ExportChain *chain = nullptr);

// The same for a folder on this computer.
[[nodiscard]] Result<VerifyReport> verifyExport(const QString &manifestPath,
                                                const std::function<void(qint64, qint64)> &progress = {},
                                                std::stop_token stop = {});

} // namespace slipway
