#include "core/exporting/endpoints/endpoint_export.h"

#include "core/async/background.h"
#include "core/base/forward_error.h"
#include "core/base/time_text.h"
#include "core/exporting/endpoints/endpoint_output.h"
#include "core/exporting/endpoints/endpoint_uploads.h"
#include "core/exporting/endpoints/read_ahead.h"
#include "core/exporting/fetching/fetch_text.h"
#include "core/exporting/fetching/oldest_event.h"
#include "core/exporting/fetching/query_fetch.h"
#include "core/exporting/parts/manifest.h"
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

// How an endpoint's export ended; empty: it goes on.
using Ended = std::optional<EndpointOutcome>;

Ended stopped()
{
    return EndpointOutcome{EndpointEnd::Stopped, {}};
}

// Empty if it was stored.
Ended endedBy(const Result<void> &stored)
{
    return stored ? Ended() : storageOutcome(stored.error());
}

// Sends the requests that a Fetching decides on, or takes their answers from what was read ahead, and does
// what it says about the answers.
class PageLoop
{
public:
    // `ahead`: null if nothing is read ahead. `names`: of the windows, by the numbers of their indexes.
    PageLoop(EndpointOutput &output, ReadAhead *ahead, QHash<int, int> names, std::stop_token stop)
        : m_output(output), m_context(output.context()), m_point(output.point()), m_ahead(ahead),
          m_names(std::move(names)), m_stop(std::move(stop)), m_client(m_context.connection),
          m_key(Pacing::key(m_context.connection.address, m_context.endpoint.path))
    {
        // A request that it loses is one more lost answer, for which `resend` is there.
        m_client.keepConnection();
    }

    // Empty: the range is covered.
    QCoro::Task<Ended> run(FetchPosition position);

private:
    using Source = WindowPlan::Source;
    using Answer = std::expected<PageAnswer, PageFailure>;

    void makeFetching(const FetchRules &rules, const FetchPosition &position);
    // Ends an export that would need an index from before what it can still recognise.
    [[nodiscard]] Ended refuseForgotten(const FetchStep &step);
    // Where the answer comes from.
    [[nodiscard]] Source sourceOf(const FetchStep &step);
    // Waits until the request may go out, or until the answer that was read ahead may be used, and records
    // the intent.
    QCoro::Task<Ended> prepare(FetchStep step, bool isLive);
    QCoro::Task<Ended> waitForRoom();
    QCoro::Task<bool> waitForStep(FetchStep step);
    QCoro::Task<bool> waitForTurnOfFront();
    // Empty: the answer was read ahead and could not be kept.
    QCoro::Task<std::optional<Answer>> answerTo(FetchStep step, bool isLive);
    [[nodiscard]] Ended heedFailure(const FetchStep &step, const PageFailure &failure, bool isLive);
    [[nodiscard]] Ended heedPage(const FetchStep &step, PageAnswer &answer, bool isLive);
    [[nodiscard]] Ended take(const FetchStep &step, const PageAnswer &answer, const MeasuredPage &measured,
                             const PageVerdict &verdict, const QString &label, bool isLive);
    // After a page was taken: goes on in the window whose start it reached, if there is one.
    [[nodiscard]] Ended moveFront(const MeasuredPage &measured, bool isWindowNext, qint64 mark);
    [[nodiscard]] Ended withdrawIntent()
    {
        return endedBy(m_output.journal().withdrawIntent(m_context.jobId, m_context.endpoint.id));
    }
    [[nodiscard]] IndexName indexOf(int number) const;
    [[nodiscard]] qint64 indexStart() const { return m_iterator ? m_iterator->indexStart() : 0; }
    [[nodiscard]] bool mayBeAhead() const { return m_iterator && m_iterator->mayBeAhead(); }

    EndpointOutput &m_output;
    const EndpointExportContext &m_context;
    EndpointCheckpoint &m_point;
    ReadAhead *m_ahead;
    QHash<int, int> m_names;
    std::stop_token m_stop;
    ApiClient m_client;
    QString m_key; // of the pacing
    std::unique_ptr<Fetching> m_fetching;
    IteratorFetch *m_iterator = nullptr; // the same, on API v2
    bool m_isRecorded = false;           // the next request's intent, together with the page before it
    std::optional<Error> m_lastFault;
    QByteArray m_spare; // the memory of the page before
};

void PageLoop::makeFetching(const FetchRules &rules, const FetchPosition &position)
{
    if (!Api::of(m_context.endpoint).hasCursors()) {
        m_fetching = std::make_unique<QueryFetch>(rules, position);
        return;
    }
    auto iterator = std::make_unique<IteratorFetch>(rules, position);
    m_iterator = iterator.get();
    m_fetching = std::move(iterator);
}

QCoro::Task<Ended> PageLoop::run(FetchPosition position)
{
    const Result<SeenBefore> seen = seenBefore(m_output);
    if (!seen)
        co_return storageOutcome(seen.error());
    makeFetching(rulesOf(m_context, *seen), position);
    for (;;) {
        const FetchStep step = m_fetching->next();
        if (step.what == FetchStep::Do::Finish)
            co_return std::nullopt;
        if (step.what == FetchStep::Do::GiveUp)
            co_return givenUp(m_context, step.obstacle, m_lastFault, m_point.hwm);
        m_point.doubtsLatest = m_iterator && m_iterator->doubtsLatest();
        if (Ended refused = refuseForgotten(step))
            co_return refused;
        const Source source = sourceOf(step);
        if (source == Source::Lost) {
            m_iterator->leaveIndex();
            continue;
        }
        if (source == Source::Coming) {
            if (const bool going = co_await m_ahead->waitForChange(); !going)
                co_return stopped();
            continue;
        }
        const bool isLive = source == Source::Live;
        Ended ended = co_await prepare(step, isLive);
        if (ended)
            co_return ended;
        m_isRecorded = false;
        m_point.isAhead = !isLive || mayBeAhead();
        m_point.requests += isLive;
        std::optional<Answer> answer = co_await answerTo(step, isLive);
        if (!answer) // this page is missing now
            m_iterator->leaveIndex();
        else if (*answer)
            ended = heedPage(step, **answer, isLive);
        else
            ended = heedFailure(step, answer->error(), isLive);
        if (ended)
            co_return ended;
    }
}

Ended PageLoop::refuseForgotten(const FetchStep &step)
{
    if (step.index == 0 || step.operation.verb != Operation::Verb::From)
        return {};
    const Result<qint64> forgotten = forgottenUntil(m_output);
    if (!forgotten)
        return storageOutcome(forgotten.error());
    if (indexStart() > *forgotten)
        return {};
    return EndpointOutcome{EndpointEnd::Refused, forgottenEventsError(m_context)};
}

PageLoop::Source PageLoop::sourceOf(const FetchStep &step)
{
    if (!m_ahead)
        return Source::Live;
    m_ahead->begin();
    const Source source = m_ahead->plan()->sourceOf(step);
    const qint64 sent = m_ahead->takeRequests();
    m_point.requests += sent;
    m_point.requestsAhead += sent;
    return source;
}

QCoro::Task<Ended> PageLoop::prepare(FetchStep step, bool isLive)
{
    if (!isLive) { // windows are begun on this thread, and should not wait long
        if (const bool going = co_await pause(milliseconds(0), m_stop); !going)
            co_return stopped();
    }
    if (m_isRecorded) {
        if (!m_stop.stop_requested())
            co_return std::nullopt;
        Ended failed = withdrawIntent();
        co_return failed ? failed : stopped();
    }
    Ended ended = co_await waitForRoom();
    if (ended)
        co_return ended;
    if (!isLive) {
        // What was asked for ahead has no intent: the journal knows already that the cursor is not to be
        // trusted.
        co_return m_stop.stop_requested() ? stopped() : std::nullopt;
    }
    if (const bool going = co_await waitForStep(step); !going)
        co_return stopped();
    if (const bool going = co_await waitForTurnOfFront(); !going)
        co_return stopped();
    co_return endedBy(m_output.journal().recordIntent(m_context.jobId, m_context.endpoint.id, step.index,
                                                      indexStart(), m_point.doubtsLatest, mayBeAhead()));
}

QCoro::Task<Ended> PageLoop::waitForRoom()
{
    UploadQueue *uploads = m_output.uploads();
    if (!uploads)
        co_return std::nullopt;
    if (uploads->isFull())
        m_output.report(Texts::tr("Waiting for the upload to catch up"));
    if (const bool going = co_await uploads->waitForRoom(m_stop); !going)
        co_return uploadOutcome(*uploads);
    co_return std::nullopt;
}

QCoro::Task<bool> PageLoop::waitForStep(FetchStep step)
{
    if (step.pause <= milliseconds(0))
        co_return true;
    const bool isFault = step.reason == PauseReason::Retry && m_lastFault;
    if (isFault || step.pause > milliseconds(1500))
        m_output.report(pauseText(step, m_lastFault), isFault ? m_lastFault : std::nullopt);
    const bool going = co_await pause(step.pause, m_stop);
    co_return going;
}

QCoro::Task<bool> PageLoop::waitForTurnOfFront()
{
    if (m_ahead)
        m_ahead->setFrontWaits(true);
    const milliseconds shortest = m_ahead ? m_ahead->paceOfAll() : milliseconds(0);
    const bool going = co_await waitForTurn(m_output, m_key, {}, shortest, m_stop);
    if (m_ahead)
        m_ahead->setFrontWaits(false);
    co_return going;
}

QCoro::Task<std::optional<PageLoop::Answer>> PageLoop::answerTo(FetchStep step, bool isLive)
{
    if (!isLive) {
        Result<Result<HttpAnswer>> kept = m_ahead->take(std::exchange(m_spare, {}));
        if (!kept)
            co_return std::nullopt;
        co_return readPage(std::move(*kept), m_context.endpoint, m_stop);
    }
    m_client.recycle(std::exchange(m_spare, {}));
    Answer answer;
    if (step.query)
        answer = co_await fetchV1(m_client, m_context.endpoint, *step.query, m_stop, m_context.limits);
    else
        answer = co_await fetchPage(m_client, m_context.endpoint, indexOf(step.index), step.operation, m_stop,
                                    m_context.limits);
    co_return std::move(answer);
}

Ended PageLoop::heedFailure(const FetchStep &step, const PageFailure &failure, bool isLive)
{
    if (failure.error.kind == ErrorKind::Cancelled)
        return stopped();
    if (isLive)
        m_context.pacing->heed(m_key, failure.rate);
    m_lastFault = failure.error;
    if (isLive && failure.fault == AnswerFault::NotSent && step.operation.verb == Operation::Verb::Next) {
        if (Ended ended = withdrawIntent())
            return ended;
    }
    if (m_fetching->failed(factsOf(failure), timeNow())) {
        // Hundreds of MB may have to be written. What came instead of a page comes again on resume.
        if (m_stop.stop_requested())
            return stopped();
        if (Ended ended = endedBy(
                m_output.putAside(failure.body, failure.error.asText(), answerFaultName(failure.fault))))
            return ended;
    }
    if (isLive && failure.error.kind == ErrorKind::RateLimited)
        m_context.pacing->hold(m_key, m_fetching->next().pause); // for the tenant's other jobs too
    return {};
}

Ended PageLoop::heedPage(const FetchStep &step, PageAnswer &answer, bool isLive)
{
    if (isLive)
        m_context.pacing->heed(m_key, answer.rate);
    m_lastFault.reset();
    const MeasuredPage measured =
        m_output.measure(answer, m_fetching->selection(), m_fetching->isReplaying());
    if (m_ahead && isLive && measured.facts.sent > 0 &&
        !m_ahead->plan()->believes(ReadAhead::printOf(measured.facts.checksum))) {
        m_iterator->leaveIndex();
        return {};
    }
    // The page comes again on resume.
    if (m_stop.stop_requested())
        return stopped();
    const QString label = m_fetching->label(); // of this request, not of the next one
    const PageVerdict verdict = m_fetching->served(measured.facts, timeNow());
    Ended ended;
    if (verdict.take)
        ended = take(step, answer, measured, verdict, label, isLive);
    else if (verdict.provesCursor)
        ended = withdrawIntent();
    m_spare = answer.page.takeBody();
    return ended;
}

Ended PageLoop::take(const FetchStep &step, const PageAnswer &answer, const MeasuredPage &measured,
                     const PageVerdict &verdict, const QString &label, bool isLive)
{
    const bool isWindowNext = m_ahead && m_ahead->plan()->windowAt(verdict.mark);
    const bool isPaced = m_context.request.maxRate > 0 || (m_ahead && m_ahead->paceOfAll() > milliseconds(0));
    m_isRecorded = verdict.follows && m_iterator && isLive && !isWindowNext && !isPaced &&
                   (!m_output.uploads() || m_output.uploads()->hasRoom()) &&
                   m_context.pacing->claim(m_key, {}) == milliseconds(0);
    const qint64 before = m_point.hwm;
    if (const auto taken = m_output.take(answer.page, measured, verdict, label, step.index, indexStart(),
                                         m_isRecorded, m_stop);
        !taken)
        return taken.error().kind == ErrorKind::Cancelled ? stopped() : storageOutcome(taken.error());
    m_fetching->taken();
    m_output.report();
    if (!m_ahead)
        return {};
    if (isLive) {
        m_ahead->learn(answer.elapsed);
        m_ahead->plan()->learn(verdict.mark, verdict.mark - before, answer.page.bodySize());
    }
    return moveFront(measured, isWindowNext, verdict.mark);
}

Ended PageLoop::moveFront(const MeasuredPage &measured, bool isWindowNext, qint64 mark)
{
    const bool hasUnnamed =
        std::ranges::any_of(measured.keys, [](const EventKey128 &event) { return event.id == 0; });
    if (hasUnnamed) // those that come again could not be told from others with the same text
        m_ahead->plan()->giveUp();
    m_ahead->plan()->frontAt(mark);
    const auto entered = isWindowNext && !hasUnnamed ? m_ahead->enter(mark, *m_iterator) : std::nullopt;
    if (!entered) {
        m_ahead->plan()->passBy(mark);
        return {};
    }
    const int index = m_iterator->next().index;
    m_names.insert(index, entered->name);
    return endedBy(m_ahead->noteEntered(*entered, index));
}

IndexName PageLoop::indexOf(int number) const
{
    const auto name = m_names.constFind(number);
    return name == m_names.constEnd() ? m_context.index(number)
                                      : IndexName::ahead(m_context.jobId, m_context.endpoint.id, *name);
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
        PageLoop loop(output, ahead.get(), std::move(names), stop);
        const Ended ended = co_await loop.run(*position);
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
