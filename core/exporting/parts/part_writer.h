// Writes one stream's part files: NDJSON, plain or gzip, hashed as they are written.
//
// A part grows as `<name>.part`; append() then sync() make a page durable; finish() renames the file into
// place and syncs the folder, so that a file under its final name is always complete. gzip parts are made of
// members that end at each page, so that cutting back to a committed offset is exact.
//
// Threads: one.
#pragma once
#include "core/exporting/jobs/job_journal.h"
#include "core/exporting/parts/gzip_stream.h"
#include "core/exporting/parts/part_file.h"

#include <memory>
#include <string_view>
#include <utility>

namespace slipway {

class PartWriter
{
public:
    // `folder`: the table's folder, made if need be. `stem`: the job's id. `withMd5`: the parts' MD5, too.
    PartWriter(QString folder, QString stem, Compression compression, bool withMd5 = false);
    ~PartWriter();

    // Opens part `committed.number`, cut back to committed.fileBytes; the bytes before are read again for the
    // hash. Where a crash fell between rename and journal the finished file is found and taken as it is: see
    // isFinished(). Cancelled: stopped while it read.
    [[nodiscard]] Result<void> open(const PartRecord &committed, const std::stop_token &stop = {});
    [[nodiscard]] bool isFinished() const { return m_finished; }

    // One event, as one line (see event_line.h). The result: the bytes of its line, its line break included.
    // These are not always those of the event as it was sent: an escape is longer than what it stands for.
    [[nodiscard]] Result<qint64> append(std::string_view event);
    // Makes everything so far durable; returns the file's size.
    [[nodiscard]] Result<qint64> sync();
    // CRC-64/XZ of the lines since the last call; of none: 0.
    [[nodiscard]] quint64 takeLinesCrc() { return std::exchange(m_linesCrc, 0); }
    // Line breaks inside strings since the last call, each written as an escape.
    [[nodiscard]] qint64 takeEscapedBreaks() { return std::exchange(m_escapedBreaks, 0); }
    // Renames the part into place; returns its name and digest (the other fields are the caller's).
    [[nodiscard]] Result<PartRecord> finish();
    // Removes the unfinished part.
    void discard();

    [[nodiscard]] QString fileName(int number) const;
    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] Compression compression() const { return m_compression; }

    // Whether there are files of this job that come after the part in `committed`: its journal is older than
    // they.
    [[nodiscard]] bool hasNewerFiles(const PartRecord &committed) const;
    // Renames them, so that their names are free; what they hold is fetched again. Before open().
    [[nodiscard]] Result<void> setNewerFilesAside(int number);
    // Once all that they held is there again.
    void removeFilesSetAside();

private:
    [[nodiscard]] QStringList newerFiles(int number) const;
    [[nodiscard]] Result<void> appendLine(std::string_view line);

    QString m_folder, m_stem;
    Compression m_compression;
    QString m_path; // of the open file
    PartFile m_file;
    std::unique_ptr<GzipStream> m_gzip; // only where parts are compressed
    quint64 m_linesCrc = 0;
    qint64 m_escapedBreaks = 0;
    int m_number = 0;
    bool m_finished = false;
};

// The CRC-64/XZ that goes on from `before` (0 at the start) with a line and its line break.
[[nodiscard]] quint64 linesCrc(quint64 before, std::string_view line);

// Makes it durably, with what is missing above it. Storage or DiskFull.
[[nodiscard]] Result<void> makeExportFolder(const QString &folder);

// Writes a small file by way of a temporary one, durably: it is there whole, or not at all.
[[nodiscard]] Result<void> writeDurably(const QString &path, const QByteArray &content);

} // namespace slipway
