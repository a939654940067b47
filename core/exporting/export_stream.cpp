#include "core/exporting/export_stream.h"

#include "core/base/background.h"
#include "core/exporting/event_ids.h"
#include "core/exporting/manifest.h"
#include "core/exporting/page_source.h"
#include "core/exporting/part_writer.h"
#include "core/exporting/retry_rules.h"
#include "core/exporting/stream_uploads.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace slipway {
namespace {

using std::chrono::milliseconds;

QString tr(const char *text)
{
    return QCoreApplication::translate("ExportStream", text);
}

QString hexOf(quint64 crc)
{
    return QStringLiteral("%1").arg(crc, 16, 16, QLatin1Char('0'));
}

// The state of one run of one stream.
class Stream
{
public:
    Stream(StreamContext context, JobJournal journal, StreamCheckpoint point)
        : m_context(std::move(context)), m_journal(std::move(journal)), m_point(std::move(point)),
          m_writer(tableFolder(m_context.request, m_context.endpoint), m_context.jobId,
                   m_context.request.compression)
    {
        if (m_point.pages == 0)
            m_point.hwm = m_context.request.from;
        m_progress = m_point.totals;
        m_previousIds = EventIds(m_point.lastIds);
    }

    // Writes a whole page durably and commits it, with the intent of the next request if that goes out at
    // once.
    Result<void> take(const ResponsePage &page, const QString &checksum, const PageScope &scope,
                      bool requestFollows)
    {
        PageRecord record;
        record.sequence = m_point.pages + 1;
        record.operation = scope.operation;
        record.sent = static_cast<qint64>(page.events().size());
        record.checksum = checksum;
        m_ids.clear();
        m_ids.reserve(record.sent);
        for (size_t i = 0; i < page.events().size(); ++i) {
            const std::string_view event = page.events()[i];
            const EventKey &key = page.keys()[i];
            // An event without a time cannot be out of range.
            if (key.timestamp && (*key.timestamp < scope.from || *key.timestamp >= scope.to)) {
                ++record.outOfRange;
                continue;
            }
            if (!scope.hasCursor) {
                if (!m_previousIds.insert(key.id.empty() ? event : key.id)) {
                    ++record.duplicates;
                    continue;
                }
            } else if (!m_context.request.keepDuplicates && !key.id.empty()) {
                const bool isNew = m_ids.insert(key.id);
                if (!isNew || m_previousIds.contains(key.id)) {
                    ++record.duplicates;
                    continue;
                }
            }
            if (auto opened = openPart(); !opened)
                return opened;
            if (auto appended = m_writer.append(event); !appended)
                return appended;
            ++record.events;
            record.bytes += static_cast<qint64>(event.size()) + 1;
            PartRecord &part = m_point.part;
            if (key.timestamp) {
                part.first = part.first == 0 ? *key.timestamp : std::min(part.first, *key.timestamp);
                part.last = std::max(part.last, *key.timestamp);
            }
        }
        record.linesCrc = hexOf(m_writer.takeLinesCrc());
        const qint64 sizeBefore = m_point.part.fileBytes;
        if (record.events > 0) {
            const Result<qint64> size = m_writer.sync();
            if (!size)
                return std::unexpected(size.error());
            m_point.part.fileBytes = *size;
            m_point.part.events += record.events;
            m_point.part.bytes += record.bytes;
        }
        record.hwm =
            std::max(m_point.hwm, scope.hwm ? *scope.hwm : page.highWaterMark().value_or(m_point.hwm));
        if (!scope.hasCursor) {
            if (record.hwm > m_point.hwm)
                m_previousIds.clear();
            m_point.lastIds = m_previousIds.joined();
        }
        m_point.hwm = record.hwm;
        m_point.pages = record.sequence;
        if (record.sent > 0 &&
            scope.hasCursor) { // behind an empty page, `resend` may still give the one before
            m_point.lastChecksum = checksum;
            m_point.lastIds = m_ids.joined();
        }
        StreamProgress &totals = m_point.totals;
        totals.events += record.events;
        totals.outOfRange += record.outOfRange;
        totals.duplicates += record.duplicates;
        totals.bytes += record.bytes;
        totals.fileBytes += m_point.part.fileBytes - sizeBefore;
        if (auto committed = m_journal.commitPage(m_context.jobId, m_point, record, requestFollows);
            !committed)
            return committed;
        if (record.sent > 0 && scope.hasCursor)
            std::swap(m_previousIds, m_ids);
        totals.pages = m_point.pages;
        totals.hwm = m_point.hwm;
        if (m_point.part.fileBytes >= m_context.request.partSize)
            return finishPart();
        return {};
    }

    // Finished files go there from now on; outlives the stream's work.
    Result<void> uploadTo(UploadQueue *uploads)
    {
        const auto parts = m_journal.parts(m_context.jobId, m_context.endpoint.id);
        if (!parts)
            return std::unexpected(parts.error());
        if (auto begun = uploads->begin(*parts); !begun)
            return begun;
        m_uploads = uploads;
        QObject::connect(uploads, &UploadQueue::changed, uploads,
                         [this] { report(m_note, m_progress.error); });
        return {};
    }
    UploadQueue *uploads() const { return m_uploads; }

    // Continues a part that a former run began.
    Result<void> reopen(const std::stop_token &stop)
    {
        if (auto there = checkFinishedParts(); !there)
            return there;
        if (m_point.part.fileBytes == 0)
            return {};
        if (auto opened = openPart(stop); !opened)
            return opened;
        // The run before may have ended between the commit that filled the part and the part's own.
        const bool full = m_point.part.fileBytes >= m_context.request.partSize;
        return full || m_writer.isFinished() ? finishPart() : Result<void>{};
    }

    Result<void> finishLastPart()
    {
        if (m_open) {
            if (auto finished = finishPart(); !finished)
                return finished;
        }
        return checkFinishedParts();
    }
    Result<void> writeManifest()
    {
        return slipway::writeManifest(m_context.jobId, m_context.request, m_context.endpoint, m_journal,
                                      m_uploads ? m_uploads->uploads() : QMap<int, UploadRecord>());
    }
    Result<void> markDone() { return m_journal.finishStream(m_context.jobId, m_context.endpoint.id); }

    void report(const QString &note = {}, const std::optional<Error> &error = {})
    {
        m_progress = m_point.totals;
        m_progress.requests = m_point.requests;
        m_progress.note = m_note = note;
        if (m_uploads) {
            m_progress.uploadedFiles = m_uploads->uploadedFiles();
            m_progress.uploadedBytes = m_uploads->uploadedBytes();
            if (note.isEmpty())
                m_progress.note = m_uploads->note();
        }
        m_progress.error = error;
        m_context.progress(m_progress);
    }
    void reportDone()
    {
        m_point.totals.done = true;
        report();
    }

    const StreamContext &context() const { return m_context; }
    const JobJournal &journal() const { return m_journal; }
    StreamCheckpoint &point() { return m_point; }
    const EventIds &previousIds() const { return m_previousIds; }

private:
    // A manifest never lists what is no longer there.
    Result<void> checkFinishedParts()
    {
        auto parts = m_journal.parts(m_context.jobId, m_context.endpoint.id);
        if (!parts)
            return std::unexpected(parts.error());
        if (m_uploads) // what is in the bucket is no longer here
            parts->removeIf(
                [&](const PartRecord &part) { return m_uploads->uploads().contains(part.number); });
        return checkFiles(tableFolder(m_context.request, m_context.endpoint), *parts);
    }

    Result<void> openPart(const std::stop_token &stop = {})
    {
        if (m_open)
            return {};
        const Result<void> opened = m_writer.open(m_point.part, stop);
        m_open = opened.has_value();
        return opened;
    }

    Result<void> finishPart()
    {
        const Result<PartRecord> finished = m_writer.finish();
        if (!finished)
            return std::unexpected(finished.error());
        m_open = false;
        PartRecord part = m_point.part;
        part.name = finished->name;
        part.sha256 = finished->sha256;
        if (auto committed = m_journal.commitPart(m_context.jobId, m_point, part); !committed)
            return committed;
        if (m_uploads)
            m_uploads->add(part);
        return {};
    }

    StreamContext m_context;
    JobJournal m_journal;
    StreamCheckpoint m_point;
    PartWriter m_writer;
    StreamProgress m_progress;
    EventIds m_previousIds, m_ids;    // of the page committed last, and of the one being taken
    UploadQueue *m_uploads = nullptr; // where the destination is a bucket
    QString m_note;                   // the fetching's own
    bool m_open = false;
};

StreamOutcome storageOutcome(const Error &error)
{
    return {StreamEnd::Storage, error};
}

// Waits until the endpoint's next request may go out; `reason` says why, where it is not the rate limit.
// False: stopped.
QCoro::Task<bool> waitForTurn(Stream &stream, QString key, QString reason, std::stop_token stop)
{
    const StreamContext &context = stream.context();
    const milliseconds interval(
        context.request.maxRate > 0 ? static_cast<qint64>(1000.0 / context.request.maxRate) : 0);
    for (;;) {
        const milliseconds wait = context.pacing->claim(key, interval);
        if (wait.count() == 0)
            co_return !stop.stop_requested();
        if (wait > milliseconds(1500))
            stream.report(
                reason.isEmpty()
                    ? tr("Waiting %1 s for the tenant's rate limit").arg((wait.count() + 999) / 1000)
                    : reason);
        if (!co_await pause(wait, stop))
            co_return false;
    }
}

// Whether the next request goes out as soon as this page is committed: at full speed, in the midst of the
// range.
bool mayFollowAtOnce(const StreamContext &context, const ResponsePage &page, qint64 hwmBefore)
{
    return context.request.maxRate <= 0 && !page.events().empty() && page.waitSeconds().value_or(0) <= 0 &&
           std::max(hwmBefore, page.highWaterMark().value_or(hwmBefore)) < context.request.to;
}

// The range is covered: the rest of the files, and the manifest when they are where they belong.
QCoro::Task<StreamOutcome> finishStream(Stream &stream, std::stop_token stop)
{
    const StreamContext &context = stream.context();
    UploadQueue *uploads = stream.uploads();
    if (auto finished = stream.finishLastPart(); !finished)
        co_return storageOutcome(finished.error());
    if (uploads) {
        stream.report(tr("Uploading the last files"));
        if (const bool done = co_await uploads->waitUntilDone(stop); !done)
            co_return uploadOutcome(*uploads);
    }
    if (auto written = stream.writeManifest(); !written)
        co_return storageOutcome(written.error());
    if (uploads) {
        // Its presence says that all else is there.
        if (const bool sums = co_await uploads->uploadLast(checksumName(context.jobId), stop); !sums)
            co_return uploadOutcome(*uploads);
        if (const bool manifest = co_await uploads->uploadLast(manifestName(context.jobId), stop); !manifest)
            co_return uploadOutcome(*uploads);
    }
    if (auto marked = stream.markDone(); !marked)
        co_return storageOutcome(marked.error());
    if (uploads) { // both only if they are empty
        QDir().rmdir(tableFolder(context.request, context.endpoint));
        QDir().rmdir(context.request.folder);
    }
    stream.reportDone();
    co_return StreamOutcome{StreamEnd::Done, {}};
}

QCoro::Task<StreamOutcome> fetchAll(Stream &stream, std::stop_token stop)
{
    const StreamContext &context = stream.context();
    StreamCheckpoint &point = stream.point();
    if (auto reopened = stream.reopen(stop); !reopened)
        co_return reopened.error().kind == ErrorKind::Cancelled ? StreamOutcome{}
                                                                : storageOutcome(reopened.error());

    ApiClient client(context.connection);
    const QString key = Pacing::key(context.connection.address, context.endpoint.path);
    const auto made = makePageSource(client, context, stream.journal(), point);
    if (!made)
        co_return storageOutcome(made.error());
    PageSource &source = **made;
    Settling settling;
    int attempt = 0;
    auto episodeBegan = std::chrono::steady_clock::now();
    bool covered = point.pages > 0 && point.hwm >= context.request.to && !point.intentOpen;
    QString waitReason;
    bool nothingMore = false; // the last page was empty and moved nothing
    bool recorded = false;    // the next request's intent, together with the page before it

    while (!covered) {
        if (!recorded) {
            if (UploadQueue *uploads = stream.uploads()) {
                if (uploads->isFull())
                    stream.report(tr("Waits for the upload, which is slower"));
                if (const bool going = co_await uploads->waitForRoom(stop); !going)
                    co_return uploadOutcome(*uploads);
            }
            if (const bool going = co_await waitForTurn(stream, key, waitReason, stop); !going)
                co_return StreamOutcome{StreamEnd::Stopped, {}};
            waitReason.clear();
            if (auto intent = stream.journal().recordIntent(context.jobId, context.endpoint.id); !intent)
                co_return storageOutcome(intent.error());
        } else if (stop.stop_requested()) {
            if (auto withdrawn = stream.journal().withdrawIntent(context.jobId, context.endpoint.id);
                !withdrawn)
                co_return storageOutcome(withdrawn.error());
            co_return StreamOutcome{StreamEnd::Stopped, {}};
        }
        recorded = false;
        ++point.requests;
        auto answer = co_await source.fetch(stop);

        bool isKnown = false;
        if (!answer) {
            const PageFailure fault = answer.error();
            const ErrorKind kind = fault.error.kind;
            if (kind == ErrorKind::Cancelled)
                co_return StreamOutcome{StreamEnd::Stopped, {}};
            context.pacing->heed(key, fault.rate);
            const CursorTrack::Reaction reaction = source.failed(fault, point);
            if (reaction == CursorTrack::Reaction::Lost)
                co_return StreamOutcome{StreamEnd::Refused, source.lost(point, fault.error.details)};
            if (reaction == CursorTrack::Reaction::WithdrawAndRetry) {
                if (auto withdrawn = stream.journal().withdrawIntent(context.jobId, context.endpoint.id);
                    !withdrawn)
                    co_return storageOutcome(withdrawn.error());
            }
            isKnown = reaction == CursorTrack::Reaction::Known;
            if (!isKnown) {
                if (kind == ErrorKind::TokenRefused ||
                    (kind == ErrorKind::PermissionMissing && point.pages > 0))
                    co_return StreamOutcome{StreamEnd::TokenRefused, fault.error};
                if (kind == ErrorKind::PermissionMissing || kind == ErrorKind::NotAvailable)
                    co_return StreamOutcome{StreamEnd::Refused, fault.error};
                if (kind == ErrorKind::BadInput)
                    co_return StreamOutcome{StreamEnd::Interrupted, fault.error};
                if (++attempt == 1)
                    episodeBegan = std::chrono::steady_clock::now();
                if (isHopeless(fault, attempt))
                    co_return StreamOutcome{StreamEnd::Refused, fault.error};
                if (std::chrono::steady_clock::now() - episodeBegan >= context.retry.episode)
                    co_return StreamOutcome{StreamEnd::Interrupted, fault.error};
                const milliseconds wait = waitAfter(fault, attempt, context.retry);
                if (kind == ErrorKind::RateLimited)
                    context.pacing->hold(key, wait); // for the tenant's other jobs too
                stream.report(
                    tr("%1 Trying again in %2 s.").arg(fault.error.message).arg((wait.count() + 999) / 1000),
                    fault.error);
                const bool going = co_await pause(wait, stop);
                if (!going)
                    co_return StreamOutcome{StreamEnd::Stopped, {}};
                continue;
            }
        }

        attempt = 0;
        QString checksum;
        if (answer) {
            context.pacing->heed(key, answer->rate);
            checksum = checksumOf(answer->page);
            const auto meaning = source.served(answer->page, checksum, point, stream.previousIds());
            if (meaning == CursorTrack::Meaning::Lost)
                co_return StreamOutcome{
                    StreamEnd::Refused,
                    source.lost(point, QStringLiteral("%1 gave a page up to %2, behind %3")
                                           .arg(source.scope().operation)
                                           .arg(answer->page.highWaterMark().value_or(0))
                                           .arg(point.hwm))};
            isKnown = meaning == CursorTrack::Meaning::Known;
        }
        std::optional<qint64> wait; // seconds
        if (isKnown) {
            if (auto withdrawn = stream.journal().withdrawIntent(context.jobId, context.endpoint.id);
                !withdrawn)
                co_return storageOutcome(withdrawn.error());
            covered = point.hwm >= context.request.to;
            if (nothingMore && !covered) {
                // Asked twice, and still nothing.
                const QDateTime serverTime = answer ? answer->serverTime : QDateTime();
                covered = settling.isOver(serverTime, context.request.to, context.retry.settle);
                wait = answer ? answer->page.waitSeconds().value_or(30) : 30;
            }
            nothingMore = false;
        } else {
            const qint64 hwmBefore = point.hwm;
            const PageScope scope = source.scope();
            recorded = (!stream.uploads() || stream.uploads()->hasRoom()) && scope.hasCursor &&
                       mayFollowAtOnce(context, answer->page, hwmBefore) &&
                       context.pacing->claim(key, {}) == milliseconds(0);
            if (auto taken = stream.take(answer->page, checksum, scope, recorded); !taken)
                co_return storageOutcome(taken.error());
            stream.report();
            covered = point.hwm >= context.request.to;
            nothingMore = scope.hasCursor && answer->page.events().empty() && point.hwm <= hwmBefore;
            if (nothingMore && !covered)
                source.doubt(); // it may be a hiccup: 204 has been seen in the middle
            else
                wait = scope.wait ? scope.wait : answer->page.waitSeconds();
            if (!nothingMore)
                settling.reset();
        }
        if (!covered && wait.value_or(0) > 0) {
            const qint64 seconds = std::min<qint64>(*wait, 3600);
            waitReason = context.endpoint.isV1() ? tr("Waiting %1 s for late events").arg(seconds)
                                                 : tr("The tenant asks to wait %1 s").arg(seconds);
            context.pacing->hold(key, std::chrono::seconds(seconds));
        }
        if (answer)
            client.recycle(answer->page.takeBody());
    }
    StreamOutcome outcome = co_await finishStream(stream, stop);
    co_return outcome;
}

} // namespace

QCoro::Task<StreamOutcome> runStream(StreamContext context, std::stop_token stop)
{
    Result<JobJournal> journal = JobJournal::open(context.databasePath);
    if (!journal)
        co_return storageOutcome(journal.error());
    Result<StreamCheckpoint> saved = journal->checkpoint(context.jobId, context.endpoint.id);
    if (!saved)
        co_return storageOutcome(saved.error());
    if (saved->done)
        co_return StreamOutcome{StreamEnd::Done, {}};

    Stream stream(context, std::move(*journal), std::move(*saved));
    std::unique_ptr<UploadQueue> uploads;
    if (context.access) {
        Result<std::unique_ptr<UploadQueue>> opened = openUploads(context);
        if (!opened)
            co_return storageOutcome(opened.error());
        uploads = std::move(*opened);
    }
    StreamOutcome outcome;
    if (auto begun = uploads ? stream.uploadTo(uploads.get()) : Result<void>{}; !begun)
        outcome = storageOutcome(begun.error());
    else
        outcome = co_await fetchAll(stream, stop);
    if (uploads)
        co_await uploads->end();
    co_return outcome;
}

} // namespace slipway
