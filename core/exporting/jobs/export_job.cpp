#include "core/exporting/jobs/export_job.h"

#include "core/base/error_json.h"
#include "core/base/forward_error.h"
#include "core/base/time_text.h"
#include "core/netskope/endpoint.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>

#include <algorithm>
#include <climits>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ExportJob)
};

// If a file has the name of the folder or of one of its parents, no resume would ever help. A missing folder
// is different: it is created, or it is on a disk that comes back.
Result<void> checkIsNoFile(const QString &folder)
{
    for (QFileInfo place(folder); !place.isRoot(); place.setFile(place.path())) {
        if (!place.exists())
            continue;
        if (place.isDir())
            break;
        return failure(ErrorKind::BadInput, Texts::tr("%1 is a file, not a folder.").arg(place.filePath()),
                       Texts::tr("Choose a folder."));
    }
    return {};
}

// One sentence for each endpoint that is done.
QStringList beginnings(const JobSnapshot &job)
{
    static const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    QStringList sentences;
    for (const EndpointProgress &stream : job.streams) {
        const Endpoint *endpoint = catalogue.endpoint(stream.endpointId);
        if (!endpoint || !stream.done)
            continue;
        QString sentence = beginningSentence(*endpoint, job.request.from, stream.earliest, stream.oldest);
        if (sentence.isEmpty() && job.request.askOldest && stream.oldest)
            sentence = oldestSentence(*endpoint, *stream.oldest);
        if (!sentence.isEmpty())
            sentences << (job.streams.size() > 1 ? stream.endpointId + QStringLiteral(": ") + sentence
                                                 : sentence);
    }
    return sentences;
}

} // namespace

Result<void> validate(const ExportRequest &request, const std::function<QString(qint64)> &timeText)
{
    const auto written = [&](qint64 time) { return timeText ? timeText(time) : isoUtc(time); };
    RETURN_IF_ERROR(EndpointCatalogue::builtIn().select(request.endpointIds));
    if (request.from < 0 || request.to <= request.from)
        return failure(ErrorKind::BadInput,
                       Texts::tr("The time range is empty: it starts at %1 and ends at %2.")
                           .arg(written(request.from), written(request.to)),
                       Texts::tr("Choose an end that is later than the start."));
    // A minute of grace for clocks that differ.
    if (const qint64 now = QDateTime::currentSecsSinceEpoch(); request.to > now + 60)
        return failure(ErrorKind::BadInput,
                       Texts::tr("The time range ends in the future (%1): those events do not exist yet.")
                           .arg(written(request.to)),
                       Texts::tr("Choose an end that is not later than now."));
    if (request.bucket) {
        if (auto bucket = validate(*request.bucket); !bucket)
            return bucket;
        // A file is uploaded in one request, and this is the most that S3 accepts.
        if (request.partSize > (4LL << 30))
            return failure(ErrorKind::BadInput,
                           Texts::tr("A file size of more than 4 GiB is too much for a bucket."),
                           Texts::tr("Choose a smaller one, such as 256 MiB."));
        if (request.bandwidth < 0 || request.spoolLimit < 0)
            return failure(ErrorKind::BadInput, Texts::tr("An upload limit is negative."));
    }
    const bool isSpoolOurs = request.bucket && request.folder.isEmpty();
    if (!isSpoolOurs && (request.folder.isEmpty() || !QDir::isAbsolutePath(request.folder)))
        return failure(ErrorKind::BadInput,
                       Texts::tr("The destination \"%1\" is not a full path.").arg(request.folder),
                       Texts::tr("Choose a folder."));
    if (request.folder.contains(QChar::ReplacementCharacter))
        return failure(
            ErrorKind::BadInput,
            Texts::tr("The name of the folder \"%1\" is not UTF-8, so its files would go to another folder.")
                .arg(request.folder),
            Texts::tr("Rename the folder, or choose another."));
    // The table's folder and the file's name follow.
    const auto tooLong = [](const QString &name) { return QFile::encodeName(name).size() > NAME_MAX; };
    const QStringList names = request.folder.split(QLatin1Char('/'));
    if (std::ranges::any_of(names, tooLong) || QFile::encodeName(request.folder).size() > PATH_MAX - 256)
        return failure(ErrorKind::BadInput, Texts::tr("The path of the destination folder is too long."),
                       Texts::tr("Choose a shorter folder name."));
    if (!isSpoolOurs) {
        if (auto folder = checkIsNoFile(request.folder); !folder)
            return folder;
    }
    if (request.partSize < (1 << 16))
        return failure(
            ErrorKind::BadInput,
            Texts::tr("A file size of %1 is too small.").arg(QLocale().formattedDataSize(request.partSize)),
            Texts::tr("Choose at least 64 KiB."));
    if (!(request.maxRate >= 0 && request.maxRate <= 1000))
        return failure(ErrorKind::BadInput,
                       Texts::tr("A rate of %1 requests a second is not possible.").arg(request.maxRate),
                       Texts::tr("Choose 0 (only the tenant's own limit) to 1000."));
    if (request.parallel < 1 || request.parallel > 8)
        return failure(ErrorKind::BadInput,
                       Texts::tr("%1 requests side by side are not possible.").arg(request.parallel),
                       Texts::tr("Choose 1 (one after another) to 8."));
    if (!request.address.isValid() || request.address.host().isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("The export has no tenant address."));
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

qint64 JobSnapshot::events() const
{
    qint64 sum = 0;
    for (const EndpointProgress &stream : streams)
        sum += stream.events;
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
    for (const EndpointProgress &stream : streams) {
        if (!stream.note.isEmpty())
            notes << (streams.size() > 1 ? stream.endpointId + QStringLiteral(": ") + stream.note
                                         : stream.note);
    }
    return notes.join(QStringLiteral("; "));
}

QString JobSnapshot::remark() const
{
    QStringList ends, sentences = beginnings(*this);
    qint64 late = 0, earlier = 0, quiet = 0;
    for (const EndpointProgress &stream : streams) {
        const qint64 start = stream.startMark > 0 ? stream.startMark : request.from;
        if (stream.endsBefore(request.to))
            ends << Texts::tr("%1 ends at %2").arg(stream.endpointId, isoUtc(std::max(stream.hwm, start)));
        late += stream.late;
        earlier += stream.earlier;
        quiet += stream.quiet;
    }
    if (!ends.isEmpty()) {
        const QString sentence =
            Texts::tr("The tenant had nothing newer: %1. What it receives later for the rest of the "
                      "range is not in the files; ")
                .arg(ends.join(QStringLiteral(", ")));
        const QString by = continuedBy();
        sentences << sentence +
                         (by.isEmpty()
                              ? Texts::tr("continue this export to get it (export --continue %1).").arg(id)
                              : Texts::tr("job %1, which continues this export, fetches it.").arg(by));
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
        sentences
            << Texts::tr(
                   "Answers by which the tenant had no events for a part of the range, and which no second "
                   "index confirmed: %1. The manifest shows before which pages they came.")
                   .arg(quiet);
    return sentences.join(QLatin1Char(' '));
}

QString JobSnapshot::continuedBy() const
{
    QStringList jobs;
    for (const EndpointProgress &stream : streams) {
        if (!stream.continuedBy.isEmpty() && !jobs.contains(stream.continuedBy))
            jobs << stream.continuedBy;
    }
    return jobs.join(QStringLiteral(", "));
}

qint64 JobSnapshot::fileBytes() const
{
    qint64 sum = 0;
    for (const EndpointProgress &stream : streams)
        sum += stream.fileBytes;
    return sum;
}

qint64 JobSnapshot::uploadedBytes() const
{
    qint64 sum = 0;
    for (const EndpointProgress &stream : streams)
        sum += stream.uploadedBytes;
    return sum;
}

QJsonObject JobSnapshot::asJson() const
{
    QJsonArray list;
    for (const EndpointProgress &stream : streams) {
        QJsonObject item{{QStringLiteral("endpoint"), stream.endpointId},
                         {QStringLiteral("done"), stream.done},
                         {QStringLiteral("events"), stream.events},
                         {QStringLiteral("out_of_range"), stream.outOfRange},
                         {QStringLiteral("duplicates"), stream.duplicates},
                         {QStringLiteral("late"), stream.late},
                         {QStringLiteral("late_kept"), stream.lateKept},
                         {QStringLiteral("earlier"), stream.earlier},
                         {QStringLiteral("quiet_answers"), stream.quiet},
                         {QStringLiteral("undated"), stream.undated},
                         {QStringLiteral("same_id"), stream.sameId},
                         {QStringLiteral("odd"), stream.odd},
                         {QStringLiteral("escaped_line_breaks"), stream.escapedBreaks},
                         {QStringLiteral("bytes"), stream.bytes},
                         {QStringLiteral("file_bytes"), stream.fileBytes},
                         {QStringLiteral("requests"), stream.requests},
                         {QStringLiteral("pages"), stream.pages},
                         {QStringLiteral("files"), stream.parts}};
        if (request.bucket) {
            item.insert(QStringLiteral("uploaded_files"), stream.uploadedFiles);
            item.insert(QStringLiteral("uploaded_bytes"), stream.uploadedBytes);
        }
        if (stream.earliest > 0)
            item.insert(QStringLiteral("begins_at"), isoUtc(stream.earliest));
        if (stream.hwm > 0)
            item.insert(QStringLiteral("covered_until"),
                        isoUtc(stream.coveredUntil(request.from, request.to)));
        if (stream.done)
            item.insert(QStringLiteral("reached_end"), !stream.endsBefore(request.to));
        if (!stream.oddPlaces.isEmpty()) {
            QJsonArray places;
            for (const OddPlace &place : stream.oddPlaces)
                places << QJsonObject{{QStringLiteral("page"), place.page},
                                      {QStringLiteral("offset"), place.offset},
                                      {QStringLiteral("reason"), place.reason}};
            item.insert(QStringLiteral("odd_events"), places);
        }
        if (stream.oldest) {
            QJsonObject oldest{{QStringLiteral("answer"), oldestAnswerName(stream.oldest->kind)}};
            if (stream.oldest->kind == OldestAnswer::Kind::Known)
                oldest.insert(QStringLiteral("at"), isoUtc(stream.oldest->at));
            item.insert(QStringLiteral("oldest_event"), oldest);
        }
        if (!stream.note.isEmpty())
            item.insert(QStringLiteral("note"), stream.note);
        if (!stream.continuedBy.isEmpty())
            item.insert(QStringLiteral("continued_by"), stream.continuedBy);
        if (stream.error)
            item.insert(QStringLiteral("error"), errorJson(*stream.error));
        list << item;
    }
    // What is missing, so that it does not go unnoticed.
    QJsonArray missing;
    for (const EndpointProgress &stream : streams) {
        for (const TimeWindow &gap : stream.gaps)
            missing << QJsonObject{{QStringLiteral("endpoint"), stream.endpointId},
                                   {QStringLiteral("from"), isoUtc(gap.from)},
                                   {QStringLiteral("to"), isoUtc(gap.to > 0 ? gap.to : request.to)},
                                   {QStringLiteral("file"), gap.file},
                                   {QStringLiteral("reason"), gap.fault}};
        if (state == JobState::Incomplete && !stream.done && stream.gaps.isEmpty())
            missing << QJsonObject{{QStringLiteral("endpoint"), stream.endpointId},
                                   {QStringLiteral("from"), isoUtc(std::max(stream.hwm, request.from))},
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
                     {QStringLiteral("streams"), list}};
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
