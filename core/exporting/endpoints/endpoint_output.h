// The writing half of an endpoint's export, for one run: from a page in memory to finished files, their
// uploads and the manifest.
//
// Threads: the thread of the export.
#pragma once
#include "core/exporting/endpoints/endpoint_export.h"
#include "core/exporting/fetching/iterator_fetch.h"
#include "core/exporting/journal/job_journal.h"
#include "core/exporting/parts/event_ids.h"
#include "core/exporting/parts/part_writer.h"
#include "core/exporting/uploading/upload_queue.h"
#include "core/netskope/response_page.h"

#include <QElapsedTimer>

namespace slipway {

// A checksum that tells a repeated page from a new one. It does not withstand forgery; the files have a
// SHA-256.
[[nodiscard]] QString checksumOf(const ResponsePage &page);

// The same for what arrived instead of a page.
[[nodiscard]] QString bodyChecksum(const QByteArray &body);

// A page, compared with what is in the files.
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

    // From now on, finished files go to `uploads`, which must outlive the work of the export. Call it before
    // reopen().
    [[nodiscard]] Result<void> uploadTo(UploadQueue *uploads);
    [[nodiscard]] UploadQueue *uploads() const { return m_uploads; } // null: files stay in the folder

    // Continues a part that an earlier run began, after checking that its lines are those of the journal. If
    // they are not, or if the journal is older than the files, whatever is not certain is rolled back, and
    // position() is no longer trusted.
    [[nodiscard]] Result<void> reopen(const std::stop_token &stop);
    // Where fetching continues; after reopen().
    [[nodiscard]] Result<FetchPosition> position() const;
    // Whether journal and files agreed; after reopen().
    [[nodiscard]] bool isTrusted() const { return m_trusted; }

    [[nodiscard]] MeasuredPage measure(const PageAnswer &answer, const SelectionRules &rules, bool replays);
    // Durably writes those events of a page that belong in the files, and commits the page, together with the
    // intent of the next request if that goes out immediately. `verdict`: of Fetching::served(). `label`: the
    // label of the request. `index`: the number of the index that the page came from. Cancelled: a stop was
    // requested while hundreds of MB were written. The page is not committed, and only a new run, which
    // reopens the files, can continue.
    [[nodiscard]] Result<void> take(const ResponsePage &page, const MeasuredPage &measured,
                                    const PageVerdict &verdict, const QString &label, int index,
                                    qint64 indexStart, bool requestFollows, const std::stop_token &stop = {});
    // Keeps what came in place of a page that cannot be obtained, and records the window of time that is
    // missing. `fault`: answerFaultName().
    [[nodiscard]] Result<void> putAside(const QByteArray &body, const QString &reason, const QString &fault);
    [[nodiscard]] Result<void> finishLastPart(const std::stop_token &stop);
    [[nodiscard]] Result<void> writeChecksums();
    [[nodiscard]] Result<void> writeManifest();
    [[nodiscard]] Result<void> markDone();
    [[nodiscard]] const QList<GapRecord> &gaps() const { return m_gaps; }
    // Stores what the tenant said about its oldest event.
    [[nodiscard]] Result<void> noteOldest(const OldestAnswer &oldest);

    // Tells the context how far the export has got, and what it is doing or waiting for.
    void report(const QString &note = {}, const std::optional<Error> &error = {});
    void reportDone();

    [[nodiscard]] const EndpointExportContext &context() const { return m_context; }
    [[nodiscard]] const JobJournal &journal() const { return m_journal; }
    [[nodiscard]] EndpointCheckpoint &point() { return m_point; }

private:
    // Makes sure that a manifest never lists a file that is missing or was changed.
    [[nodiscard]] Result<void> checkFinishedParts(bool read, const std::stop_token &stop);
    [[nodiscard]] Result<void> openPart(const std::stop_token &stop = {});
    [[nodiscard]] Result<void> finishPart();
    // Discards what is not in a finished part, and what was recorded about the pages after it.
    [[nodiscard]] Result<void> takeBackOpenPart();
    // Removes pages that were put aside and that the journal does not know: they are requested again.
    void removeUnknownPages();
    [[nodiscard]] Result<void> loadKeys();
    void remember(PageKeys page);
    // Sets the position before the first page.
    void placeAtStart();

    EndpointExportContext m_context;
    JobJournal m_journal;
    EndpointCheckpoint m_point;
    PartWriter m_writer;
    EndpointProgress m_progress;
    ContinuationStart m_start; // from where a job that continues this one may have to read again
    KeptKeys m_keys;           // of what is in the files
    ReplayedTexts m_texts{m_keys};
    EventIds m_formerIds; // of the last page of an earlier version's run
    QList<GapRecord> m_gaps;
    UploadQueue *m_uploads = nullptr;
    QString m_note;       // the fetching's own
    QString m_storedNote; // as the journal has it
    QElapsedTimer m_sinceNote;
    int m_firstPartHere = 0; // parts before that were finished by earlier runs
    bool m_open = false, m_trusted = true;
    std::optional<EventKey128> m_notCommitted; // see OpenPartState
};

} // namespace slipway
