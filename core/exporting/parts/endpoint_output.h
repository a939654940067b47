// The writing half of an export stream: what one run of it holds, from a page in memory to finished files,
// their uploads and the manifest.
//
// Threads: that of the stream.
#pragma once
#include "core/exporting/fetching/iterator_fetch.h"
#include "core/exporting/jobs/endpoint_export.h"
#include "core/exporting/jobs/job_journal.h"
#include "core/exporting/parts/event_ids.h"
#include "core/exporting/parts/part_writer.h"
#include "core/exporting/uploading/upload_queue.h"
#include "core/netskope/response_page.h"

namespace slipway {

// Tells a repeated page from a new one. Not a proof against forgery; the files carry SHA-256.
[[nodiscard]] QString checksumOf(const ResponsePage &page);

// The same of what came in place of a page.
[[nodiscard]] QString bodyChecksum(const QByteArray &body);

// A page, measured against what stands in the files.
struct MeasuredPage
{
    PageFacts facts;
    Selection selection;
    std::vector<EventKey128> keys; // one for each event
};

class EndpointOutput
{
public:
    EndpointOutput(EndpointExportContext context, JobJournal journal, EndpointCheckpoint point);
    EndpointOutput(const EndpointOutput &) = delete;

    // Finished files go there from now on; outlives the stream's work. Before reopen().
    [[nodiscard]] Result<void> uploadTo(UploadQueue *uploads);
    [[nodiscard]] UploadQueue *uploads() const { return m_uploads; } // null: they stay in the folder

    // Continues a part that a former run began, once its lines are those of the journal. Where they are not,
    // or where the journal is older than the files, what does not hold is taken back, and position() is no
    // longer trusted.
    [[nodiscard]] Result<void> reopen(const std::stop_token &stop);
    // Where fetching goes on; after reopen().
    [[nodiscard]] Result<FetchPosition> position() const;

    [[nodiscard]] MeasuredPage measure(const PageAnswer &answer, const SelectionRules &rules,
                                       bool replays) const;
    // Writes what of a page is to be written durably and commits it, with the intent of the next request if
    // that goes out at once. `label`: what it was asked for with. `index`: the number of the index that it
    // came from.
    [[nodiscard]] Result<void> take(const ResponsePage &page, const MeasuredPage &measured, qint64 mark,
                                    const QString &label, int index, qint64 indexStart, bool requestFollows);
    // Keeps what came in place of a page that cannot be had, and the window of time that it leaves.
    [[nodiscard]] Result<void> putAside(const QByteArray &body, const QString &reason);
    [[nodiscard]] Result<void> finishLastPart(const std::stop_token &stop);
    [[nodiscard]] Result<void> writeChecksums();
    [[nodiscard]] Result<void> writeManifest();
    [[nodiscard]] Result<void> markDone();
    [[nodiscard]] const QList<GapRecord> &gaps() const { return m_gaps; }

    // Tells the context how far it is, and what it is doing or waiting for.
    void report(const QString &note = {}, const std::optional<Error> &error = {});
    void reportDone();

    [[nodiscard]] const EndpointExportContext &context() const { return m_context; }
    [[nodiscard]] const JobJournal &journal() const { return m_journal; }
    [[nodiscard]] EndpointCheckpoint &point() { return m_point; }

private:
    // A manifest never lists what is no longer there, or is not what was written.
    [[nodiscard]] Result<void> checkFinishedParts(bool read, const std::stop_token &stop);
    [[nodiscard]] Result<void> openPart(const std::stop_token &stop = {});
    [[nodiscard]] Result<void> finishPart();
    [[nodiscard]] Result<void> loadKeys();
    void remember(PageKeys page);
    // Where it stands before its first page.
    void placeAtStart();

    EndpointExportContext m_context;
    JobJournal m_journal;
    EndpointCheckpoint m_point;
    PartWriter m_writer;
    EndpointProgress m_progress;
    ContinuationStart m_start; // from where a job that continues this one may have to read again
    KeptKeys m_keys;           // of what stands in the files
    EventIds m_formerIds;      // of the last page of a former version's run
    QList<GapRecord> m_gaps;
    UploadQueue *m_uploads = nullptr;
    QString m_note;          // the fetching's own
    int m_firstPartHere = 0; // parts before that were finished by former runs
    bool m_open = false, m_trusted = true;
};

} // namespace slipway
