#include "core/exporting/journal/job_journal.h"

#include "core/base/error_json.h"
#include "core/base/forward_error.h"
#include "core/base/secret.h"
#include "core/exporting/journal/continuing/continuation_request.h"
#include "core/exporting/journal/export_request_json.h"
#include "core/language/language.h"
#include "core/language/rewording.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace slipway {
namespace {

QString toText(const std::optional<Error> &error)
{
    if (!error)
        return {};
    const QJsonArray fields{errorKindName(error->kind), error->message, error->nextStep,
                            scrubbed(error->details), languageOfTexts()};
    return QString::fromUtf8(QJsonDocument(fields).toJson(QJsonDocument::Compact));
}

std::optional<Error> errorFrom(const QString &text)
{
    if (text.isEmpty())
        return std::nullopt;
    const QJsonArray fields = QJsonDocument::fromJson(text.toUtf8()).array();
    const QString madeIn = fields[4].toString(); // empty: stored by an earlier version
    return Error{errorKindFromName(fields[0].toString()), reworded(fields[1].toString(), madeIn),
                 reworded(fields[2].toString(), madeIn), fields[3].toString()};
}

constexpr auto endpointColumns =
    "endpoint, done, intent_open, hwm, requests, pages, part_number, part_offset, part_events, part_bytes, "
    "part_first,"
    " part_last, last_checksum, events, out_of_range, duplicates, bytes, file_bytes, parts, error,"
    " index_number, index_start, index_pages, latest, late, late_kept, replayed, undated, same_id, earliest,"
    " (SELECT count(*) FROM job_upload u WHERE u.job = job_stream.job AND u.endpoint = job_stream.endpoint),"
    " (SELECT sum(size) FROM job_upload u WHERE u.job = job_stream.job AND u.endpoint = job_stream.endpoint),"
    " odd, escaped_breaks, note, oldest_answer, oldest_at,"
    " (SELECT mark FROM job_continuation c WHERE c.job = job_stream.job AND c.endpoint = "
    "job_stream.endpoint),"
    " (SELECT c.job FROM job_continuation c WHERE c.continues = job_stream.job AND c.endpoint ="
    " job_stream.endpoint), earlier, reach, doubts_latest, index_ahead, quiet";

constexpr int keptDays = 14; // for the keys of an export that has ended: another one may continue it

constexpr auto jobColumns = "id, request, state, created, changed, error";

// Without its endpoints.
JobSnapshot snapshotFrom(const QSqlQuery &row)
{
    JobSnapshot snapshot;
    snapshot.id = row.value(0).toString();
    snapshot.request = requestFrom(QJsonDocument::fromJson(row.value(1).toString().toUtf8()).object());
    snapshot.state = jobStateFrom(row.value(2).toString()).value_or(JobState::Interrupted);
    snapshot.created = QDateTime::fromString(row.value(3).toString(), Qt::ISODateWithMs);
    snapshot.changed = QDateTime::fromString(row.value(4).toString(), Qt::ISODateWithMs);
    snapshot.error = errorFrom(row.value(5).toString());
    return snapshot;
}

EndpointCheckpoint checkpointFrom(const QSqlQuery &row)
{
    const auto number = [&](int column) { return row.value(column).toLongLong(); };
    EndpointCheckpoint point;
    point.endpointId = row.value(0).toString();
    point.done = row.value(1).toBool();
    point.intentOpen = row.value(2).toBool();
    point.hwm = number(3);
    point.requests = number(4);
    point.pages = number(5);
    point.part.number = row.value(6).toInt();
    point.part.fileBytes = number(7);
    point.part.events = number(8);
    point.part.bytes = number(9);
    point.part.first = number(10);
    point.part.last = number(11);
    point.lastChecksum = row.value(12).toString();
    EndpointProgress &totals = point.totals;
    totals.endpointId = point.endpointId;
    totals.done = point.done;
    totals.events = number(13);
    totals.outOfRange = number(14);
    totals.duplicates = number(15);
    totals.bytes = number(16);
    totals.fileBytes = number(17);
    totals.parts = row.value(18).toInt();
    totals.error = errorFrom(row.value(19).toString());
    point.index = row.value(20).toInt();
    point.indexStart = number(21);
    point.indexPages = number(22);
    point.latest = number(23);
    totals.late = number(24);
    totals.lateKept = number(25);
    totals.replayed = number(26);
    totals.undated = number(27);
    totals.sameId = number(28);
    totals.earliest = number(29);
    totals.latest = point.latest;
    totals.uploadedFiles = row.value(30).toInt();
    totals.uploadedBytes = number(31);
    totals.odd = number(32);
    totals.escapedBreaks = number(33);
    totals.note = row.value(34).toString();
    if (const auto kind = oldestAnswerFrom(row.value(35).toString()))
        totals.oldest = OldestAnswer{*kind, number(36)};
    totals.startMark = number(37);
    totals.continuedBy = row.value(38).toString();
    totals.earlier = number(39);
    point.reach = number(40);
    point.doubtsLatest = row.value(41).toBool();
    point.isAhead = row.value(42).toBool();
    totals.quiet = number(43);
    totals.requests = point.requests;
    totals.pages = point.pages;
    totals.hwm = point.hwm;
    return point;
}

// Drops the result of a statement if only its success matters.
Result<void> done(Result<QSqlQuery> query)
{
    if (!query)
        return std::unexpected(query.error());
    return {};
}

} // namespace

Result<JobJournal> JobJournal::open(const QString &databasePath)
{
    ASSIGN_OR_RETURN(StateDatabase database, StateDatabase::open(databasePath));
    return JobJournal(std::move(database));
}

Result<void> JobJournal::addJob(const QString &id, const ExportRequest &request) const
{
    return m_database.transaction([&]() -> Result<void> {
        const QString now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
        auto added = m_database.run(
            QStringLiteral("INSERT INTO job(id, request, state, created, changed) VALUES(?,?,?,?,?)"),
            {id, QString::fromUtf8(QJsonDocument(toJson(request)).toJson(QJsonDocument::Compact)),
             jobStateName(JobState::Queued), now, now});
        for (const QString &endpoint : request.endpointIds) {
            if (added)
                added = m_database.run(
                    QStringLiteral("INSERT INTO job_stream(job, endpoint, part_number) VALUES(?,?,1)"),
                    {id, endpoint});
        }
        if (added && !request.continues.isEmpty())
            return addContinuations(id, request);
        return done(std::move(added));
    });
}

Result<void> JobJournal::addContinuations(const QString &id, const ExportRequest &request) const
{
    ASSIGN_OR_RETURN(const JobSnapshot former, job(request.continues));
    if (auto allowed = checkContinuable(former); !allowed)
        return allowed;
    for (const QString &endpoint : request.endpointIds) {
        ASSIGN_OR_RETURN(const auto before, continuations().of(former.id, endpoint));
        ASSIGN_OR_RETURN(const auto read, pages(former.id, endpoint));
        ASSIGN_OR_RETURN(const auto end, checkpoint(former.id, endpoint));
        ASSIGN_OR_RETURN(const auto ahead, windows(former.id, endpoint));
        Continuation continuation = continuationOf(former, before, end, read);
        // Where the tenant's cursor is on an index that was read ahead need not be known.
        if (continuation.indexJob == former.id && std::ranges::any_of(ahead, [&](const WindowRecord &window) {
                return window.index == continuation.indexNumber;
            }))
            continuation.indexStart = -1;
        const bool wroteEvents = std::ranges::any_of(read, [](const auto &page) { return page.events > 0; });
        if (auto added = continuations().add(id, endpoint, continuation, wroteEvents); !added)
            return added;
    }
    return {};
}

// Four queries, however many jobs there are: job() for each of them takes eight.
Result<QList<JobSnapshot>> JobJournal::jobs() const
{
    ASSIGN_OR_RETURN(auto rows, m_database.run(QStringLiteral("SELECT %1 FROM job ORDER BY created DESC, id "
                                                              "DESC")
                                                   .arg(QLatin1String(jobColumns))));
    QList<JobSnapshot> jobs;
    QHash<QString, qsizetype> places; // in that list, by id
    while (rows.next()) {
        jobs << snapshotFrom(rows);
        places.insert(jobs.last().id, jobs.size() - 1);
    }
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    ASSIGN_OR_RETURN(auto endpointRows,
                     m_database.run(QStringLiteral("SELECT %1, job AS of_job FROM job_stream ORDER BY rowid")
                                        .arg(QLatin1String(endpointColumns))));
    QHash<std::pair<QString, QString>, EndpointProgress *> found; // by job and endpoint
    while (endpointRows.next()) {
        const auto place = places.constFind(endpointRows.value(QStringLiteral("of_job")).toString());
        if (place != places.constEnd())
            jobs[*place].endpoints << checkpointFrom(endpointRows).totals;
    }
    RETURN_IF_ERROR(m_database.wereAllRead(endpointRows));
    for (JobSnapshot &job : jobs) {
        for (EndpointProgress &progress : job.endpoints)
            found.insert({job.id, progress.endpointId}, &progress);
    }
    ASSIGN_OR_RETURN(auto gaps,
                     m_database.run(QStringLiteral("SELECT job, endpoint, from_mark, to_mark, file, "
                                                   "fault FROM job_gap ORDER BY rowid")));
    while (gaps.next()) {
        if (EndpointProgress *progress = found.value({gaps.value(0).toString(), gaps.value(1).toString()}))
            progress->gaps << TimeWindow{gaps.value(2).toLongLong(), gaps.value(3).toLongLong(),
                                         gaps.value(4).toString(), gaps.value(5).toString()};
    }
    RETURN_IF_ERROR(m_database.wereAllRead(gaps));
    ASSIGN_OR_RETURN(auto odd, m_database.run(QStringLiteral("SELECT job, endpoint, page, place, reason FROM "
                                                             "job_odd ORDER BY page, place")));
    while (odd.next()) {
        if (EndpointProgress *progress = found.value({odd.value(0).toString(), odd.value(1).toString()}))
            progress->oddPlaces << OddPlace{odd.value(2).toLongLong(), odd.value(3).toLongLong(),
                                            odd.value(4).toString()};
    }
    RETURN_IF_ERROR(m_database.wereAllRead(odd));
    return jobs;
}

Result<JobSnapshot> JobJournal::job(const QString &id) const
{
    ASSIGN_OR_RETURN(
        auto row,
        m_database.run(QStringLiteral("SELECT %1 FROM job WHERE id = ?").arg(QLatin1String(jobColumns)),
                       {id}));
    if (!row.next())
        return failure(ErrorKind::NotFound,
                       QCoreApplication::translate("JobJournal", "There is no export job \"%1\".").arg(id),
                       QCoreApplication::translate("JobJournal", "See the list of jobs."));
    JobSnapshot snapshot = snapshotFrom(row);
    ASSIGN_OR_RETURN(auto rows,
                     m_database.run(QStringLiteral("SELECT %1 FROM job_stream WHERE job = ? ORDER BY rowid")
                                        .arg(QLatin1String(endpointColumns)),
                                    {id}));
    while (rows.next())
        snapshot.endpoints << checkpointFrom(rows).totals;
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    for (EndpointProgress &progress : snapshot.endpoints) {
        ASSIGN_OR_RETURN(const auto missing, gaps(id, progress.endpointId));
        for (const GapRecord &gap : missing)
            progress.gaps << TimeWindow{gap.from, gap.to, gap.file, gap.fault};
        ASSIGN_OR_RETURN(const auto odd, oddPlaces(id, progress.endpointId));
        progress.oddPlaces = odd;
    }
    return snapshot;
}

Result<void> JobJournal::setState(const QString &id, JobState state, const std::optional<Error> &error) const
{
    return m_database.transaction([&]() -> Result<void> {
        auto stored =
            m_database.run(QStringLiteral("UPDATE job SET state = ?, error = ?, changed = ? WHERE id = ?"),
                           {jobStateName(state), toText(error),
                            QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs), id});
        if (stored && state != JobState::Running)
            stored = m_database.run(
                QStringLiteral("UPDATE job_stream SET note = '' WHERE job = ? AND note <> ''"), {id});
        return done(std::move(stored));
    });
}

Result<void> JobJournal::removeJob(const QString &id) const
{
    return done(m_database.run(QStringLiteral("DELETE FROM job WHERE id = ?"), {id}));
}

Result<EndpointCheckpoint> JobJournal::checkpoint(const QString &id, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(auto row,
                     m_database.run(QStringLiteral("SELECT %1 FROM job_stream WHERE job = ? AND endpoint = ?")
                                        .arg(QLatin1String(endpointColumns)),
                                    {id, endpointId}));
    if (!row.next())
        return failure(
            ErrorKind::NotFound,
            QCoreApplication::translate("JobJournal", "Job %1 has no endpoint %2.").arg(id, endpointId));
    EndpointCheckpoint point = checkpointFrom(row);
    ASSIGN_OR_RETURN(
        auto ids,
        m_database.run(QStringLiteral("SELECT ids FROM job_page_ids WHERE job = ? AND endpoint = ?"),
                       {id, endpointId}));
    if (ids.next())
        point.formerIds = ids.value(0).toByteArray();
    ASSIGN_OR_RETURN(const auto odd, oddPlaces(id, endpointId));
    point.totals.oddPlaces = odd;
    return point;
}

Result<void> JobJournal::recordIntent(const QString &id, const QString &endpointId, int index,
                                      qint64 indexStart, bool doubtsLatest, bool isAhead) const
{
    // Another index has no pages yet.
    return done(m_database.run(
        QStringLiteral(
            "UPDATE job_stream SET intent_open = 1, requests = requests + 1, index_pages = CASE WHEN "
            "index_number = ? THEN index_pages ELSE 0 END, index_number = ?, index_start = ?, "
            "index_ahead = ?, doubts_latest = ? WHERE job = ? AND endpoint = ?"),
        {index, index, indexStart, isAhead, doubtsLatest, id, endpointId}));
}

Result<void> JobJournal::beginWindow(const QString &id, const QString &endpointId,
                                     const WindowRecord &window) const
{
    return done(m_database.run(
        QStringLiteral("INSERT INTO job_window(job, endpoint, placed, name, start) VALUES(?,?,?,?,?)"),
        {id, endpointId, window.placed, window.name, window.start}));
}

Result<void> JobJournal::enterWindow(const QString &id, const QString &endpointId, int index,
                                     const WindowRecord &window) const
{
    return m_database.transaction([&]() -> Result<void> {
        auto stored =
            m_database.run(QStringLiteral("UPDATE job_window SET index_number = ? WHERE job = ? AND "
                                          "endpoint = ? AND placed = ?"),
                           {index, id, endpointId, window.placed});
        if (stored)
            stored = m_database.run(
                QStringLiteral("UPDATE job_stream SET index_number = ?, index_start = ?, index_pages = 0,"
                               " index_ahead = 1, intent_open = 1 WHERE job = ? AND endpoint = ?"),
                {index, window.start, id, endpointId});
        return done(std::move(stored));
    });
}

Result<QList<WindowRecord>> JobJournal::windows(const QString &id, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(auto rows,
                     m_database.run(QStringLiteral("SELECT placed, name, start, index_number FROM job_window"
                                                   " WHERE job = ? AND endpoint = ? ORDER BY placed"),
                                    {id, endpointId}));
    QList<WindowRecord> windows;
    while (rows.next())
        windows << WindowRecord{rows.value(0).toInt(), rows.value(1).toInt(), rows.value(2).toLongLong(),
                                rows.value(3).isNull() ? -1 : rows.value(3).toInt()};
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return windows;
}

Result<void> JobJournal::withdrawIntent(const QString &id, const QString &endpointId) const
{
    return done(
        m_database.run(QStringLiteral("UPDATE job_stream SET intent_open = 0 WHERE job = ? AND endpoint = ?"),
                       {id, endpointId}));
}

Result<void> JobJournal::commitPage(const QString &id, const EndpointCheckpoint &point,
                                    const PageRecord &page, const PageKeys &keys, bool requestFollows) const
{
    return m_database.transaction([&]() -> Result<void> {
        auto stored = m_database.run(
            QStringLiteral(
                "INSERT INTO job_page(job, endpoint, sequence, operation, hwm, sent, events, out_of_range,"
                " duplicates, bytes, checksum, lines_crc, index_number, late, replayed, undated,"
                " late_kept, same_id, latest, odd, escaped_breaks, earlier, reach, quiet)"
                " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
            {id,          point.endpointId, page.sequence,      page.operation, page.hwm,      page.sent,
             page.events, page.outOfRange,  page.duplicates,    page.bytes,     page.checksum, page.linesCrc,
             page.index,  page.late,        page.replayed,      page.undated,   page.lateKept, page.sameId,
             page.latest, page.odd,         page.escapedBreaks, page.earlier,   page.reach,    page.quiet});
        for (const OddPlace &place : page.oddPlaces) {
            if (stored)
                stored = m_database.run(
                    QStringLiteral(
                        "INSERT INTO job_odd(job, endpoint, page, place, reason) VALUES(?,?,?,?,?)"),
                    {id, point.endpointId, place.page, place.offset, place.reason});
        }
        const EndpointProgress &totals = point.totals;
        if (stored)
            stored = m_database.run(
                QStringLiteral(
                    "UPDATE job_stream SET intent_open = ?, requests = requests + ?, hwm = ?, pages = ?,"
                    " part_offset = ?, part_events = ?, part_bytes = ?, part_first = ?, part_last = ?,"
                    " last_checksum = ?, events = ?, out_of_range = ?, duplicates = ?, bytes = ?, file_bytes "
                    "= ?,"
                    " index_pages = ?, latest = ?, reach = ?, doubts_latest = ?, late = ?, late_kept = ?,"
                    " replayed = ?, undated = ?, same_id = ?,"
                    " earliest = ?, odd = ?, escaped_breaks = ?, earlier = ?, quiet = ? WHERE job = ? AND "
                    "endpoint = "
                    "?"),
                {requestFollows,
                 point.requestsAhead + (requestFollows ? 1 : 0),
                 point.hwm,
                 point.pages,
                 point.part.fileBytes,
                 point.part.events,
                 point.part.bytes,
                 point.part.first,
                 point.part.last,
                 point.lastChecksum,
                 totals.events,
                 totals.outOfRange,
                 totals.duplicates,
                 totals.bytes,
                 totals.fileBytes,
                 point.indexPages,
                 point.latest,
                 point.reach,
                 point.doubtsLatest,
                 totals.late,
                 totals.lateKept,
                 totals.replayed,
                 totals.undated,
                 totals.sameId,
                 totals.earliest,
                 totals.odd,
                 totals.escapedBreaks,
                 totals.earlier,
                 totals.quiet,
                 id,
                 point.endpointId});
        // Also for a page whose events were all left out, because the row shows that keys were kept.
        const std::vector<EventKey128> known = keys.forJournal();
        if (stored && page.sent > 0)
            stored = m_database.run(
                QStringLiteral("INSERT INTO job_page_key(job, endpoint, sequence, hwm, latest, keys)"
                               " VALUES(?,?,?,?,?,?)"),
                {id, point.endpointId, keys.sequence, keys.hwm, keys.latest,
                 known.empty() ? QByteArray("", 0) : joined(known)});
        if (stored && !point.formerIds.isEmpty())
            stored = m_database.run(QStringLiteral("DELETE FROM job_page_ids WHERE job = ? AND endpoint = ?"),
                                    {id, point.endpointId});
        return done(std::move(stored));
    });
}

Result<void> JobJournal::commitPart(const QString &id, EndpointCheckpoint &point, const PartRecord &part,
                                    qint64 keepFrom) const
{
    const Result<void> stored = m_database.transaction([&]() -> Result<void> {
        auto inserted = m_database.run(
            QStringLiteral("INSERT INTO job_part(job, endpoint, number, name, events, bytes, "
                           "file_bytes, sha256, first, last, md5)"
                           " VALUES(?,?,?,?,?,?,?,?,?,?,?)"),
            {id, point.endpointId, part.number, part.name, part.events, part.bytes, part.fileBytes,
             QString::fromLatin1(part.sha256), part.first, part.last, QString::fromLatin1(part.md5)});
        if (inserted)
            inserted = m_database.run(
                QStringLiteral(
                    "UPDATE job_stream SET part_number = ?, part_offset = 0, part_events = 0, part_bytes = 0,"
                    " part_first = 0, part_last = 0, parts = ? WHERE job = ? AND endpoint = ?"),
                {part.number + 1, part.number, id, point.endpointId});
        if (inserted)
            inserted = m_database.run(
                QStringLiteral("DELETE FROM job_page_key WHERE job = ? AND endpoint = ? AND sequence < ?"),
                {id, point.endpointId, keepFrom});
        return done(std::move(inserted));
    });
    if (stored) {
        point.part = {};
        point.part.number = part.number + 1;
        point.totals.parts = part.number;
    }
    return stored;
}

Result<QList<PageKeys>> JobJournal::pageKeys(const QString &id, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(
        auto rows,
        m_database.run(QStringLiteral("SELECT sequence, hwm, latest, keys FROM job_page_key WHERE job = ?"
                                      " AND endpoint = ? ORDER BY sequence"),
                       {id, endpointId}));
    QList<PageKeys> pages;
    while (rows.next())
        pages << PageKeys{rows.value(0).toLongLong(), rows.value(1).toLongLong(), rows.value(2).toLongLong(),
                          keysFrom(rows.value(3).toByteArray())};
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return pages;
}

Result<void> JobJournal::rollBackToFinishedParts(const QString &id, const QString &endpointId,
                                                 qint64 from) const
{
    ASSIGN_OR_RETURN(const auto finished, parts(id, endpointId));
    ASSIGN_OR_RETURN(const auto all, pages(id, endpointId));
    qint64 inFiles = 0, fileBytes = 0;
    for (const PartRecord &part : finished) {
        inFiles += part.events;
        fileBytes += part.fileBytes;
    }
    // A page never spans two files, and pages without events count with what is before them.
    EndpointProgress totals;
    PageRecord last;
    last.hwm = from;
    QString lastChecksum;
    qint64 latest = 0, reach = 0;
    for (const PageRecord &page : all) {
        if (totals.events + page.events > inFiles || (inFiles == 0 && page.events == 0))
            break;
        totals.events += page.events;
        totals.outOfRange += page.outOfRange;
        totals.duplicates += page.duplicates;
        totals.bytes += page.bytes;
        totals.late += page.late;
        totals.lateKept += page.lateKept;
        totals.replayed += page.replayed;
        totals.undated += page.undated;
        totals.sameId += page.sameId;
        totals.odd += page.odd;
        totals.escapedBreaks += page.escapedBreaks;
        totals.earlier += page.earlier;
        totals.quiet += page.quiet;
        latest = std::max(latest, page.latest);
        reach = std::max(reach, page.reach);
        if (page.sent > 0)
            lastChecksum = page.checksum;
        last = page;
    }
    for (const PartRecord &part : finished) {
        if (part.last > 0)
            totals.earliest = totals.earliest == 0 ? part.first : std::min(totals.earliest, part.first);
    }
    return m_database.transaction([&]() -> Result<void> {
        auto stored = m_database.run(
            QStringLiteral("DELETE FROM job_page WHERE job = ? AND endpoint = ? AND sequence > ?"),
            {id, endpointId, last.sequence});
        // The pages after it are requested again, including those that could not be obtained.
        if (stored)
            stored = m_database.run(
                QStringLiteral("DELETE FROM job_gap WHERE job = ? AND endpoint = ? AND after_page >= ?"),
                {id, endpointId, last.sequence});
        if (stored)
            stored = m_database.run(
                QStringLiteral(
                    "UPDATE job_gap SET to_mark = 0 WHERE job = ? AND endpoint = ? AND to_mark > ?"),
                {id, endpointId, last.hwm});
        if (stored)
            stored = m_database.run(
                QStringLiteral("DELETE FROM job_page_key WHERE job = ? AND endpoint = ? AND sequence > ?"),
                {id, endpointId, last.sequence});
        if (stored)
            stored = m_database.run(
                QStringLiteral("DELETE FROM job_odd WHERE job = ? AND endpoint = ? AND page > ?"),
                {id, endpointId, last.sequence});
        if (stored)
            stored = m_database.run(
                QStringLiteral(
                    "UPDATE job_stream SET intent_open = 1, hwm = ?, pages = ?, part_offset = 0, part_events "
                    "= 0,"
                    " part_bytes = 0, part_first = 0, part_last = 0, last_checksum = ?, events = ?, "
                    "out_of_range = ?,"
                    " duplicates = ?, bytes = ?, file_bytes = ?, index_pages = 0, latest = ?, reach = ?, "
                    "late = ?,"
                    " late_kept = ?, replayed = ?, undated = ?, same_id = ?, earliest = ?, odd = ?,"
                    " escaped_breaks = ?, earlier = ?, quiet = ? WHERE job = ? AND endpoint = ?"),
                {last.hwm,        last.sequence,     lastChecksum,
                 totals.events,   totals.outOfRange, totals.duplicates,
                 totals.bytes,    fileBytes,         latest,
                 reach,           totals.late,       totals.lateKept,
                 totals.replayed, totals.undated,    totals.sameId,
                 totals.earliest, totals.odd,        totals.escapedBreaks,
                 totals.earlier,  totals.quiet,      id,
                 endpointId});
        return done(std::move(stored));
    });
}

Result<void> JobJournal::addGap(const QString &id, const QString &endpointId, const GapRecord &gap) const
{
    return done(m_database.run(
        QStringLiteral("INSERT INTO job_gap(job, endpoint, after_page, from_mark, to_mark, file, reason, "
                       "checksum, fault)"
                       " VALUES(?,?,?,?,?,?,?,?,?)"),
        {id, endpointId, gap.afterPage, gap.from, gap.to, gap.file.isNull() ? QStringLiteral("") : gap.file,
         gap.reason.isNull() ? QStringLiteral("") : gap.reason, gap.checksum, gap.fault}));
}

Result<void> JobJournal::closeGaps(const QString &id, const QString &endpointId, qint64 to) const
{
    return done(m_database.run(
        QStringLiteral("UPDATE job_gap SET to_mark = ? WHERE job = ? AND endpoint = ? AND to_mark = 0 AND "
                       "from_mark < ?"),
        {to, id, endpointId, to}));
}

Result<QList<GapRecord>> JobJournal::gaps(const QString &id, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(
        auto rows,
        m_database.run(
            QStringLiteral("SELECT after_page, from_mark, to_mark, file, reason, checksum, fault FROM "
                           "job_gap WHERE job = ? AND endpoint = ? ORDER BY rowid"),
            {id, endpointId}));
    QList<GapRecord> gaps;
    while (rows.next())
        gaps << GapRecord{rows.value(0).toLongLong(), rows.value(1).toLongLong(), rows.value(2).toLongLong(),
                          rows.value(3).toString(),   rows.value(4).toString(),   rows.value(5).toString(),
                          rows.value(6).toString()};
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return gaps;
}

Result<void> JobJournal::finishEndpoint(const QString &id, const QString &endpointId, qint64 keepFrom) const
{
    const QString longAgo = QDateTime::currentDateTimeUtc().addDays(-keptDays).toString(Qt::ISODateWithMs);
    return m_database.transaction([&]() -> Result<void> {
        auto stored = m_database.run(
            QStringLiteral("UPDATE job_stream SET done = 1, intent_open = 0, error = NULL WHERE job = ? AND "
                           "endpoint = ?"),
            {id, endpointId});
        if (stored)
            stored = m_database.run(QStringLiteral("DELETE FROM job_page_ids WHERE job = ? AND endpoint = ?"),
                                    {id, endpointId});
        if (stored)
            stored = m_database.run(
                QStringLiteral("DELETE FROM job_page_key WHERE job = ? AND endpoint = ? AND sequence < ?"),
                {id, endpointId, keepFrom});
        // Keys that are no longer needed: those of the job that this one continued, and of old jobs.
        if (stored)
            stored = m_database.run(
                QStringLiteral(
                    "DELETE FROM job_page_key WHERE EXISTS (SELECT 1 FROM job_continuation c WHERE "
                    "c.job = ? AND c.endpoint = ? AND c.continues = job_page_key.job AND c.endpoint "
                    "= job_page_key.endpoint)"),
                {id, endpointId});
        if (stored)
            stored = m_database.run(
                QStringLiteral(
                    "DELETE FROM job_page_key WHERE job IN (SELECT id FROM job WHERE changed < ?) AND "
                    "EXISTS (SELECT 1 FROM job_stream s WHERE s.job = job_page_key.job AND s.endpoint "
                    "= job_page_key.endpoint AND s.done = 1)"),
                {longAgo});
        return done(std::move(stored));
    });
}

Result<void> JobJournal::setEndpointError(const QString &id, const QString &endpointId,
                                          const std::optional<Error> &error) const
{
    return done(
        m_database.run(QStringLiteral("UPDATE job_stream SET error = ? WHERE job = ? AND endpoint = ?"),
                       {toText(error), id, endpointId}));
}

Result<void> JobJournal::setNote(const QString &id, const QString &endpointId, const QString &note) const
{
    return done(
        m_database.run(QStringLiteral("UPDATE job_stream SET note = ? WHERE job = ? AND endpoint = ?"),
                       {note.isNull() ? QStringLiteral("") : note, id, endpointId}));
}

Result<void> JobJournal::setOldest(const QString &id, const QString &endpointId,
                                   const OldestAnswer &oldest) const
{
    return done(m_database.run(QStringLiteral("UPDATE job_stream SET oldest_answer = ?, oldest_at = ? WHERE "
                                              "job = ? AND endpoint = ?"),
                               {oldestAnswerName(oldest.kind), oldest.at, id, endpointId}));
}

Result<QList<OddPlace>> JobJournal::oddPlaces(const QString &id, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(
        auto rows, m_database.run(QStringLiteral("SELECT page, place, reason FROM job_odd WHERE job = ? AND "
                                                 "endpoint = ? ORDER BY page, place"),
                                  {id, endpointId}));
    QList<OddPlace> places;
    while (rows.next())
        places << OddPlace{rows.value(0).toLongLong(), rows.value(1).toLongLong(), rows.value(2).toString()};
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return places;
}

Result<void> JobJournal::forgetParts(const QString &id, const QString &endpointId) const
{
    return m_database.transaction([&]() -> Result<void> {
        auto stored = m_database.run(
            QStringLiteral("UPDATE job_stream SET part_number = 0, part_offset = 0 WHERE job = ? AND "
                           "endpoint = ?"),
            {id, endpointId});
        if (stored)
            stored = m_database.run(QStringLiteral("DELETE FROM job_part WHERE job = ? AND endpoint = ?"),
                                    {id, endpointId});
        if (stored)
            stored = m_database.run(QStringLiteral("DELETE FROM job_page_key WHERE job = ? AND endpoint = ?"),
                                    {id, endpointId});
        if (stored)
            return continuations().release(id, endpointId);
        return done(std::move(stored));
    });
}

Result<QStringList> JobJournal::cancelledWithFiles() const
{
    ASSIGN_OR_RETURN(
        auto rows,
        m_database.run(
            QStringLiteral("SELECT DISTINCT job FROM job_stream JOIN job ON job.id = job_stream.job"
                           " WHERE state = ? AND done = 0 AND part_number > 0"),
            {jobStateName(JobState::Cancelled)}));
    QStringList jobs;
    while (rows.next())
        jobs << rows.value(0).toString();
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return jobs;
}

Result<QList<PartRecord>> JobJournal::parts(const QString &id, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(
        auto rows,
        m_database.run(
            QStringLiteral(
                "SELECT number, name, events, bytes, file_bytes, sha256, first, last, md5 FROM job_part"
                " WHERE job = ? AND endpoint = ? ORDER BY number"),
            {id, endpointId}));
    QList<PartRecord> parts;
    while (rows.next())
        parts << PartRecord{
            rows.value(0).toInt(),      rows.value(1).toString(),   rows.value(2).toLongLong(),
            rows.value(3).toLongLong(), rows.value(4).toLongLong(), rows.value(5).toString().toLatin1(),
            rows.value(6).toLongLong(), rows.value(7).toLongLong(), rows.value(8).toString().toLatin1()};
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return parts;
}

Result<QList<PageRecord>> JobJournal::pages(const QString &id, const QString &endpointId) const
{
    return pagesWhere(id, endpointId, QStringLiteral("ORDER BY sequence"));
}

Result<PageRecord> JobJournal::lastPage(const QString &id, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(const auto last,
                     pagesWhere(id, endpointId, QStringLiteral("ORDER BY sequence DESC LIMIT 1")));
    return last.isEmpty() ? PageRecord{} : last.first();
}

Result<QList<PageRecord>> JobJournal::pagesWhere(const QString &id, const QString &endpointId,
                                                 const QString &order) const
{
    ASSIGN_OR_RETURN(
        auto rows,
        m_database.run(
            QStringLiteral("SELECT sequence, operation, hwm, sent, events, out_of_range, "
                           "duplicates, bytes, checksum, lines_crc, index_number, late, replayed, "
                           "undated, late_kept, same_id, latest, odd, escaped_breaks, earlier, reach, quiet"
                           " FROM job_page WHERE job = ? AND endpoint = ? ") +
                order,
            {id, endpointId}));
    QList<PageRecord> pages;
    while (rows.next())
        pages << PageRecord{
            rows.value(0).toLongLong(),  rows.value(1).toString(),    rows.value(2).toLongLong(),
            rows.value(3).toLongLong(),  rows.value(4).toLongLong(),  rows.value(5).toLongLong(),
            rows.value(6).toLongLong(),  rows.value(7).toLongLong(),  rows.value(8).toString(),
            rows.value(9).toString(),    rows.value(10).toInt(),      rows.value(11).toLongLong(),
            rows.value(12).toLongLong(), rows.value(13).toLongLong(), rows.value(14).toLongLong(),
            rows.value(15).toLongLong(), rows.value(16).toLongLong(), rows.value(17).toLongLong(),
            rows.value(18).toLongLong(), rows.value(19).toLongLong(), rows.value(20).toLongLong(),
            rows.value(21).toLongLong()};
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return pages;
}

} // namespace slipway
