// The writing half of an export stream: what one run of it holds, from a page in memory to finished files,
// their uploads and the manifest.
//
// Threads: that of the stream.
#pragma once
#include "core/exporting/event_ids.h"
#include "core/exporting/export_stream.h"
#include "core/exporting/job_journal.h"
#include "core/exporting/page_source.h"
#include "core/exporting/part_writer.h"
#include "core/exporting/upload_queue.h"

namespace slipway {

class Stream
{
public:
    Stream(StreamContext context, JobJournal journal, StreamCheckpoint point);
    Stream(const Stream &) = delete;

    // Finished files go there from now on; outlives the stream's work. Before reopen().
    [[nodiscard]] Result<void> uploadTo(UploadQueue *uploads);
    [[nodiscard]] UploadQueue *uploads() const { return m_uploads; } // null: they stay in the folder

    // Continues a part that a former run began.
    [[nodiscard]] Result<void> reopen(const std::stop_token &stop);
    // Writes a whole page durably and commits it, with the intent of the next request if that goes out at
    // once.
    [[nodiscard]] Result<void> take(const ResponsePage &page, const QString &checksum, const PageScope &scope,
                                    bool requestFollows);
    [[nodiscard]] Result<void> finishLastPart();
    [[nodiscard]] Result<void> writeChecksums();
    [[nodiscard]] Result<void> writeManifest();
    [[nodiscard]] Result<void> markDone()
    {
        return m_journal.finishStream(m_context.jobId, m_context.endpoint.id);
    }

    // Tells the context how far it is, and what it is doing or waiting for.
    void report(const QString &note = {}, const std::optional<Error> &error = {});
    void reportDone();

    [[nodiscard]] const StreamContext &context() const { return m_context; }
    [[nodiscard]] const JobJournal &journal() const { return m_journal; }
    [[nodiscard]] StreamCheckpoint &point() { return m_point; }
    [[nodiscard]] const EventIds &previousIds() const { return m_previousIds; }

private:
    // A manifest never lists what is no longer there.
    [[nodiscard]] Result<void> checkFinishedParts();
    [[nodiscard]] Result<void> openPart(const std::stop_token &stop = {});
    [[nodiscard]] Result<void> finishPart();

    StreamContext m_context;
    JobJournal m_journal;
    StreamCheckpoint m_point;
    PartWriter m_writer;
    StreamProgress m_progress;
    EventIds m_previousIds, m_ids; // of the page committed last, and of the one being taken
    UploadQueue *m_uploads = nullptr;
    QString m_note; // the fetching's own
    bool m_open = false;
};

} // namespace slipway
