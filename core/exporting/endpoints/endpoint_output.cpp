#include "core/exporting/endpoints/endpoint_output.h"

#include "core/base/forward_error.h"
#include "core/exporting/parts/commit_count.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/parts/part_check.h"
#include "core/netskope/api.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <isa-l/crc64.h>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(EndpointOutput)
};

constexpr qsizetype mostOddPlaces = 100; // of an endpoint: the rest is counted only

QString hexOf(quint64 crc)
{
    return QStringLiteral("%1").arg(crc, 16, 16, QLatin1Char('0'));
}

QString pageChecksum(const ResponsePage &page, quint64 crc)
{
    return QStringLiteral("%1-%2").arg(page.events().size()).arg(hexOf(crc));
}

// The checksum of checksumOf(), without reading the events. `keys`: theirs.
QString checksumByKeys(const ResponsePage &page, const std::vector<EventKey128> &keys)
{
    uint64_t crc = 0;
    for (size_t i = 0; i < keys.size(); ++i)
        crc = continuedCrc(crc, keys[i], page.events()[i]);
    return pageChecksum(page, crc);
}

} // namespace

QString checksumOf(const ResponsePage &page)
{
    uint64_t crc = 0;
    for (const std::string_view event : page.events())
        crc = crc64_ecma_refl(crc, reinterpret_cast<const unsigned char *>(event.data()), event.size());
    return pageChecksum(page, crc);
}

QString bodyChecksum(const QByteArray &body)
{
    const auto *bytes = reinterpret_cast<const unsigned char *>(body.constData());
    return QStringLiteral("%1-%2")
        .arg(body.size())
        .arg(hexOf(crc64_ecma_refl(0, bytes, static_cast<uint64_t>(body.size()))));
}

EndpointOutput::EndpointOutput(EndpointExportContext context, JobJournal journal, EndpointCheckpoint point)
    : m_context(std::move(context)), m_journal(std::move(journal)), m_point(std::move(point)),
      m_writer(tableFolder(m_context.request, m_context.endpoint), m_context.jobId,
               m_context.request.compression, m_context.access.has_value()),
      m_start(m_context.origin(), m_context.request.to, m_context.startMark(),
              m_context.continuation ? m_context.continuation->latest : 0)
{
    placeAtStart();
    m_progress = m_point.totals;
    m_formerIds = EventIds(m_point.formerIds);
    m_firstPartHere = m_point.part.number;
}

void EndpointOutput::placeAtStart()
{
    if (m_point.pages > 0)
        return;
    m_point.hwm = m_context.startMark();
    m_point.latest = m_point.reach = m_context.continuation ? m_context.continuation->latest : 0;
}

MeasuredPage EndpointOutput::measure(const PageAnswer &answer, const SelectionRules &rules, bool replays)
{
    const ResponsePage &page = answer.page;
    MeasuredPage measured;
    measured.keys.reserve(page.events().size());
    std::vector<EventFacts> facts;
    facts.reserve(page.events().size());
    for (size_t i = 0; i < page.events().size(); ++i) {
        facts.push_back({keyOf(page.keys()[i].id, page.events()[i]), page.keys()[i].timestamp});
        measured.keys.push_back(facts.back().key);
    }
    measured.selection = select(facts, rules, m_keys.known(), m_point.hwm, replays, &m_texts);
    // For a job that an earlier version began, only the ids of its last page are known.
    if (!m_formerIds.isEmpty()) {
        Selection &selection = measured.selection;
        for (size_t i = 0; i < facts.size(); ++i) {
            const std::string_view id = page.keys()[i].id;
            if (selection.events[i] != Disposition::Write || id.empty() || !m_formerIds.contains(id))
                continue;
            ++selection.known;
            --selection.fresh;
            if (rules.keepRepeats)
                continue;
            selection.events[i] = Disposition::Repeated;
            ++selection.repeated;
            --selection.written;
            selection.undated -= !facts[i].time;
        }
        selection.sameId = std::min(selection.sameId, selection.written);
    }
    PageFacts &told = measured.facts;
    told.sent = static_cast<qint64>(page.events().size());
    told.fresh = measured.selection.fresh;
    told.known = measured.selection.known;
    told.changed = measured.selection.changed;
    told.ids = measured.selection.ids;
    told.holdsLast = m_keys.holdLast(measured.keys);
    told.holdsLost =
        m_notCommitted && std::ranges::any_of(measured.keys, [&](const EventKey128 &key) {
            return m_notCommitted->id != 0 ? key.id == m_notCommitted->id : key == *m_notCommitted;
        });
    told.checksum = checksumByKeys(page, measured.keys);
    told.mark = page.highWaterMark();
    told.earliest = measured.selection.earliest;
    told.latest = measured.selection.latest;
    told.reach = measured.selection.reach;
    told.wait = page.waitSeconds();
    if (answer.serverTime.isValid())
        told.sentAt = answer.serverTime.toSecsSinceEpoch();
    if (!measured.keys.empty()) {
        told.first = measured.keys.front();
        told.last = measured.keys.back();
    }
    return measured;
}

Result<void> EndpointOutput::take(const ResponsePage &page, const MeasuredPage &measured,
                                  const PageVerdict &verdict, const QString &label, int index,
                                  qint64 indexStart, bool requestFollows, const std::stop_token &stop)
{
    const auto stopped = [] { return failure(ErrorKind::Cancelled, Texts::tr("Stopped.")); };
    const Selection &selection = measured.selection;
    const qint64 mark = verdict.mark;
    PageRecord record;
    record.sequence = m_point.pages + 1;
    record.operation = label;
    record.sent = measured.facts.sent;
    record.checksum = measured.facts.checksum;
    record.hwm = mark;
    record.index = index;
    record.events = selection.written;
    record.outOfRange = selection.outOfRange;
    record.duplicates = selection.repeated;
    record.late = selection.late;
    record.replayed = selection.replayed;
    record.undated = selection.undated;
    record.lateKept = selection.lateKept;
    record.sameId = selection.sameId;
    record.earlier = selection.earlier;
    // A time in the future says nothing about where the tenant's events end.
    const qint64 now = std::max(QDateTime::currentSecsSinceEpoch(), measured.facts.sentAt.value_or(0));
    record.latest = std::clamp<qint64>(selection.latest.value_or(0), 0, now + 86'400);
    record.reach = std::clamp<qint64>(selection.reach.value_or(0), 0, record.latest);
    PageKeys keys{record.sequence, mark, record.latest, {}, {}};
    EndpointProgress &totals = m_point.totals;
    auto odd = page.oddEvents().begin();
    for (size_t i = 0; i < page.events().size(); ++i) {
        const bool isOdd = odd != page.oddEvents().end() && odd->event == i;
        const OddEvent *oddity = isOdd ? &*odd++ : nullptr;
        const Disposition what = selection.events[i];
        if (what != Disposition::Write && what != Disposition::WriteLate) {
            if (what == Disposition::Repeated)
                keys.keys.push_back(measured.keys[i]);
            else if (what == Disposition::Replayed)
                keys.again.push_back(measured.keys[i]);
            continue;
        }
        if (stop.stop_requested())
            return stopped();
        const std::string_view event = page.events()[i];
        if (auto opened = openPart(); !opened)
            return opened;
        ASSIGN_OR_RETURN(const qint64 length,
                         m_writer.append(event, {measured.keys[i], !page.mayHoldLineBreaks()}));
        keys.keys.push_back(measured.keys[i]);
        record.bytes += length;
        if (oddity) {
            ++record.odd;
            if (totals.oddPlaces.size() + record.oddPlaces.size() < mostOddPlaces)
                record.oddPlaces << OddPlace{record.sequence, oddity->offset, oddity->reason};
        }
        PartRecord &part = m_point.part;
        if (const std::optional<qint64> time = page.keys()[i].timestamp) {
            part.first = part.first == 0 ? *time : std::min(part.first, *time);
            part.last = std::max(part.last, *time);
            totals.earliest = totals.earliest == 0 ? *time : std::min(totals.earliest, *time);
        }
    }
    record.linesCrc = hexOf(m_writer.takeLinesCrc());
    record.escapedBreaks = m_writer.takeEscapedBreaks();
    const qint64 sizeBefore = m_point.part.fileBytes;
    if (record.events > 0) {
        if (stop.stop_requested())
            return stopped();
        ASSIGN_OR_RETURN(const qint64 size, m_writer.sync());
        m_point.part.fileBytes = size;
        m_point.part.events += record.events;
        m_point.part.bytes += record.bytes;
    }
    m_point.hwm = mark;
    m_point.pages = record.sequence;
    if (record.sent > 0) // after an empty page, `resend` may still give the one before it
        m_point.lastChecksum = record.checksum;
    m_point.indexPages = index == m_point.index ? m_point.indexPages + 1 : 1;
    m_point.index = index;
    m_point.indexStart = indexStart;
    m_point.latest = std::max(m_point.latest, record.latest);
    m_point.reach = std::max(m_point.reach, record.reach);
    totals.events += record.events;
    totals.outOfRange += record.outOfRange;
    totals.duplicates += record.duplicates;
    totals.late += record.late;
    totals.lateKept += record.lateKept;
    totals.replayed += record.replayed;
    totals.undated += record.undated;
    totals.sameId += record.sameId;
    totals.odd += record.odd;
    totals.escapedBreaks += record.escapedBreaks;
    totals.oddPlaces << record.oddPlaces;
    totals.earlier += record.earlier;
    totals.bytes += record.bytes;
    totals.fileBytes += m_point.part.fileBytes - sizeBefore;
    totals.latest = m_point.latest;
    if (auto committed = m_journal.commitPage(m_context.jobId, m_point, record, keys, requestFollows);
        !committed)
        return committed;
    m_point.requestsAhead = 0;
    writeCommitCount(m_writer.folder(), m_context.jobId, {record.sequence, record.checksum, record.index});
    m_point.formerIds.clear();
    m_formerIds.clear();
    m_start.add(record);
    remember(std::move(keys));
    if (verdict.isFurthest && !measured.keys.empty())
        m_keys.setLast(measured.keys.back());
    totals.pages = m_point.pages;
    totals.hwm = m_point.hwm;
    if (std::any_of(m_gaps.cbegin(), m_gaps.cend(), [](const GapRecord &gap) { return gap.to == 0; })) {
        if (auto closed = m_journal.closeGaps(m_context.jobId, m_context.endpoint.id, mark); !closed)
            return closed;
        for (GapRecord &gap : m_gaps)
            gap.to = gap.to == 0 && gap.from < mark ? mark : gap.to;
    }
    if (m_point.part.fileBytes >= m_context.request.partSize)
        return finishPart();
    return {};
}

Result<void> EndpointOutput::putAside(const QByteArray &body, const QString &reason, const QString &fault)
{
    GapRecord gap;
    gap.afterPage = m_point.pages;
    gap.from = m_point.hwm;
    gap.reason = reason;
    gap.fault = fault;
    gap.checksum = bodyChecksum(body);
    // After a crash the same page comes again.
    if (std::any_of(m_gaps.cbegin(), m_gaps.cend(), [&](const GapRecord &known) {
            return known.afterPage == gap.afterPage && known.checksum == gap.checksum;
        }))
        return {};
    if (!body.isEmpty()) {
        gap.file = unreadablePageName(m_context.jobId, static_cast<int>(m_gaps.size()) + 1);
        if (auto made = makeExportFolder(m_writer.folder()); !made)
            return made;
        if (auto written = writeDurably(m_writer.folder() + QLatin1Char('/') + gap.file, body); !written)
            return written;
    }
    if (auto stored = m_journal.addGap(m_context.jobId, m_context.endpoint.id, gap); !stored)
        return stored;
    m_gaps << gap;
    return {};
}

Result<void> EndpointOutput::loadKeys()
{
    ASSIGN_OR_RETURN(const auto pages, m_journal.pageKeys(m_context.jobId, m_context.endpoint.id));
    m_keys.clear();
    for (const PageKeys &page : pages)
        remember(page);
    m_keys.assumeLast();
    return {};
}

void EndpointOutput::remember(PageKeys page)
{
    m_keys.add(std::move(page));
    // A single wrong time must not make it forget what a fresh index sends again.
    m_keys.forgetOld(m_start.mark(), m_start.hasMarks(), std::min(m_start.latest(), m_point.reach));
}

Result<void> EndpointOutput::uploadTo(UploadQueue *uploads)
{
    ASSIGN_OR_RETURN(const auto parts, m_journal.parts(m_context.jobId, m_context.endpoint.id));
    if (auto begun = uploads->begin(parts); !begun)
        return begun;
    m_uploads = uploads;
    QObject::connect(uploads, &UploadQueue::changed, uploads, [this] { report(m_note, m_progress.error); });
    return {};
}

Result<void> EndpointOutput::reopen(const std::stop_token &stop)
{
    ASSIGN_OR_RETURN(const auto gaps, m_journal.gaps(m_context.jobId, m_context.endpoint.id));
    m_gaps = gaps;
    if (auto places = checkPlaces(m_writer, m_context.jobId, m_point.part.number); !places)
        return places;
    if (auto there = checkFinishedParts(false, stop); !there)
        return there;
    ASSIGN_OR_RETURN(const auto pages, m_journal.pages(m_context.jobId, m_context.endpoint.id));
    if (!pages.isEmpty())
        report(Texts::tr("Checking the files of the previous run"));
    ASSIGN_OR_RETURN(const auto state, checkOpenPart(m_writer, m_context.jobId, m_point, pages, stop));
    m_notCommitted = state.notCommitted;
    if (state.isNewer || !state.isIntact) {
        m_trusted = false;
        // What follows removes the traces by which this was found. If this run ends before its first page,
        // the next one must not trust the cursor either.
        if (auto noted = m_writer.noteOlderJournal(m_point.pages); !noted)
            return noted;
    }
    if (state.isNewer)
        report(Texts::tr("The state file is older than the files. What it does not know is fetched again."));
    if (!state.isIntact) {
        report(Texts::tr("The unfinished file was changed. What it contained is fetched again."));
        if (auto back = takeBackOpenPart(); !back)
            return back;
    }
    if (!m_trusted) {
        if (auto aside = m_writer.setNewerFilesAside(m_point.part); !aside)
            return aside;
    }
    // Opening the part cuts it back to the journal. If the note was lost in a power failure, this is all that
    // is left to reveal that the state file is older.
    if (m_trusted && m_point.pages > 0 && !pages.isEmpty())
        writeCommitCount(m_writer.folder(), m_context.jobId,
                         {m_point.pages, pages.last().checksum, pages.last().index});
    removeUnknownPages();
    for (const PageRecord &page : pages) {
        if (page.sequence <= m_point.pages)
            m_start.add(page);
    }
    if (auto loaded = loadKeys(); !loaded)
        return loaded;
    if (m_point.part.fileBytes == 0)
        return {};
    // The previous run may have ended between the commit of the page that filled the part and that of the
    // part.
    const bool full = m_point.part.fileBytes >= m_context.request.partSize;
    // What was written and not committed stays until a page is written: if this run ends before that, the
    // next one needs it as well.
    if (m_trusted && m_notCommitted && !full)
        return {};
    if (auto opened = openPart(stop); !opened)
        return opened;
    return full || m_writer.isFinished() ? finishPart() : Result<void>{};
}

Result<void> EndpointOutput::takeBackOpenPart()
{
    const QString &job = m_context.jobId, &endpoint = m_context.endpoint.id;
    if (auto back = m_journal.rollBackToFinishedParts(job, endpoint, m_context.startMark()); !back)
        return back;
    ASSIGN_OR_RETURN(auto point, m_journal.checkpoint(job, endpoint));
    m_point = std::move(point);
    placeAtStart();
    ASSIGN_OR_RETURN(const auto gaps, m_journal.gaps(job, endpoint));
    m_gaps = gaps;
    return {};
}

void EndpointOutput::removeUnknownPages()
{
    // A gap without a file leaves a hole in the numbers.
    QStringList known;
    for (int number = 1; number <= static_cast<int>(m_gaps.size()); ++number)
        known << unreadablePageName(m_context.jobId, number);
    const QDir folder(m_writer.folder());
    const QStringList there =
        folder.entryList({m_context.jobId + QStringLiteral("-unreadable-*.json")}, QDir::Files);
    for (const QString &name : there) {
        if (!known.contains(name))
            QFile::remove(folder.filePath(name));
    }
}

Result<FetchPosition> EndpointOutput::position() const
{
    ASSIGN_OR_RETURN(const auto last, m_journal.lastPage(m_context.jobId, m_context.endpoint.id));
    FetchPosition position;
    position.pages = m_point.pages;
    position.lastLabel = last.operation;
    position.lastPageMark = last.hwm;
    position.mark = m_point.hwm;
    position.latest = std::min(m_point.reach, m_start.latestSoFar());
    position.doubtsLatest = m_point.doubtsLatest;
    position.lastChecksum = m_point.lastChecksum;
    if (const auto &continuation = m_context.continuation; continuation && m_point.pages == 0) {
        position.beginsContinuation = true;
        position.mayResend = continuation->page > 0 && continuation->isLast && continuation->indexStart >= 0;
        position.lastChecksum = continuation->checksum;
    }
    position.index = m_point.index;
    position.indexStart = m_point.indexStart;
    position.indexPages = m_point.indexPages;
    position.intentOpen = m_point.intentOpen;
    position.knowsLost = m_notCommitted.has_value();
    position.trusted = m_trusted && !m_point.isAhead;
    position.continuesFreshIndex = m_context.continuation && m_context.continuation->indexNumber > 0;
    if (position.beginsContinuation && position.index == 0)
        position.indexStart = m_context.continuation->indexStart;
    return position;
}

Result<void> EndpointOutput::finishLastPart(const std::stop_token &stop)
{
    if (m_point.part.fileBytes > 0) {
        if (auto opened = openPart(stop); !opened)
            return opened;
        if (auto finished = finishPart(); !finished)
            return finished;
    }
    return checkFinishedParts(true, stop);
}

Result<void> EndpointOutput::writeChecksums()
{
    return slipway::writeChecksums(m_context.jobId, m_context.request, m_context.endpoint, m_journal);
}

Result<void> EndpointOutput::writeManifest()
{
    removeCommitCount(m_writer.folder(), m_context.jobId);
    m_writer.removeFilesSetAside();
    return slipway::writeManifest(m_context.jobId, m_context.request, m_context.endpoint, m_journal,
                                  m_uploads ? m_uploads->uploads() : QMap<int, UploadRecord>());
}

Result<void> EndpointOutput::markDone()
{
    // An export without a cursor cannot be continued, so nothing is remembered for that.
    const qint64 next = m_point.pages + 1;
    return m_journal.finishEndpoint(m_context.jobId, m_context.endpoint.id,
                                    Api::of(m_context.endpoint).hasCursors() ? m_keys.firstPage(next) : next);
}

void EndpointOutput::report(const QString &note, const std::optional<Error> &error)
{
    m_progress = m_point.totals;
    m_progress.requests = m_point.requests;
    m_progress.note = m_note = note;
    m_progress.gaps.clear();
    for (const GapRecord &gap : m_gaps)
        m_progress.gaps << TimeWindow{gap.from, gap.to, gap.file, gap.fault};
    if (m_uploads) {
        m_progress.uploadedFiles = m_uploads->uploadedFiles();
        m_progress.uploadedBytes = m_uploads->uploadedBytes();
        if (!m_uploads->note().isEmpty()) // trouble, which is more important than what the fetching waits for
            m_progress.note = m_uploads->note();
        m_progress.isStoreSilent = m_uploads->isSilent();
    }
    m_progress.error = error;
    m_context.progress(m_progress);
    // For other processes that ask. That nothing is waited for any more is told once a second at most, as the
    // next page comes soon; a wait may take an hour.
    const bool isSoon = m_sinceNote.isValid() && m_sinceNote.elapsed() < 1000;
    if (m_progress.note == m_storedNote || (m_progress.note.isEmpty() && isSoon))
        return;
    m_sinceNote.start();
    // If this fails, the note is missing there, and the next commit reports the trouble.
    if (m_journal.setNote(m_context.jobId, m_context.endpoint.id, m_progress.note))
        m_storedNote = m_progress.note;
}

Result<void> EndpointOutput::noteOldest(const OldestAnswer &oldest)
{
    m_point.totals.oldest = oldest;
    return m_journal.setOldest(m_context.jobId, m_context.endpoint.id, oldest);
}

void EndpointOutput::reportDone()
{
    m_point.totals.done = true;
    report();
}

Result<void> EndpointOutput::checkFinishedParts(bool read, const std::stop_token &stop)
{
    ASSIGN_OR_RETURN(auto parts, m_journal.parts(m_context.jobId, m_context.endpoint.id));
    if (m_uploads) // what is in the bucket is no longer here
        parts.removeIf([&](const PartRecord &part) { return m_uploads->uploads().contains(part.number); });
    const QString folder = tableFolder(m_context.request, m_context.endpoint);
    if (auto there = checkFiles(folder, parts); !there || !read)
        return there;
    // What this run wrote was hashed on its way.
    parts.removeIf([&](const PartRecord &part) { return part.number >= m_firstPartHere; });
    for (const PartRecord &part : parts) {
        report(Texts::tr("Checking %1").arg(part.name));
        if (auto checked = checkDigest(folder, part, stop); !checked)
            return checked;
    }
    return {};
}

Result<void> EndpointOutput::openPart(const std::stop_token &stop)
{
    if (m_open)
        return {};
    const Result<void> opened = m_writer.open(m_point.part, stop);
    m_open = opened.has_value();
    return opened;
}

Result<void> EndpointOutput::finishPart()
{
    ASSIGN_OR_RETURN(const PartRecord finished, m_writer.finish());
    m_open = false;
    PartRecord part = m_point.part;
    part.name = finished.name;
    part.sha256 = finished.sha256;
    part.md5 = finished.md5;
    if (auto committed =
            m_journal.commitPart(m_context.jobId, m_point, part, m_keys.firstPage(m_point.pages + 1));
        !committed)
        return committed;
    if (m_uploads)
        m_uploads->add(part);
    return {};
}

} // namespace slipway
