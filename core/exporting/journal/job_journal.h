// What is durably known about export jobs: enough to continue after a crash at any moment.
//
// The intent to send a request is recorded before the request goes out, and a page is committed after its
// lines are durable in the part file. If the last intent of an endpoint has no commit, the export asks for
// `resend`, and the page's checksum tells whether it is the page that was committed already or the one that
// was lost.
//
// Threads: one object for each thread; several may work on one database.
#pragma once
#include "core/exporting/journal/continuing/continuation_table.h"
#include "core/exporting/journal/export_job.h"
#include "core/exporting/journal/page_keys.h"
#include "core/state/state_database.h"

namespace slipway {

// A finished file.
struct PartRecord
{
    int number = 0;
    QString name; // without folder
    qint64 events = 0, bytes = 0, fileBytes = 0;
    QByteArray sha256;          // hexadecimal
    qint64 first = 0, last = 0; // event times, epoch seconds; 0: none
    QByteArray md5;             // hexadecimal; only of parts for a bucket, and not from earlier versions
};

// A page as committed.
struct PageRecord
{
    qint64 sequence = 0;
    QString operation; // "1736153549", "next", "resend"
    qint64 hwm = 0;
    qint64 sent = 0, events = 0, outOfRange = 0, duplicates = 0, bytes = 0;
    QString checksum; // of what the server sent, to recognise a page that is sent again
    QString linesCrc; // CRC-64/XZ of the lines written, line breaks included, in hexadecimal
    int index = 0;    // number of the index that it came from; each index begins with an epoch
    // Of the events sent: those from before the range that came too late and were left out; those that were
    // already in the files, sent again because Slipway asked again.
    qint64 late = 0, replayed = 0;
    // Of the events written: those without a readable time; those from before the range, kept as late; those
    // with the `_id` of another event.
    qint64 undated = 0, lateKept = 0, sameId = 0;
    qint64 latest = 0; // time of its latest event, epoch seconds; 0: none
    // Of those written: not strict JSON; and the raw line breaks that became escapes.
    qint64 odd = 0, escapedBreaks = 0;
    qint64 earlier = 0; // of those out of range: from long before it, see EndpointProgress
    qint64 reach = 0;   // as `latest`, without a time that its other events contradict; see Selection
    qint64 quiet = 0;   // answers without events before it, see EndpointProgress
    QList<OddPlace> oddPlaces = {}; // for commitPage()
};

// A page that could not be obtained: a window of time in which events may be missing.
struct GapRecord
{
    qint64 afterPage = 0;    // sequence of the page committed before
    qint64 from = 0, to = 0; // marks before and after it, epoch seconds; `to` is 0: not known yet
    QString file;            // what arrived instead, beside the parts; empty: nothing
    QString reason;          // why it could not be obtained
    QString checksum;        // of the file's content
    QString fault;           // answerFaultName(): "unreadable", "too-large"
};

// A window that is read ahead, see window_plan.h.
struct WindowRecord
{
    int placed = 0;   // from 1, in the order in which they were begun
    int name = 0;     // as in IndexName::ahead()
    qint64 start = 0; // epoch seconds
    int index = -1;   // the number of the index of its pages; -1: nothing of it is in the files
};

// The state of one endpoint's export at its last commit.
struct EndpointCheckpoint
{
    QString endpointId;
    bool done = false;
    bool intentOpen = false; // a request was sent, and its page was not committed
    qint64 hwm = 0;
    qint64 requests = 0, pages = 0;
    PartRecord part;      // the part being written; its fileBytes are the committed offset
    QString lastChecksum; // of the last committed page with events
    int index = 0;        // number of the index in use
    bool isAhead = false; // the tenant's cursor there may be further on: answers were waiting for the export
    qint64 requestsAhead = 0;              // sent ahead and not yet among the journal's `requests`
    qint64 indexStart = 0, indexPages = 0; // the epoch it was started from, and pages committed from it
    qint64 latest = 0;                     // time of the latest event sent, epoch seconds; 0: none
    qint64 reach = 0;                      // the same, of plausible times only, see PageRecord
    bool doubtsLatest = false;             // see IteratorFetch
    // The ids of the last page of a job that an earlier version began, one a line (EventIds::joined()).
    QByteArray formerIds;
    EndpointProgress totals;
};

class JobJournal
{
public:
    [[nodiscard]] static Result<JobJournal> open(const QString &databasePath);

    // BadInput if the request continues a job that is not complete, or that is continued already.
    [[nodiscard]] Result<void> addJob(const QString &id, const ExportRequest &request) const;
    [[nodiscard]] Result<QList<JobSnapshot>> jobs() const; // newest first
    [[nodiscard]] Result<JobSnapshot> job(const QString &id) const;
    // If the new state is not Running, the notes of its endpoints are cleared.
    [[nodiscard]] Result<void> setState(const QString &id, JobState state,
                                        const std::optional<Error> &error) const;
    [[nodiscard]] Result<void> removeJob(const QString &id) const;

    [[nodiscard]] Result<EndpointCheckpoint> checkpoint(const QString &id, const QString &endpointId) const;
    // A request is about to go out on that index, which was started from that epoch. `doubtsLatest`: see
    // IteratorFetch. `isAhead`: the tenant's cursor there may be further on than the export, so a resumed
    // export does not trust it.
    [[nodiscard]] Result<void> recordIntent(const QString &id, const QString &endpointId, int index,
                                            qint64 indexStart, bool doubtsLatest = false,
                                            bool isAhead = false) const;
    // The export continues in a window: with pages that were requested ahead, so that nothing is known about
    // the tenant's cursor until the next recordIntent().
    [[nodiscard]] Result<void> enterWindow(const QString &id, const QString &endpointId, int index,
                                           const WindowRecord &window) const;
    // A window's first request is about to go out. Nothing else about it is durable: its answers wait in a
    // file without a name.
    [[nodiscard]] Result<void> beginWindow(const QString &id, const QString &endpointId,
                                           const WindowRecord &window) const;
    [[nodiscard]] Result<QList<WindowRecord>> windows(const QString &id, const QString &endpointId) const;
    // The request is known not to have moved the server's cursor.
    [[nodiscard]] Result<void> withdrawIntent(const QString &id, const QString &endpointId) const;
    // `requestFollows`: the intent of the next request, which goes out immediately, is part of this commit.
    [[nodiscard]] Result<void> commitPage(const QString &id, const EndpointCheckpoint &checkpoint,
                                          const PageRecord &page, const PageKeys &keys,
                                          bool requestFollows = false) const;
    // The part in `checkpoint` has been renamed into place; the checkpoint continues with the next number.
    // Keys of pages before `keepFrom` are no longer needed.
    [[nodiscard]] Result<void> commitPart(const QString &id, EndpointCheckpoint &checkpoint,
                                          const PartRecord &part, qint64 keepFrom) const;
    // The kept keys, in the order of their pages.
    [[nodiscard]] Result<QList<PageKeys>> pageKeys(const QString &id, const QString &endpointId) const;
    // Discards all pages whose lines are not in a finished part, and the gaps after them, because the open
    // part is lost. The totals of the endpoint become those of its finished parts. `from`: the mark before
    // its first page.
    [[nodiscard]] Result<void> rollBackToFinishedParts(const QString &id, const QString &endpointId,
                                                       qint64 from) const;
    [[nodiscard]] Result<void> addGap(const QString &id, const QString &endpointId,
                                      const GapRecord &gap) const;
    [[nodiscard]] Result<void> closeGaps(const QString &id, const QString &endpointId, qint64 to) const;
    [[nodiscard]] Result<QList<GapRecord>> gaps(const QString &id, const QString &endpointId) const;
    // Keys from page `keepFrom` on are kept for two weeks, for a job that continues this one.
    [[nodiscard]] Result<void> finishEndpoint(const QString &id, const QString &endpointId,
                                              qint64 keepFrom) const;
    [[nodiscard]] Result<void> setEndpointError(const QString &id, const QString &endpointId,
                                                const std::optional<Error> &error) const;

    // What the endpoint waits for, so that other processes can show it; empty: nothing.
    [[nodiscard]] Result<void> setNote(const QString &id, const QString &endpointId,
                                       const QString &note) const;
    // What the tenant said about its oldest event.
    [[nodiscard]] Result<void> setOldest(const QString &id, const QString &endpointId,
                                         const OldestAnswer &oldest) const;

    // The files of an endpoint that is not complete are removed.
    [[nodiscard]] Result<void> forgetParts(const QString &id, const QString &endpointId) const;
    // Cancelled jobs whose files have not been removed yet.
    [[nodiscard]] Result<QStringList> cancelledWithFiles() const;

    [[nodiscard]] Result<QList<PartRecord>> parts(const QString &id, const QString &endpointId) const;
    [[nodiscard]] Result<QList<PageRecord>> pages(const QString &id, const QString &endpointId) const;
    // Its sequence number is 0 if there is none yet.
    [[nodiscard]] Result<PageRecord> lastPage(const QString &id, const QString &endpointId) const;

    [[nodiscard]] ContinuationTable continuations() const { return ContinuationTable(m_database); }

private:
    [[nodiscard]] Result<QList<OddPlace>> oddPlaces(const QString &id, const QString &endpointId) const;
    [[nodiscard]] Result<void> addContinuations(const QString &id, const ExportRequest &request) const;
    [[nodiscard]] Result<QList<PageRecord>> pagesWhere(const QString &id, const QString &endpointId,
                                                       const QString &order) const;
    explicit JobJournal(StateDatabase database) : m_database(std::move(database)) {}
    StateDatabase m_database;
};

} // namespace slipway
