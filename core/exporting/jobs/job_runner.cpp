#include "core/exporting/jobs/job_runner.h"

#include "core/exporting/jobs/job_files.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace slipway {
namespace {

constexpr int maxExports = 4;            // at work at the same time, over all jobs
constexpr int stopRequestInterval = 400; // milliseconds

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(JobService)
};

// The state of a job that is stopped while it runs.
JobState endOf(StopReason reason)
{
    switch (reason) {
    case StopReason::Pause:
        return JobState::Paused;
    case StopReason::Cancel:
        return JobState::Cancelled;
    case StopReason::None:
        break;
    }
    return JobState::Interrupted;
}

} // namespace

JobRunner::JobRunner(QObject *context, QString databasePath, RetryPolicy retry, RequestLimits limits,
                     JobJournal journal, StopRequests runs, Changed changed)
    : m_context(context), m_databasePath(std::move(databasePath)), m_retry(retry), m_limits(limits),
      m_journal(std::move(journal)), m_runs(std::move(runs)), m_changed(std::move(changed))
{
    m_stopRequestTimer.setInterval(stopRequestInterval);
    QObject::connect(&m_stopRequestTimer, &QTimer::timeout, context, [this] { honourStopRequests(); });
}

JobRunner::~JobRunner()
{
    // What was asked for counts even if the process has to end before its threads do.
    for (auto &[id, job] : m_running) {
        stopExports(job);
        (void)m_journal.setState(id, endOf(job.reason), {}); // below it is stored again
    }
    for (auto &[id, job] : m_running) {
        job.threads.clear(); // joins
        JobState state = endOf(job.reason);
        // Exports may have ended since we last heard from them.
        JobSnapshot final = m_journal.job(id).value_or(job.snapshot);
        if (std::ranges::all_of(final.endpoints, &EndpointProgress::done))
            state = JobState::Complete;
        recordEnd(final, state, {});
    }
}

QString JobRunner::dataFolder() const
{
    return QFileInfo(m_databasePath).absolutePath();
}

Result<std::unique_ptr<JobLock>> JobRunner::lock(const QString &id) const
{
    const QString folder = dataFolder() + QStringLiteral("/locks");
    QDir().mkpath(folder);
    return JobLock::tryTake(folder + QStringLiteral("/%1.lock").arg(id));
}

Result<void> JobRunner::launch(const JobSnapshot &snapshot, const ConnectionSettings &connection,
                               const std::optional<DestinationAccess> &access, std::unique_ptr<JobLock> lock)
{
    const QString id = snapshot.id;
    if (snapshot.state != JobState::Queued) { // a new one is stored like that
        if (auto stored = m_journal.setState(id, JobState::Queued, {}); !stored)
            return stored;
    }
    RunningJob &job = m_running[id];
    job.snapshot = snapshot;
    job.connection = connection;
    job.access = access;
    job.lock = std::move(lock);
    job.run = m_runs.begin(id).value_or(QString()); // without it no other process can stop it, but it runs
    m_stopRequestTimer.start();
    job.snapshot.state = JobState::Queued; // until its first export finds a place
    job.snapshot.error.reset();
    job.clock.start();
    job.fractionAtStart = job.snapshot.fraction = fractionOf(job.snapshot);
    for (EndpointProgress &each : job.snapshot.endpoints) {
        each.error.reset();
        each.note.clear();
        if (each.done)
            job.outcomes.insert(each.endpointId, {EndpointEnd::Done, {}});
        else
            m_waiting.emplace_back(id, each.endpointId);
        if (!each.done && m_active >= maxExports)
            each.note =
                Texts::tr("Waiting for its turn: %n endpoints are fetched at a time", nullptr, maxExports);
    }
    tell(job.snapshot);
    startWaiting();
    finishIfEnded(id);
    return {};
}

bool JobRunner::stop(const QString &id, StopReason reason)
{
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return false;
    found->second.reason = reason;
    stopExports(found->second);
    finishIfEnded(id);
    return true;
}

void JobRunner::honourStopRequests()
{
    if (isIdle())
        return m_stopRequestTimer.stop();
    const auto requests = m_runs.requests(); // if it fails, the next look may succeed
    if (!requests)
        return;
    for (const StopRequest &request : *requests) {
        const auto found = m_running.find(request.jobId);
        if (found == m_running.end() || found->second.run != request.run)
            continue;
        // Each request is honoured once: what was asked for here since then takes precedence.
        if (std::exchange(found->second.honoured, request.reason) != request.reason)
            stop(request.jobId, request.reason);
    }
}

void JobRunner::tell(JobSnapshot snapshot)
{
    m_changed(snapshot);
}

std::optional<JobSnapshot> JobRunner::live(const QString &id) const
{
    if (const auto found = m_running.find(id); found != m_running.end())
        return found->second.snapshot;
    if (const auto found = m_unstored.find(id); found != m_unstored.end())
        return found->second;
    return std::nullopt;
}

void JobRunner::startWaiting()
{
    while (m_active < maxExports && !m_waiting.empty()) {
        const auto [id, endpointId] = m_waiting.front();
        m_waiting.pop_front();
        RunningJob &job = m_running.at(id);
        if (const Endpoint *endpoint = m_catalogue.endpoint(endpointId)) {
            startExport(job, *endpoint);
            continue;
        }
        const Error unknown{ErrorKind::BadInput,
                            Texts::tr("This version does not know the endpoint %1.").arg(endpointId),
                            {},
                            {}};
        job.outcomes.insert(endpointId, {EndpointEnd::Refused, unknown});
        QMetaObject::invokeMethod(
            m_context, [this, ended = id] { finishIfEnded(ended); }, Qt::QueuedConnection);
    }
}

void JobRunner::startExport(RunningJob &job, const Endpoint &endpoint)
{
    ++m_active;
    const QString id = job.snapshot.id;
    EndpointExportContext context{id,
                                  job.snapshot.request,
                                  endpoint,
                                  job.connection,
                                  m_databasePath,
                                  &m_pacing,
                                  m_retry,
                                  m_limits,
                                  {},
                                  job.access};
    context.progress = [this, id, last = QElapsedTimer()](const EndpointProgress &progress) mutable {
        // The window repaints at most ten times a second; a finished or waiting endpoint is always reported.
        if (last.isValid() && last.elapsed() < 100 && !progress.done && progress.note.isEmpty())
            return;
        last.start();
        QMetaObject::invokeMethod(
            m_context, [this, id, progress] { onProgress(id, progress); }, Qt::QueuedConnection);
    };
    job.threads[endpoint.id].run([this, context = std::move(context), id](std::stop_token stop) {
        const EndpointOutcome outcome = QCoro::waitFor(runEndpointExport(context, stop));
        QMetaObject::invokeMethod(
            m_context,
            [this, id, endpointId = context.endpoint.id, outcome] { onEnd(id, endpointId, outcome); },
            Qt::QueuedConnection);
    });
    markRunning(job, endpoint.id); // last, because the callback may end the job
}

void JobRunner::markRunning(RunningJob &job, const QString &endpointId)
{
    for (EndpointProgress &each : job.snapshot.endpoints) {
        if (each.endpointId == endpointId)
            each.note.clear();
    }
    if (job.snapshot.state == JobState::Running)
        return;
    job.snapshot.state = JobState::Running;
    job.clock.start();
    // If this fails, the journal still says Queued, which means the same after a crash.
    (void)m_journal.setState(job.snapshot.id, JobState::Running, {});
    tell(job.snapshot);
}

void JobRunner::onProgress(const QString &id, const EndpointProgress &progress)
{
    const auto found = m_running.find(id);
    if (found != m_running.end() && takeProgress(found->second, progress))
        tell(found->second.snapshot);
}

void JobRunner::onEnd(const QString &id, const QString &endpointId, const EndpointOutcome &outcome)
{
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return;
    --m_active;
    RunningJob &job = found->second;
    job.outcomes.insert(endpointId, outcome);
    for (EndpointProgress &each : job.snapshot.endpoints) {
        if (each.endpointId == endpointId) {
            each.note.clear();
            each.error = outcome.error;
            // The state of the job is stored below and reports a failure.
            (void)m_journal.setEndpointError(id, endpointId, outcome.error);
        }
    }
    const bool isCertain = outcome.error && outcome.error->kind == ErrorKind::TokenRefused;
    if ((outcome.end == EndpointEnd::TokenRefused && isCertain) || outcome.end == EndpointEnd::Storage)
        stopExports(job); // the others would run into the same wall
    if (outcome.end == EndpointEnd::Done) {
        // The token works, so what was refused before is a permission that was taken away.
        for (EndpointOutcome &earlier : job.outcomes) {
            if (earlier.end == EndpointEnd::TokenRefused)
                earlier.end = EndpointEnd::Refused;
        }
    }
    startWaiting();
    finishIfEnded(id);
}

void JobRunner::stopExports(RunningJob &job)
{
    for (auto &[endpoint, thread] : job.threads)
        thread.requestStop();
    std::erase_if(m_waiting, [&](const auto &entry) {
        if (entry.first != job.snapshot.id)
            return false;
        job.outcomes.insert(entry.second, {EndpointEnd::Stopped, {}});
        return true;
    });
}

void JobRunner::finishIfEnded(const QString &id)
{
    const auto found = m_running.find(id);
    if (found == m_running.end() || !found->second.hasEnded())
        return;
    RunningJob &job = found->second;
    job.threads.clear(); // joins
    // What the journal says is what counts: not all progress is reported.
    job.snapshot = m_journal.job(id).value_or(job.snapshot);
    for (const QString &endpointId : explainRefusals(job)) {
        const std::optional<Error> error = job.outcomes.value(endpointId).error;
        (void)m_journal.setEndpointError(id, endpointId, error); // as in onEnd()
        for (EndpointProgress &each : job.snapshot.endpoints) {
            if (each.endpointId == endpointId)
                each.error = error;
        }
    }
    auto [state, error] = verdict(job);
    if (job.reason == StopReason::Cancel && state != JobState::Complete) {
        state = JobState::Cancelled;
        error.reset();
    }
    JobSnapshot final = job.snapshot;
    recordEnd(final, state, error);
    m_running.erase(found);
    tell(final);
}

void JobRunner::recordEnd(JobSnapshot &job, JobState state, const std::optional<Error> &error)
{
    job.state = state;
    job.error = error;
    for (EndpointProgress &each : job.endpoints)
        each.note.clear(); // it waits for nothing any more
    m_unstored.erase(job.id);
    (void)m_runs.end(job.id); // one that is left there belongs to a run that has ended
    if (auto stored = m_journal.setState(job.id, state, error); !stored) {
        job.state = JobState::Interrupted;
        job.error = stored.error();
        m_unstored.insert_or_assign(job.id, job);
    } else if (state == JobState::Cancelled) {
        if (const auto discarded = discardUnfinished(m_journal, job, m_catalogue); !discarded) {
            job.error = discarded.error();
            (void)m_journal.setState(job.id, state, job.error); // it is reported now in any case
        }
    }
    job.fraction = fractionOf(job);
    job.changed = QDateTime::currentDateTimeUtc();
    job.manifests = manifestsOf(job, m_catalogue);
    if (const auto kept = m_unstored.find(job.id); kept != m_unstored.end())
        kept->second = job;
}

} // namespace slipway
