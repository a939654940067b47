#include "core/exporting/export_stream.h"

#include "core/base/background.h"
#include "core/exporting/manifest.h"
#include "core/exporting/page_source.h"
#include "core/exporting/retry_rules.h"
#include "core/exporting/stream.h"
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
    if (auto written = stream.writeChecksums(); !written)
        co_return storageOutcome(written.error());
    if (uploads) {
        stream.report(tr("Uploading the last files"));
        uploads->add(checksumName(context.jobId));
        if (const bool done = co_await uploads->waitUntilDone(stop); !done)
            co_return uploadOutcome(*uploads);
    }
    if (auto written = stream.writeManifest(); !written)
        co_return storageOutcome(written.error());
    if (uploads) {
        // Its presence says that all else is there.
        uploads->add(manifestName(context.jobId));
        if (const bool done = co_await uploads->waitUntilDone(stop); !done)
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
                    co_return StreamOutcome{fault.status == 0 ? StreamEnd::Interrupted : StreamEnd::Refused,
                                            fault.error};
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
