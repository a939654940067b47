#include "core/exporting/journal/export_job.h"

#include "core/base/error_json.h"
#include "core/base/time_text.h"
#include "core/exporting/journal/request_problems.h"
#include "core/netskope/endpoint.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ExportJob)
};

// One sentence for each endpoint that is done.
QStringList beginnings(const JobSnapshot &job)
{
    static const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    QStringList sentences;
    for (const EndpointProgress &progress : job.endpoints) {
        const Endpoint *endpoint = catalogue.endpoint(progress.endpointId);
        if (!endpoint || !progress.done)
            continue;
        QString sentence = beginningSentence(*endpoint, job.request.from, progress.earliest,
                                             progress.events > 0, progress.oldest);
        if (sentence.isEmpty() && job.request.askOldest && progress.oldest)
            sentence = oldestSentence(*endpoint, *progress.oldest);
        if (!sentence.isEmpty())
            sentences << (job.endpoints.size() > 1 ? progress.endpointId + QStringLiteral(": ") + sentence
                                                   : sentence);
    }
    return sentences;
}

} // namespace

Result<void> validate(const ExportRequest &request, const std::function<QString(qint64)> &timeText)
{
    if (const QList<RequestProblem> problems = problemsOf(request, timeText); !problems.isEmpty())
        return std::unexpected(problems.first().error);
    return {};
}

QString jobStateName(JobState state)
{
    switch (state) {
    case JobState::Queued:
        return QStringLiteral("queued");
    case JobState::Running:
        return QStringLiteral("running");
    case JobState::Paused:
        return QStringLiteral("paused");
    case JobState::WaitingForToken:
        return QStringLiteral("waiting-for-token");
    case JobState::Interrupted:
        return QStringLiteral("interrupted");
    case JobState::Complete:
        return QStringLiteral("complete");
    case JobState::Incomplete:
        return QStringLiteral("incomplete");
    case JobState::Failed:
        return QStringLiteral("failed");
    case JobState::Cancelled:
        return QStringLiteral("cancelled");
    }
    return {};
}

std::optional<JobState> jobStateFrom(const QString &name)
{
    for (const JobState state : {JobState::Queued, JobState::Running, JobState::Paused,
                                 JobState::WaitingForToken, JobState::Interrupted, JobState::Complete,
                                 JobState::Incomplete, JobState::Failed, JobState::Cancelled}) {
        if (jobStateName(state) == name)
            return state;
    }
    return std::nullopt;
}

QString jobStateWord(JobState state)
{
    switch (state) {
    case JobState::Queued:
        return Texts::tr("Queued");
    case JobState::Running:
        return Texts::tr("Running");
    case JobState::Paused:
        return Texts::tr("Paused");
    case JobState::WaitingForToken:
        return Texts::tr("Waiting for a token");
    case JobState::Interrupted:
        return Texts::tr("Interrupted");
    case JobState::Complete:
        return Texts::tr("Complete");
    case JobState::Incomplete:
        return Texts::tr("Incomplete");
    case JobState::Failed:
        return Texts::tr("Failed");
    case JobState::Cancelled:
        return Texts::tr("Cancelled");
    }
    return {};
}

bool isResumable(JobState state)
{
    return !isFinal(state) && state != JobState::Running && state != JobState::Queued;
}

bool isFinal(JobState state)
{
    return state == JobState::Complete || state == JobState::Cancelled;
}

qint64 EndpointProgress::coveredUntil(qint64 from, qint64 to) const
{
    const qint64 start = startMark > 0 ? startMark : from;
    return hwm > start ? hwm : std::max(hwm, std::min(latest, to));
}

qint64 EndpointProgress::completeUntil(qint64 from, qint64 to) const
{
    return done ? coveredUntil(from, to) : std::max(hwm, startMark > 0 ? startMark : from);
}

qint64 JobSnapshot::events() const
{
    qint64 sum = 0;
    for (const EndpointProgress &progress : endpoints)
        sum += progress.events;
    return sum;
}

QString JobSnapshot::reason() const
{
    if (error)
        return error->message;
    switch (state) {
    case JobState::Paused:
        return Texts::tr("Paused by the user.");
    case JobState::Interrupted:
        return Texts::tr("Slipway ended while the job was under way.");
    case JobState::Queued:
    case JobState::Running:
        break;
    default:
        return {};
    }
    QStringList notes;
    for (const EndpointProgress &progress : endpoints) {
        if (!progress.note.isEmpty())
            notes << (endpoints.size() > 1 ? progress.endpointId + QStringLiteral(": ") + progress.note
                                           : progress.note);
    }
    return notes.join(QStringLiteral("; "));
}

QString JobSnapshot::remark() const
{
    QStringList ends, sentences = beginnings(*this);
    qint64 late = 0, earlier = 0, quiet = 0;
    for (const EndpointProgress &progress : endpoints) {
        const qint64 start = progress.startMark > 0 ? progress.startMark : request.from;
        if (progress.endsBefore(request.to))
            ends
                << Texts::tr("%1 ends at %2").arg(progress.endpointId, isoUtc(std::max(progress.hwm, start)));
        late += progress.late;
        earlier += progress.earlier;
        quiet += progress.quiet;
    }
    if (!ends.isEmpty()) {
        const QString by = continuedBy();
        sentences
            << (by.isEmpty()
                    ? Texts::tr("The tenant had nothing newer: %1. What it receives later for the rest of "
                                "the range is not in the files; continue this export to get it (export "
                                "--continue %2).")
                    : Texts::tr("The tenant had nothing newer: %1. What it receives later for the rest of "
                                "the range is not in the files; job %2, which continues this export, "
                                "fetches it."))
                   .arg(ends.join(QStringLiteral(", ")), by.isEmpty() ? id : by);
    }
    if (late > 0)
        sentences
            << Texts::tr(
                   "Late events from before the range that were left out: %1. An export that keeps late "
                   "events (--late keep), or one that continues an earlier export (--continue), has them.")
                   .arg(late);
    if (earlier > 0)
        sentences
            << Texts::tr(
                   "Events from before the range that came with its first hour and were left out: %1. They "
                   "probably arrived late; an export that continues an earlier one (--continue) has them.")
                   .arg(earlier);
    if (quiet > 0)
        sentences << Texts::tr(
                         "Answers that reported no events for a part of the range, and that no second index "
                         "confirmed: %1. The manifest names the pages that followed them.")
                         .arg(quiet);
    return sentences.join(QLatin1Char(' '));
}

QString JobSnapshot::continuedBy() const
{
    QStringList jobs;
    for (const EndpointProgress &progress : endpoints) {
        if (!progress.continuedBy.isEmpty() && !jobs.contains(progress.continuedBy))
            jobs << progress.continuedBy;
    }
    return jobs.join(QStringLiteral(", "));
}

qint64 JobSnapshot::fileBytes() const
{
    qint64 sum = 0;
    for (const EndpointProgress &progress : endpoints)
        sum += progress.fileBytes;
    return sum;
}

qint64 JobSnapshot::uploadedBytes() const
{
    qint64 sum = 0;
    for (const EndpointProgress &progress : endpoints)
        sum += progress.uploadedBytes;
    return sum;
}

QJsonObject JobSnapshot::asJson() const
{
    QJsonArray list;
    for (const EndpointProgress &progress : endpoints) {
        QJsonObject item{{QStringLiteral("endpoint"), progress.endpointId},
                         {QStringLiteral("done"), progress.done},
                         {QStringLiteral("events"), progress.events},
                         {QStringLiteral("out_of_range"), progress.outOfRange},
                         {QStringLiteral("duplicates"), progress.duplicates},
                         {QStringLiteral("late"), progress.late},
                         {QStringLiteral("late_kept"), progress.lateKept},
                         {QStringLiteral("earlier"), progress.earlier},
                         {QStringLiteral("quiet_answers"), progress.quiet},
                         {QStringLiteral("undated"), progress.undated},
                         {QStringLiteral("same_id"), progress.sameId},
                         {QStringLiteral("odd"), progress.odd},
                         {QStringLiteral("escaped_line_breaks"), progress.escapedBreaks},
                         {QStringLiteral("bytes"), progress.bytes},
                         {QStringLiteral("file_bytes"), progress.fileBytes},
                         {QStringLiteral("requests"), progress.requests},
                         {QStringLiteral("pages"), progress.pages},
                         {QStringLiteral("files"), progress.parts}};
        if (request.bucket) {
            item.insert(QStringLiteral("uploaded_files"), progress.uploadedFiles);
            item.insert(QStringLiteral("uploaded_bytes"), progress.uploadedBytes);
        }
        if (progress.earliest > 0)
            item.insert(QStringLiteral("begins_at"), isoUtc(progress.earliest));
        if (progress.hwm > 0)
            item.insert(QStringLiteral("covered_until"),
                        isoUtc(progress.completeUntil(request.from, request.to)));
        if (progress.done)
            item.insert(QStringLiteral("reached_end"), !progress.endsBefore(request.to));
        if (!progress.oddPlaces.isEmpty()) {
            QJsonArray places;
            for (const OddPlace &place : progress.oddPlaces)
                places << QJsonObject{{QStringLiteral("page"), place.page},
                                      {QStringLiteral("offset"), place.offset},
                                      {QStringLiteral("reason"), place.reason}};
            item.insert(QStringLiteral("odd_events"), places);
        }
        if (progress.oldest) {
            QJsonObject oldest{{QStringLiteral("answer"), oldestAnswerName(progress.oldest->kind)}};
            if (progress.oldest->kind == OldestAnswer::Kind::Known)
                oldest.insert(QStringLiteral("at"), isoUtc(progress.oldest->at));
            item.insert(QStringLiteral("oldest_event"), oldest);
        }
        if (!progress.note.isEmpty())
            item.insert(QStringLiteral("note"), progress.note);
        if (!progress.continuedBy.isEmpty())
            item.insert(QStringLiteral("continued_by"), progress.continuedBy);
        if (progress.error)
            item.insert(QStringLiteral("error"), errorJson(*progress.error));
        list << item;
    }
    // What is missing, so that it does not go unnoticed.
    QJsonArray missing;
    for (const EndpointProgress &progress : endpoints) {
        for (const TimeWindow &gap : progress.gaps)
            missing << QJsonObject{{QStringLiteral("endpoint"), progress.endpointId},
                                   {QStringLiteral("from"), isoUtc(gap.from)},
                                   {QStringLiteral("to"), isoUtc(gap.to > 0 ? gap.to : request.to)},
                                   {QStringLiteral("file"), gap.file},
                                   {QStringLiteral("reason"), gap.fault}};
        if (state == JobState::Incomplete && !progress.done && progress.gaps.isEmpty())
            missing << QJsonObject{{QStringLiteral("endpoint"), progress.endpointId},
                                   {QStringLiteral("from"), isoUtc(std::max(progress.hwm, request.from))},
                                   {QStringLiteral("to"), isoUtc(request.to)}};
    }
    QJsonObject json{{QStringLiteral("id"), id},
                     {QStringLiteral("state"), jobStateName(state)},
                     {QStringLiteral("tenant"), request.tenantName},
                     {QStringLiteral("host"), request.address.host()},
                     {QStringLiteral("from"), isoUtc(request.from)},
                     {QStringLiteral("to"), isoUtc(request.to)},
                     {QStringLiteral("folder"), request.folder},
                     {QStringLiteral("destination"), place()},
                     {QStringLiteral("late_events"),
                      request.late == LatePolicy::Keep ? QStringLiteral("kept") : QStringLiteral("dropped")},
                     {QStringLiteral("created"), created.toString(Qt::ISODate)},
                     {QStringLiteral("events"), events()},
                     {QStringLiteral("fraction"), fraction},
                     {QStringLiteral("events_per_second"), eventsPerSecond},
                     {QStringLiteral("manifests"), QJsonArray::fromStringList(manifests)},
                     {QStringLiteral("missing"), missing},
                     {QStringLiteral("endpoints"), list}};
    if (const QString why = reason(); !why.isEmpty())
        json.insert(QStringLiteral("reason"), why);
    if (const QString text = remark(); !text.isEmpty())
        json.insert(QStringLiteral("remark"), text);
    if (!request.continues.isEmpty())
        json.insert(QStringLiteral("continues"), request.continues);
    if (error)
        json.insert(QStringLiteral("error"), errorJson(*error));
    return json;
}

} // namespace slipway
