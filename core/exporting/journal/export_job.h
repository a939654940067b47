// What an export job is: the request, its state, and what the window and the command line show about it.
#pragma once
#include "core/base/error.h"
#include "core/destinations/destination.h"
#include "core/exporting/journal/oldest_answer.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QStringList>
#include <QUrl>
#include <functional>
#include <optional>

namespace slipway {

enum class Compression { None, Gzip };
// What happens to events from before the range that the tenant receives while it is sending the range; see
// docs/export-format.md.
enum class LatePolicy { Drop, Keep };

struct ExportRequest
{
    QString tenantId;   // empty if the tenant is not saved (command line with --host)
    QString tenantName; // for people
    QUrl address;
    QStringList endpointIds;
    qint64 from = 0, to = 0; // epoch seconds, [from, to)
    QString folder;          // destination, absolute; with a bucket: where files wait for their upload
    std::optional<Destination> bucket; // the destination, if it is not the folder
    qint64 bandwidth = 0;              // of uploads, bytes a second for the whole job; 0: no limit
    qint64 spoolLimit = 0; // bytes that may wait for their upload, for each endpoint; 0: four files
    Compression compression = Compression::None;
    qint64 partSize = 256LL << 20; // bytes of a finished file, at a page's precision
    double maxRate = 1.0;          // requests a second for each endpoint; 0: only the server's headers
    // Requests of one endpoint that may be under way at the same time, 1 to 8. More than one is sent only if
    // the tenant answers so slowly that one after another would not use up `maxRate`, the limit of all of
    // them together, and never more than that takes; each has an index of its own. See read_ahead.h.
    int parallel = 4;
    bool keepDuplicates = false;
    LatePolicy late = LatePolicy::Drop;
    // Whether the tenant is asked how far back it keeps events (see oldest_event.h). If the range begins long
    // ago, it is asked anyway.
    bool askOldest = false;
    // The job that this one continues: this one takes the events that have arrived since then, whatever their
    // time, and its `from` is where that one's range ended. Empty: it continues none. See
    // continuation_request.h.
    QString continues;
    QString proxy, caFile; // as in ConnectionSettings
};
// BadInput with the reason: no endpoint, an unknown one, an empty or reversed range, a relative folder, …
// `timeText` formats epoch seconds for the reason; without it, times are in UTC.
[[nodiscard]] Result<void> validate(const ExportRequest &request,
                                    const std::function<QString(qint64)> &timeText = {});

enum class JobState {
    Queued,
    Running,
    Paused,          // by the user
    WaitingForToken, // the token was refused during the job
    Interrupted,     // the process ended, or a fault outlasted the retries; can be resumed
    Complete,
    Incomplete, // finished, but a window could not be fetched
    Failed,     // cannot continue as it is: disk, folder
    Cancelled,
};
[[nodiscard]] QString jobStateName(JobState state); // stable, for machines: "waiting-for-token"
[[nodiscard]] std::optional<JobState> jobStateFrom(const QString &name);
[[nodiscard]] QString jobStateWord(JobState state); // for people, translated
[[nodiscard]] bool isResumable(JobState state);
[[nodiscard]] bool isFinal(JobState state);

// A window of time in which events may be missing.
struct TimeWindow
{
    qint64 from = 0, to = 0; // epoch seconds; to 0: not known
    QString file;            // what came in place of its page, beside the parts; may be empty
    QString fault;           // why: the word of an AnswerFault, such as "unreadable"
};

// An event that is not strict JSON, and was written as it was sent.
struct OddPlace
{
    qint64 page = 0;   // its sequence, as in the manifest
    qint64 offset = 0; // bytes from the start of the page as it was sent (unpacked) to the odd event
    QString reason;    // a phrase for people
};

// One endpoint of a job.
struct EndpointProgress
{
    QString endpointId;
    bool done = false;
    qint64 events = 0;     // written
    qint64 outOfRange = 0; // sent by the server, outside [from, to)
    qint64 duplicates = 0; // sent twice (same _id, same text), removed
    qint64 late = 0;       // sent, but from before the range and too late for it: left out
    qint64 lateKept = 0;   // those that were kept
    // Of outOfRange: from more than an hour before the range, though sent with its first hour. No batch
    // reaches that far back, so they probably arrived late.
    qint64 earlier = 0;
    qint64 replayed = 0;       // sent again because Slipway asked again: they were in the files already
    qint64 undated = 0;        // written, though their time cannot be read
    qint64 sameId = 0;         // written, though another event has the same _id
    qint64 odd = 0;            // written, though they are not strict JSON
    qint64 escapedBreaks = 0;  // raw line breaks inside strings, each written as an escape
    QList<OddPlace> oddPlaces; // of the first of those odd events
    // Answers without events whose marks moved on, and which no other index has confirmed; only in jobs whose
    // pages were fetched before all of these were confirmed.
    qint64 quiet = 0;
    qint64 earliest = 0; // time of the first event written, epoch seconds; 0: none
    qint64 latest = 0;   // time of the latest event sent, epoch seconds; 0: none
    std::optional<OldestAnswer>
        oldest;           // what the tenant said about its oldest event; empty: it was not asked
    qint64 bytes = 0;     // written, before compression
    qint64 fileBytes = 0; // in files
    qint64 requests = 0;
    qint64 pages = 0;
    int parts = 0;            // finished files
    int uploadedFiles = 0;    // of these, in the bucket and verified
    qint64 uploadedBytes = 0; // of these and of those under way
    qint64 hwm = 0;           // epoch seconds; 0: nothing yet
    QString note;             // what it does or waits for: "Rate limited: waiting 12 s"
    // While it runs: the bucket's store does not answer, which `note` says, and is asked again.
    bool isStoreSilent = false;
    std::optional<Error> error;
    QList<TimeWindow> gaps; // pages that could not be obtained
    qint64 startMark = 0;   // of a continuation: the mark before its first page, epoch seconds; else 0
    QString continuedBy;    // the job that continues this endpoint; empty: none

    // How far the files reach, epoch seconds: the mark, or the latest event if the mark never moved from
    // where it started, at startMark or else at `from`. Once the endpoint is done, everything before it is
    // there.
    [[nodiscard]] qint64 coveredUntil(qint64 from, qint64 to) const;
    // Everything before this is in the files: coveredUntil() once it is done, and until then only the mark.
    [[nodiscard]] qint64 completeUntil(qint64 from, qint64 to) const;
    // Whether the endpoint is complete although the tenant's mark has not reached the end of the range,
    // because the tenant had nothing newer. Events that it receives later for that time are not in the files.
    [[nodiscard]] bool endsBefore(qint64 to) const { return done && hwm < to; }
};

struct JobSnapshot
{
    QString id;
    ExportRequest request;
    JobState state = JobState::Queued;
    QDateTime created, changed; // UTC
    QList<EndpointProgress> endpoints;
    double eventsPerSecond = 0; // over the last seconds; 0 when not running
    double fraction = 0;        // 0 … 1, by time range covered and, with a bucket, uploaded
    qint64 etaSeconds = -1;     // -1: unknown
    std::optional<Error> error; // the one to show for the job
    QStringList manifests;      // finished manifests: absolute paths, or URLs in a bucket

    [[nodiscard]] qint64 events() const;
    // What a person should know about an export's beginning and end: how far back the tenant keeps events,
    // which endpoints had nothing newer than a time before the range's end, and that events arrived late.
    // Often empty.
    [[nodiscard]] QString remark() const;
    // Why it is in its state, or what it waits for, in one sentence; empty if there is nothing to say.
    [[nodiscard]] QString reason() const;
    // The jobs that continue this one, comma separated; usually one or none.
    [[nodiscard]] QString continuedBy() const;
    [[nodiscard]] qint64 fileBytes() const;     // written so far
    [[nodiscard]] qint64 uploadedBytes() const; // of these, in the bucket
    // Where the events go, for people: the folder, or the bucket's URL.
    [[nodiscard]] QString place() const { return request.bucket ? request.bucket->url() : request.folder; }
    [[nodiscard]] QJsonObject asJson() const;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::JobSnapshot)
