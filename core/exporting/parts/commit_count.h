// A note beside an export's files that says how far its journal had got. It reveals a state file that is
// older than the files: one that was restored from a backup, or whose last changes were lost.
//
// A file that was changed takes pages back, so the number of pages alone does not show which of two states is
// the older one; together with the number of the index it does, since each such step begins a further index.
//
// It is written after each commit without waiting for the disk: after a power failure it may lag behind or be
// missing, which proves nothing. Only a note that is ahead of the journal proves something; it is made
// durable before Slipway acts on it. Threads: any.
#pragma once
#include <QString>
#include <optional>
#include <system_error>

namespace slipway {

struct CommitCount
{
    qint64 pages = 0; // committed
    QString checksum; // of the last one
    int index = -1;   // the number of the index that it came from; -1: not known, as in earlier versions
};

// "<job>-commits.part"
[[nodiscard]] QString commitCountName(const QString &jobId);
// If the note cannot be written, there is none: that must not stop an export.
void writeCommitCount(const QString &folder, const QString &jobId, const CommitCount &count);
// Marks the journal, which has `pages` pages, as untrustworthy: writes and syncs a note that stays ahead
// of it until the next commit. Returns what went wrong, if anything did.
[[nodiscard]] std::error_code noteOlderJournal(const QString &folder, const QString &jobId, qint64 pages);
// Empty: there is no readable note.
[[nodiscard]] std::optional<CommitCount> readCommitCount(const QString &folder, const QString &jobId);
void removeCommitCount(const QString &folder, const QString &jobId);

} // namespace slipway
