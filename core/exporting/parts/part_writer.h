// Writes the part files of one endpoint's export: NDJSON, plain or gzip, hashed while they are written.
//
// A part grows as `<name>.part`. append() and then sync() make a page durable; finish() renames the file into
// place and syncs the folder, so that a file under its final name is always complete. The members of a gzip
// part end with each page, so that a part can be cut back exactly to a committed offset.
//
// Threads: one.
#pragma once
#include "core/exporting/journal/event_keys.h"
#include "core/exporting/journal/job_journal.h"
#include "core/exporting/parts/gzip_stream.h"
#include "core/exporting/parts/part_file.h"

#include <memory>
#include <string_view>
#include <utility>

namespace slipway {

class PartWriter
{
public:
    // `folder`: the table's folder, created if needed. `stem`: the job's id. `withMd5`: compute the MD5 of
    // parts, too.
    PartWriter(QString folder, QString stem, Compression compression, bool withMd5 = false);
    ~PartWriter();

    // Opens part `committed.number` and cuts it back to committed.fileBytes; those bytes are read again for
    // the hash. If a crash happened between the renaming and the journal, the finished file is found and
    // used as it is: see isFinished(). Cancelled: stopped while reading.
    [[nodiscard]] Result<void> open(const PartRecord &committed, const std::stop_token &stop = {});
    [[nodiscard]] bool isFinished() const { return m_finished; }

    // What is known of an event's text already.
    struct KnownText
    {
        EventKey128 key;        // keyOf(…, text)
        bool isOneLine = false; // it certainly contains no line break
    };
    // Appends one event as one line (see event_line.h). Returns the number of bytes of the line, including
    // its line break. It can differ from that of the event as it was sent, since an escape is longer than
    // what it stands for.
    [[nodiscard]] Result<qint64> append(std::string_view event, const KnownText &known);
    [[nodiscard]] Result<qint64> append(std::string_view event) { return append(event, {keyOf({}, event)}); }
    // Makes everything so far durable; returns the file's size.
    [[nodiscard]] Result<qint64> sync();
    // CRC-64/XZ of the lines since the last call; 0 if there are none.
    [[nodiscard]] quint64 takeLinesCrc() { return std::exchange(m_linesCrc, 0); }
    // How many line breaks inside strings were written as escapes since the last call.
    [[nodiscard]] qint64 takeEscapedBreaks() { return std::exchange(m_escapedBreaks, 0); }
    // Renames the part into place. Returns its name and digest; the caller fills in the other fields.
    [[nodiscard]] Result<PartRecord> finish();

    [[nodiscard]] QString fileName(int number) const { return fileName(m_stem, number, m_compression); }
    [[nodiscard]] static QString fileName(const QString &stem, int number, Compression compression);
    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] Compression compression() const { return m_compression; }

    // Whether there are files of this job that come after the part in `committed`, which means that the
    // journal is older than the files.
    [[nodiscard]] bool hasNewerFiles(const PartRecord &committed) const;
    // Leaves a synced note beside the files that marks the journal, which has `pages` pages, as
    // untrustworthy until the next page is committed.
    [[nodiscard]] Result<void> noteOlderJournal(qint64 pages) const;
    // Renames these files, so that their names are free; their content is fetched again. Call it before
    // open().
    [[nodiscard]] Result<void> setNewerFilesAside(const PartRecord &committed);
    // Removes them, once everything that they contained has been fetched again.
    void removeFilesSetAside();

private:
    [[nodiscard]] QStringList newerFiles(const PartRecord &committed) const;
    [[nodiscard]] Result<void> appendLine(std::string_view line);

    QString m_folder, m_stem;
    Compression m_compression;
    QString m_path; // of the open file
    PartFile m_file;
    std::unique_ptr<GzipStream> m_gzip; // only if parts are compressed
    quint64 m_linesCrc = 0;
    qint64 m_escapedBreaks = 0;
    int m_number = 0;
    bool m_finished = false;
};

// Continues the CRC-64/XZ `before` (0 at the start) with a line and its line break.
[[nodiscard]] quint64 linesCrc(quint64 before, std::string_view line);
// The same without reading the line. `key`: keyOf(…, line).
[[nodiscard]] quint64 linesCrc(quint64 before, const EventKey128 &key, std::string_view line);

// Creates the folder and its missing parents, durably. Storage or DiskFull.
[[nodiscard]] Result<void> makeExportFolder(const QString &folder);

// Writes a small file durably by way of a temporary one, so that it is there completely or not at all.
[[nodiscard]] Result<void> writeDurably(const QString &path, const QByteArray &content);

} // namespace slipway
