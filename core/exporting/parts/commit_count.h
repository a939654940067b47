// A note beside an export's files of how far its journal has got, so that a state file that is older than the
// files is noticed: one that was restored from a backup, or whose last changes were lost.
//
// Written after each commit and never waited for: after a power failure it may lag behind or be gone, which
// says nothing. Only a note that is ahead of the journal does. Threads: any.
#pragma once
#include <QString>
#include <optional>

namespace slipway {

struct CommitCount
{
    qint64 pages = 0; // committed
    QString checksum; // of the last of them
};

// "<job>-commits.part"
[[nodiscard]] QString commitCountName(const QString &jobId);
// A note that cannot be written is left out: it must not stop an export.
void writeCommitCount(const QString &folder, const QString &jobId, const CommitCount &count);
// Nothing: there is none that can be read.
[[nodiscard]] std::optional<CommitCount> readCommitCount(const QString &folder, const QString &jobId);
void removeCommitCount(const QString &folder, const QString &jobId);

} // namespace slipway
