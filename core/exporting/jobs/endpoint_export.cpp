#include "core/exporting/jobs/endpoint_export.h"

#include "core/async/background.h"
#include "core/base/forward_error.h"
#include "core/base/time_text.h"
#include "core/exporting/fetching/fetch_text.h"
#include "core/exporting/fetching/oldest_event.h"
#include "core/exporting/fetching/query_fetch.h"
#include "core/exporting/jobs/read_ahead.h"
#include "core/exporting/parts/endpoint_output.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/uploading/endpoint_uploads.h"
#include "core/net/proxy_handshake.h"
#include "core/netskope/api.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <limits>

namespace slipway {
namespace {

using std::chrono::milliseconds;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(EndpointExport)
};

EndpointOutcome storageOutcome(const Error &error)
{
    return {EndpointEnd::Storage, error};
}

// Waits until the endpoint's next request may go out; `reason` says why, unless it is the rate limit.
// `shortest`: the time until the one after it, whatever the request allows. False: stopped.
QCoro::Task<bool> waitForTurn(EndpointOutput &output, QString key, QString reason, milliseconds shortest,
                              std::stop_token stop)
{
    const EndpointExportContext &context = output.context();
    const milliseconds asked(
        context.request.maxRate > 0 ? static_cast<qint64>(1000.0 / context.request.maxRate) : 0);
    const milliseconds interval = std::max(asked, shortest);
    for (;;) {
        const milliseconds wait = context.pacing->claim(key, interval);
        if (wait.count() == 0)
            co_return !stop.stop_requested();
        if (wait > milliseconds(1500))
            output.report(reason.isEmpty()
                              ? Texts::tr("Waiting %1 for the tenant's rate limit").arg(waitText(wait))
                              : reason);
        if (!co_await pause(wait, stop))
            co_return false;
    }
}

// Finds out how far back the tenant keeps events, if that was asked for, or if the range begins long ago and
// there are no events at its start. Call it after pages of this endpoint have come, so that the token may
// certainly read it. The export is just as good without an answer, so there is only one try.
QCoro::Task<> learnBeginning(EndpointOutput &output, std::stop_token stop)
{
    const EndpointExportContext &context = output.context();
    const EndpointProgress &totals = output.point().totals;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const bool startIsThere = totals.earliest > 0 && totals.earliest < context.request.from + 3600;
    const bool isWorthIt = isHeadWorthAsking(context.request.from, now) && !startIsThere;
    if (!Api::of(context.endpoint).hasCursors() || totals.oldest || !(context.request.askOldest || isWorthIt))
        co_return;
    const Result<StateDatabase> database = StateDatabase::open(context.databasePath);
    if (!database)
        co_return;
    const OldestEventRepository repository(*database, context.connection.address);
    const auto known = repository.recall(context.endpoint.id, now);
    std::optional<OldestEvent> oldest = known.value_or(std::nullopt);
    if (!oldest) {
        const QString key = Pacing::key(context.connection.address, context.endpoint.path);
        if (const bool going = co_await waitForTurn(output, key, {}, {}, stop); !going)
            co_return;
        output.report(Texts::tr("Asking the tenant for its oldest event"));
        ApiClient client(context.connection);
        const Result<OldestEvent> asked = co_await askOldest(client, context.endpoint, stop);
        if (!asked)
            co_return;
        oldest = *asked;
        (void)repository.remember(context.endpoint.id, *oldest); // if this fails, it is asked again
    }
    (void)output.noteOldest(*oldest); // if this fails, only a later `jobs show` lacks it
}

// The range is covered: completes the files, and writes the manifest once they are where they belong.
QCoro::Task<EndpointOutcome> finishExport(EndpointOutput &output, std::stop_token stop)
{
    const EndpointExportContext &context = output.context();
    UploadQueue *uploads = output.uploads();
    co_await learnBeginning(output, stop);
    if (auto finished = output.finishLastPart(stop); !finished)
        co_return finished.error().kind == ErrorKind::Cancelled ? EndpointOutcome{}
                                                                : storageOutcome(finished.error());
    if (!output.gaps().isEmpty()) // no manifest: the export is not complete
        co_return EndpointOutcome{EndpointEnd::Refused,
                                  gapsError(context.endpoint, context.request, output.gaps())};
    if (auto written = output.writeChecksums(); !written)
        co_return storageOutcome(written.error());
    if (uploads) {
        output.report(Texts::tr("Uploading the last files"));
        uploads->add(checksumName(context.jobId));
        if (const bool done = co_await uploads->waitUntilDone(stop); !done)
            co_return uploadOutcome(*uploads);
    }
    if (auto written = output.writeManifest(); !written)
        co_return storageOutcome(written.error());
    if (uploads) {
        // Its presence means that everything else is there.
        uploads->add(manifestName(context.jobId));
        if (const bool done = co_await uploads->waitUntilDone(stop); !done)
            co_return uploadOutcome(*uploads);
    }
    if (auto marked = output.markDone(); !marked)
        co_return storageOutcome(marked.error());
    if (uploads) { // both only if they are empty
        QDir().rmdir(tableFolder(context.request, context.endpoint));
        QDir().rmdir(context.request.folder);
    }
    output.reportDone();
    co_return EndpointOutcome{EndpointEnd::Done, {}};
}

// `seen`: by the job that is continued.
FetchRules rulesOf(const EndpointExportContext &context, SeenBefore seen)
{
    FetchRules rules;
    rules.selection.from = context.request.from;
    rules.selection.to = context.request.to;
    rules.selection.leadInUntil = context.origin() + 3600;
    if (context.continuation) {
        rules.selection.origin = context.continuation->origin;
        rules.selection.continues = true;
        rules.seenMark = seen.mark;
        rules.seenLatest = seen.latest;
    }
    rules.selection.late = context.request.late;
    rules.selection.keepRepeats = context.request.keepDuplicates;
    rules.backOff = [retry = context.retry](int attempt) { return retry.wait(attempt); };
    rules.episode = context.retry.episode;
    rules.lateWait = context.retry.lateWait;
    rules.pause = context.retry.pause;
    return rules;
}

// If the continued job is not in the state file any more, nothing is known.
Result<SeenBefore> seenBefore(EndpointOutput &output)
{
    const EndpointExportContext &context = output.context();
    if (!context.continuation)
        return SeenBefore{};
    ASSIGN_OR_RETURN(const auto pages,
                     output.journal().pages(context.continuation->job, context.endpoint.id));
    return seenFrom(context.continuation->page, pages);
}

// An index that starts no later than this mark may bring events again that are in the files of the continued
// job, but whose keys were not kept. Usually 0: there are none.
Result<qint64> forgottenUntil(EndpointOutput &output)
{
    const EndpointExportContext &context = output.context();
    if (!context.continuation || context.continuation->hasKeys)
        return 0;
    ASSIGN_OR_RETURN(const auto pages, output.journal().pages(context.jobId, context.endpoint.id));
    return pages.isEmpty() ? std::numeric_limits<qint64>::max()
                           : std::max(pages.first().hwm, pages.first().latest) + 3600;
}

// The tenant's cursor is not where the continued job left it, and what that job wrote cannot be told apart
// from what is new.
Error forgottenEventsError(const EndpointExportContext &context)
{
    Error error;
    error.kind = ErrorKind::NotAvailable;
    error.message =
        Texts::tr("The tenant no longer knows where job %1 was in %2, and Slipway no longer knows which "
                  "events it wrote last.")
            .arg(context.continuation->job, context.endpoint.title);
    error.nextStep =
        Texts::tr("Cancel this job and export from %1 on; some events of the last hour before that may "
                  "then occur twice.")
            .arg(isoUtc(context.continuation->end));
    return error;
}

FaultFacts factsOf(const PageFailure &failure)
{
    FaultFacts facts;
    facts.fault = failure.fault;
    // A proxy that lets nobody in is not asked again and again: each try may count as a wrong password.
    facts.kind = isSignInRefusal(failure.error) ? ErrorKind::BadInput : failure.error.kind;
    facts.status = failure.status;
    facts.namesNoRoute = failure.error.details.contains(QLatin1String("no Route"));
    facts.retryAfter = failure.rate.retryAfterSeconds;
    facts.reset = failure.rate.resetSeconds;
    return facts;
}

FetchTime timeNow()
{
    return {QDateTime::currentSecsSinceEpoch(),
            std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch())};
}

EndpointOutcome givenUp(const EndpointExportContext &context, Obstacle obstacle,
                        const std::optional<Error> &last, qint64 mark)
{
    switch (obstacle) {
    case Obstacle::TokenRefused:
        return {EndpointEnd::TokenRefused, last};
    case Obstacle::Refused:
        return {EndpointEnd::Refused, last};
    case Obstacle::Interrupted:
        return {EndpointEnd::Interrupted, last};
    default:
        return {EndpointEnd::Refused, obstacleError(obstacle, context.endpoint, mark, last)};
    }
}

// Empty: the range is covered. `ahead`: null if nothing is read ahead. `names`: of the windows, by the
// numbers of their indexes.
QCoro::Task<std::optional<EndpointOutcome>> fetchPages(EndpointOutput &output, FetchPosition position,
                                                       ReadAhead *ahead, QHash<int, int> names,
                                                       std::stop_token stop)
{
    const EndpointExportContext &context = output.context();
    EndpointCheckpoint &point = output.point();
    ApiClient client(context.connection);
    client.keepConnection(); // a request that it loses is one more lost answer, for which `resend` is there
    const QString key = Pacing::key(context.connection.address, context.endpoint.path);
    const Result<SeenBefore> seen = seenBefore(output);
    if (!seen)
        co_return storageOutcome(seen.error());
    std::unique_ptr<Fetching> fetching;
    IteratorFetch *iterator = nullptr;
    if (Api::of(context.endpoint).hasCursors()) {
        auto made = std::make_unique<IteratorFetch>(rulesOf(context, *seen), position);
        iterator = made.get();
        fetching = std::move(made);
    } else {
        fetching = std::make_unique<QueryFetch>(rulesOf(context, *seen), position);
    }
    bool recorded = false; // the next request's intent, together with the page before it
    std::optional<Error> lastFault;
    QByteArray spare; // the memory of the page before
    using Source = WindowPlan::Source;
    const auto indexOf = [&](int number) {
        const auto name = names.constFind(number);
        return name == names.constEnd() ? context.index(number)
                                        : IndexName::ahead(context.jobId, context.endpoint.id, *name);
    };
    const auto waitForTurnOfFront = [&]() -> QCoro::Task<bool> {
        if (ahead)
            ahead->setFrontWaits(true);
        const milliseconds shortest = ahead ? ahead->paceOfAll() : milliseconds(0);
        const bool going = co_await waitForTurn(output, key, {}, shortest, stop);
        if (ahead)
            ahead->setFrontWaits(false);
        co_return going;
    };

    for (;;) {
        const FetchStep step = fetching->next();
        if (step.what == FetchStep::Do::Finish)
            co_return std::nullopt;
        if (step.what == FetchStep::Do::GiveUp)
            co_return givenUp(context, step.obstacle, lastFault, point.hwm);
        const qint64 indexStart = iterator ? iterator->indexStart() : 0;
        point.doubtsLatest = iterator && iterator->doubtsLatest();
        if (step.index > 0 && step.operation.verb == Operation::Verb::From) {
            const Result<qint64> forgotten = forgottenUntil(output);
            if (!forgotten)
                co_return storageOutcome(forgotten.error());
            if (indexStart <= *forgotten)
                co_return EndpointOutcome{EndpointEnd::Refused, forgottenEventsError(context)};
        }
        Source source = Source::Live;
        if (ahead) {
            ahead->begin();
            source = ahead->plan()->sourceOf(step);
            const qint64 sent = ahead->takeRequests();
            point.requests += sent;
            point.requestsAhead += sent;
        }
        if (source == Source::Lost) {
            iterator->leaveIndex();
            continue;
        }
        if (source == Source::Coming) {
            if (const bool going = co_await ahead->waitForChange(); !going)
                co_return EndpointOutcome{EndpointEnd::Stopped, {}};
            continue;
        }
        const bool isLive = source == Source::Live;
        const bool mayBeAhead = iterator && iterator->mayBeAhead();
        if (!isLive) { // windows are begun on this thread, and should not wait long
            if (const bool going = co_await pause(milliseconds(0), stop); !going)
                co_return EndpointOutcome{EndpointEnd::Stopped, {}};
        }
        if (!recorded) {
            if (UploadQueue *uploads = output.uploads()) {
                if (uploads->isFull())
                    output.report(Texts::tr("Waiting for the upload to catch up"));
                if (const bool going = co_await uploads->waitForRoom(stop); !going)
                    co_return uploadOutcome(*uploads);
            }
            if (isLive && step.pause > milliseconds(0)) {
                const bool isFault = step.reason == PauseReason::Retry && lastFault;
                if (isFault || step.pause > milliseconds(1500))
                    output.report(pauseText(step, lastFault), isFault ? lastFault : std::nullopt);
                if (const bool going = co_await pause(step.pause, stop); !going)
                    co_return EndpointOutcome{EndpointEnd::Stopped, {}};
            }
            if (isLive) {
                if (const bool going = co_await waitForTurnOfFront(); !going)
                    co_return EndpointOutcome{EndpointEnd::Stopped, {}};
            } else if (stop.stop_requested()) {
                co_return EndpointOutcome{EndpointEnd::Stopped, {}};
            }
            // What was asked for ahead has no intent: the journal knows already that the cursor is not to be
            // trusted.
            if (auto intent =
                    isLive ? output.journal().recordIntent(context.jobId, context.endpoint.id, step.index,
                                                           indexStart, point.doubtsLatest, mayBeAhead)
                           : Result<void>();
                !intent)
                co_return storageOutcome(intent.error());
        } else if (stop.stop_requested()) {
            if (auto withdrawn = output.journal().withdrawIntent(context.jobId, context.endpoint.id);
                !withdrawn)
                co_return storageOutcome(withdrawn.error());
            co_return EndpointOutcome{EndpointEnd::Stopped, {}};
        }
        recorded = false;
        point.isAhead = !isLive || mayBeAhead;
        point.requests += isLive;
        const QString label = fetching->label();
        std::expected<PageAnswer, PageFailure> answer;
        if (isLive)
            client.recycle(std::exchange(spare, {}));
        if (step.query) {
            answer = co_await fetchV1(client, context.endpoint, *step.query, stop, context.limits);
        } else if (isLive) {
            answer = co_await fetchPage(client, context.endpoint, indexOf(step.index), step.operation, stop,
                                        context.limits);
        } else {
            Result<Result<HttpAnswer>> kept = ahead->take(std::exchange(spare, {}));
            if (!kept) { // this page is missing now
                iterator->leaveIndex();
                continue;
            }
            answer = readPage(std::move(*kept), context.endpoint);
        }

        if (!answer) {
            const PageFailure &failure = answer.error();
            if (failure.error.kind == ErrorKind::Cancelled)
                co_return EndpointOutcome{EndpointEnd::Stopped, {}};
            if (isLive)
                context.pacing->heed(key, failure.rate);
            lastFault = failure.error;
            if (isLive && failure.fault == AnswerFault::NotSent &&
                step.operation.verb == Operation::Verb::Next) {
                if (auto withdrawn = output.journal().withdrawIntent(context.jobId, context.endpoint.id);
                    !withdrawn)
                    co_return storageOutcome(withdrawn.error());
            }
            if (fetching->failed(factsOf(failure), timeNow())) {
                if (auto aside =
                        output.putAside(failure.body, failure.error.asText(), answerFaultName(failure.fault));
                    !aside)
                    co_return storageOutcome(aside.error());
            }
            if (isLive && failure.error.kind == ErrorKind::RateLimited)
                context.pacing->hold(key, fetching->next().pause); // for the tenant's other jobs too
            continue;
        }
        // Writing hundreds of MB takes a while. The page comes again on resume.
        if (stop.stop_requested())
            co_return EndpointOutcome{EndpointEnd::Stopped, {}};
        if (isLive)
            context.pacing->heed(key, answer->rate);
        lastFault.reset();
        const MeasuredPage measured = output.measure(*answer, fetching->selection(), fetching->isReplaying());
        if (ahead && isLive && measured.facts.sent > 0 &&
            !ahead->plan()->believes(ReadAhead::printOf(measured.facts.checksum))) {
            iterator->leaveIndex();
            continue;
        }
        const PageVerdict verdict = fetching->served(measured.facts, timeNow());
        if (verdict.take) {
            const auto window = ahead ? ahead->plan()->windowAt(verdict.mark) : std::nullopt;
            const bool isPaced =
                context.request.maxRate > 0 || (ahead && ahead->paceOfAll() > milliseconds(0));
            recorded = verdict.follows && iterator && isLive && !window && !isPaced &&
                       (!output.uploads() || output.uploads()->hasRoom()) &&
                       context.pacing->claim(key, {}) == milliseconds(0);
            const qint64 before = point.hwm;
            if (auto taken =
                    output.take(answer->page, measured, verdict, label, step.index, indexStart, recorded);
                !taken)
                co_return storageOutcome(taken.error());
            fetching->taken();
            output.report();
            if (ahead) {
                if (isLive) {
                    ahead->learn(answer->elapsed);
                    ahead->plan()->learn(verdict.mark, verdict.mark - before, answer->page.bodySize());
                }
                const bool hasUnnamed = std::ranges::any_of(
                    measured.keys, [](const EventKey128 &event) { return event.id == 0; });
                if (hasUnnamed) // those that come again could not be told from others with the same text
                    ahead->plan()->giveUp();
                ahead->plan()->frontAt(verdict.mark);
                const auto entered =
                    window && !hasUnnamed ? ahead->enter(verdict.mark, *iterator) : std::nullopt;
                if (entered) {
                    names.insert(iterator->next().index, entered->name);
                    if (auto noted = ahead->noteEntered(*entered, iterator->next().index); !noted)
                        co_return storageOutcome(noted.error());
                } else {
                    ahead->plan()->passBy(verdict.mark);
                }
            }
        } else if (verdict.provesCursor) {
            if (auto withdrawn = output.journal().withdrawIntent(context.jobId, context.endpoint.id);
                !withdrawn)
                co_return storageOutcome(withdrawn.error());
        }
        spare = answer->page.takeBody();
    }
}

QCoro::Task<EndpointOutcome> fetchAll(EndpointOutput &output, std::stop_token stop)
{
    const EndpointExportContext &context = output.context();
    const EndpointCheckpoint &point = output.point();
    if (auto reopened = output.reopen(stop); !reopened)
        co_return reopened.error().kind == ErrorKind::Cancelled ? EndpointOutcome{}
                                                                : storageOutcome(reopened.error());
    const Result<FetchPosition> position = output.position();
    if (!position)
        co_return storageOutcome(position.error());
    const bool isSettled = point.isAhead ? output.isTrusted() : !point.intentOpen && position->trusted;
    if (point.pages == 0 || point.hwm < context.request.to || !isSettled) {
        const auto windows = output.journal().windows(context.jobId, context.endpoint.id);
        if (!windows)
            co_return storageOutcome(windows.error());
        QHash<int, int> names;
        for (const WindowRecord &window : *windows) {
            if (window.index >= 0)
                names.insert(window.index, window.name);
        }
        std::unique_ptr<ReadAhead> ahead;
        if (ReadAhead::suits(context))
            ahead = std::make_unique<ReadAhead>(context, output.journal(), *windows, stop);
        const std::optional<EndpointOutcome> ended =
            co_await fetchPages(output, *position, ahead.get(), names, stop);
        ahead.reset();
        if (ended)
            co_return *ended;
    }
    EndpointOutcome outcome = co_await finishExport(output, stop);
    co_return outcome;
}

} // namespace

IndexName EndpointExportContext::index(int number) const
{
    if (continuation && number == 0)
        return IndexName::job(continuation->indexJob, endpoint.id, continuation->indexNumber);
    return IndexName::job(jobId, endpoint.id, number);
}

QCoro::Task<EndpointOutcome> runEndpointExport(EndpointExportContext context, std::stop_token stop)
{
    Result<JobJournal> journal = JobJournal::open(context.databasePath);
    if (!journal)
        co_return storageOutcome(journal.error());
    Result<EndpointCheckpoint> saved = journal->checkpoint(context.jobId, context.endpoint.id);
    if (!saved)
        co_return storageOutcome(saved.error());
    if (saved->done)
        co_return EndpointOutcome{EndpointEnd::Done, {}};

    Result<std::optional<Continuation>> continuation =
        journal->continuations().of(context.jobId, context.endpoint.id);
    if (!continuation)
        co_return storageOutcome(continuation.error());
    context.continuation = std::move(*continuation);

    EndpointOutput output(context, std::move(*journal), std::move(*saved));
    std::unique_ptr<UploadQueue> uploads;
    if (context.access) {
        Result<std::unique_ptr<UploadQueue>> opened = openUploads(context);
        if (!opened)
            co_return storageOutcome(opened.error());
        uploads = std::move(*opened);
    }
    EndpointOutcome outcome;
    if (auto begun = uploads ? output.uploadTo(uploads.get()) : Result<void>{}; !begun)
        outcome = storageOutcome(begun.error());
    else
        outcome = co_await fetchAll(output, stop);
    if (uploads)
        co_await uploads->end();
    co_return outcome;
}

} // namespace slipway
