#include "core/exporting/job_service.h"

#include "core/base/background.h"
#include "core/exporting/export_stream.h"
#include "core/exporting/job_journal.h"
#include "core/exporting/job_lock.h"
#include "core/exporting/manifest.h"
#include "core/exporting/part_writer.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTimer>

#include <deque>
#include <map>

namespace slipway {
namespace {

constexpr int maxStreams = 4;        // at work at the same time, over all jobs
constexpr qint64 rateWindow = 5'000; // milliseconds over which events per second are counted

QString tr(const char *text)
{
    return QCoreApplication::translate("JobService", text);
}

// Sorts by time and is short enough for a file name: "20261124-153012-4f1c".
QString newJobId()
{
    return QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-")) +
           QStringLiteral("%1").arg(QRandomGenerator::global()->bounded(0x10000), 4, 16, QLatin1Char('0'));
}

QString windowText(const ExportRequest &request, const StreamProgress &stream)
{
    const qint64 from = std::max(stream.hwm, request.from);
    const auto text = [](qint64 epoch) {
        return QDateTime::fromSecsSinceEpoch(epoch, Qt::UTC).toString(Qt::ISODate);
    };
    return tr("%1 from %2 to %3").arg(stream.endpointId, text(from), text(request.to));
}

enum class StopReason { None, Pause, Cancel };

} // namespace

// A job that has work under way.
struct RunningJob
{
    JobSnapshot snapshot;
    ConnectionSettings connection;
    std::unique_ptr<JobLock> lock;
    QHash<QString, StreamOutcome> outcomes;
    std::map<QString, BackgroundThread> threads;
    StopReason reason = StopReason::None;
    QElapsedTimer clock;
    double fractionAtStart = 0;
    std::deque<std::pair<qint64, qint64>> samples; // milliseconds, events
    qint64 lastEmit = -1000;
};

struct JobService::State
{
    State(QString path, RetryPolicy policy, RequestLimits requestLimits, JobJournal opened)
        : databasePath(std::move(path)), retry(policy), limits(requestLimits), journal(std::move(opened))
    {}

    QString databasePath;
    RetryPolicy retry;
    RequestLimits limits;
    JobJournal journal;
    EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    Pacing pacing;
    std::map<QString, RunningJob> running;
    std::map<QString, JobSnapshot> unstored; // how jobs ended that the full disk would not let us write down
    std::deque<std::pair<QString, QString>> waiting; // (job, endpoint)
    int active = 0;
    JobService *service = nullptr;

    std::unique_ptr<JobLock> lock(const QString &id) const
    {
        const QString folder = QFileInfo(databasePath).absolutePath() + QStringLiteral("/locks");
        QDir().mkpath(folder);
        return JobLock::tryTake(folder + QStringLiteral("/%1.lock").arg(id));
    }

    void fillManifests(JobSnapshot &job) const
    {
        job.manifests.clear();
        for (const StreamProgress &stream : job.streams) {
            if (const Endpoint *endpoint = catalogue.endpoint(stream.endpointId); endpoint && stream.done)
                job.manifests << manifestPath(job.id, job.request, *endpoint);
        }
    }

    static double fractionOf(const JobSnapshot &job)
    {
        double sum = 0;
        for (const StreamProgress &stream : job.streams) {
            const double span = static_cast<double>(job.request.to - job.request.from);
            const double done = static_cast<double>(stream.hwm - job.request.from);
            sum += stream.done ? 1 : stream.hwm == 0 ? 0 : std::clamp(done / span, 0.0, 1.0);
        }
        return job.streams.isEmpty() ? 0 : sum / static_cast<double>(job.streams.size());
    }

    void launch(const QString &id)
    {
        RunningJob &job = running.at(id);
        job.snapshot.state = JobState::Queued; // until its first stream finds a place
        job.snapshot.error.reset();
        job.clock.start();
        job.fractionAtStart = job.snapshot.fraction = fractionOf(job.snapshot);
        (void)journal.setState(id, JobState::Queued, {});
        for (StreamProgress &stream : job.snapshot.streams) {
            stream.error.reset();
            stream.note.clear();
            if (stream.done)
                job.outcomes.insert(stream.endpointId, {StreamEnd::Done, {}});
            else
                waiting.emplace_back(id, stream.endpointId);
            if (!stream.done && active >= maxStreams)
                stream.note = tr("Waits for its turn: %1 exports run at a time").arg(maxStreams);
        }
        Q_EMIT service->jobChanged(job.snapshot);
        startWaiting();
        settleIfDone(id);
    }

    void startWaiting()
    {
        while (active < maxStreams && !waiting.empty()) {
            const auto [id, endpointId] = waiting.front();
            waiting.pop_front();
            RunningJob &job = running.at(id);
            const Endpoint *endpoint = catalogue.endpoint(endpointId);
            if (!endpoint) {
                job.outcomes.insert(endpointId,
                                    {StreamEnd::Refused,
                                     Error{ErrorKind::BadInput,
                                           tr("This version does not know the endpoint %1.").arg(endpointId),
                                           {},
                                           {}}});
                QMetaObject::invokeMethod(
                    service, [this, settled = id] { settleIfDone(settled); }, Qt::QueuedConnection);
                continue;
            }
            ++active;
            markRunning(job, endpointId);
            StreamContext context{
                id, job.snapshot.request, *endpoint, job.connection, databasePath, &pacing, retry, limits,
                {}};
            JobService *target = service;
            State *self = this;
            context.progress = [target, self, id = id,
                                last = QElapsedTimer()](const StreamProgress &progress) mutable {
                // The window repaints ten times a second at most; a finished or waiting stream is always
                // told.
                if (last.isValid() && last.elapsed() < 100 && !progress.done && progress.note.isEmpty())
                    return;
                last.start();
                QMetaObject::invokeMethod(
                    target, [self, id, progress] { self->onProgress(id, progress); }, Qt::QueuedConnection);
            };
            job.threads[endpointId].run([target, self, context = std::move(context), id = id,
                                         endpointId = endpointId](std::stop_token stop) {
                const StreamOutcome outcome = QCoro::waitFor(runStream(context, stop));
                QMetaObject::invokeMethod(
                    target, [self, id, endpointId, outcome] { self->onEnd(id, endpointId, outcome); },
                    Qt::QueuedConnection);
            });
        }
    }

    void markRunning(RunningJob &job, const QString &endpointId)
    {
        for (StreamProgress &stream : job.snapshot.streams) {
            if (stream.endpointId == endpointId)
                stream.note.clear();
        }
        if (job.snapshot.state == JobState::Running)
            return;
        job.snapshot.state = JobState::Running;
        job.clock.start();
        (void)journal.setState(job.snapshot.id, JobState::Running, {});
        Q_EMIT service->jobChanged(job.snapshot);
    }

    void onProgress(const QString &id, const StreamProgress &progress)
    {
        const auto found = running.find(id);
        if (found == running.end())
            return;
        RunningJob &job = found->second;
        for (StreamProgress &stream : job.snapshot.streams) {
            if (stream.endpointId == progress.endpointId)
                stream = progress;
        }
        const qint64 now = job.clock.elapsed();
        JobSnapshot &shot = job.snapshot;
        job.samples.emplace_back(now, shot.events());
        while (job.samples.size() > 2 && now - job.samples.front().first > rateWindow)
            job.samples.pop_front();
        const auto [since, before] = job.samples.front();
        shot.eventsPerSecond = now > since ? static_cast<double>(shot.events() - before) * 1000.0 /
                                                 static_cast<double>(now - since)
                                           : 0;
        shot.fraction = fractionOf(shot);
        const double gained = shot.fraction - job.fractionAtStart;
        shot.etaSeconds =
            gained > 0.001 && now > 1000
                ? static_cast<qint64>(static_cast<double>(now) / 1000 * (1 - shot.fraction) / gained)
                : -1;
        if (now - job.lastEmit >= 100 || progress.done || !progress.note.isEmpty()) {
            job.lastEmit = now;
            Q_EMIT service->jobChanged(shot);
        }
    }

    void onEnd(const QString &id, const QString &endpointId, const StreamOutcome &outcome)
    {
        const auto found = running.find(id);
        if (found == running.end())
            return;
        --active;
        RunningJob &job = found->second;
        job.outcomes.insert(endpointId, outcome);
        for (StreamProgress &stream : job.snapshot.streams) {
            if (stream.endpointId == endpointId) {
                stream.note.clear();
                stream.error = outcome.error;
                (void)journal.setStreamError(id, endpointId, outcome.error);
            }
        }
        const bool isCertain = outcome.error && outcome.error->kind == ErrorKind::TokenRefused;
        if ((outcome.end == StreamEnd::TokenRefused && isCertain) || outcome.end == StreamEnd::Storage)
            stopStreams(job); // the others would run into the same wall
        if (outcome.end == StreamEnd::Done) {
            // The token works, so what was refused before is a permission that was taken away.
            for (StreamOutcome &earlier : job.outcomes) {
                if (earlier.end == StreamEnd::TokenRefused)
                    earlier.end = StreamEnd::Refused;
            }
        }
        startWaiting();
        settleIfDone(id);
    }

    void stopStreams(RunningJob &job)
    {
        for (auto &[endpoint, thread] : job.threads)
            thread.requestStop();
        std::erase_if(waiting, [&](const auto &entry) {
            if (entry.first != job.snapshot.id)
                return false;
            job.outcomes.insert(entry.second, {StreamEnd::Stopped, {}});
            return true;
        });
    }

    void settleIfDone(const QString &id)
    {
        const auto found = running.find(id);
        if (found == running.end() || found->second.outcomes.size() < found->second.snapshot.streams.size())
            return;
        RunningJob &job = found->second;
        job.threads.clear(); // joins
        auto [state, error] = verdict(job);
        if (job.reason == StopReason::Cancel && state != JobState::Complete) {
            state = JobState::Cancelled;
            error.reset();
            discardParts(job.snapshot);
        }
        // What the journal knows is what counts.
        JobSnapshot final = journal.job(id).value_or(job.snapshot);
        bool isStored = true;
        if (auto stored = journal.setState(id, state, error); !stored) {
            state = JobState::Interrupted;
            error = stored.error();
            isStored = false;
        }
        final.state = state;
        final.error = error;
        final.fraction = fractionOf(final);
        final.changed = QDateTime::currentDateTimeUtc();
        unstored.erase(id);
        fillManifests(final);
        if (!isStored)
            unstored.insert_or_assign(id, final);
        running.erase(found);
        Q_EMIT service->jobChanged(final);
    }

    static std::pair<JobState, std::optional<Error>> verdict(const RunningJob &job)
    {
        const auto first = [&](StreamEnd end) -> const StreamOutcome * {
            for (const StreamProgress &stream : job.snapshot.streams) {
                if (const auto found = job.outcomes.constFind(stream.endpointId);
                    found != job.outcomes.constEnd() && found->end == end)
                    return &*found;
            }
            return nullptr;
        };
        if (const auto *outcome = first(StreamEnd::Storage))
            return {JobState::Paused, outcome->error};
        if (const auto *outcome = first(StreamEnd::TokenRefused))
            return {JobState::WaitingForToken, outcome->error};
        if (first(StreamEnd::Stopped))
            return {job.reason == StopReason::None ? JobState::Interrupted : JobState::Paused, {}};
        if (const auto *outcome = first(StreamEnd::Interrupted))
            return {JobState::Interrupted, outcome->error};
        if (const auto *outcome = first(StreamEnd::Refused)) {
            QStringList windows;
            for (const StreamProgress &stream : job.snapshot.streams) {
                if (job.outcomes.value(stream.endpointId).end == StreamEnd::Refused)
                    windows << windowText(job.snapshot.request, stream);
            }
            Error error = outcome->error.value_or(Error{});
            error.message = tr("Not fetched: %1. %2").arg(windows.join(QStringLiteral("; ")), error.message);
            return {JobState::Incomplete, error};
        }
        return {JobState::Complete, {}};
    }

    // Removes all files of the endpoints that are not complete.
    void discardParts(const JobSnapshot &job) const
    {
        for (const StreamProgress &stream : job.streams) {
            const Endpoint *endpoint = catalogue.endpoint(stream.endpointId);
            const auto point = journal.checkpoint(job.id, stream.endpointId);
            if (!endpoint || !point || point->done)
                continue;
            const QString folder = tableFolder(job.request, *endpoint);
            const PartWriter names(folder, job.id, job.request.compression);
            QStringList files{names.fileName(point->part.number) + QStringLiteral(".part"),
                              job.id + QStringLiteral(".sha256"), job.id + QStringLiteral(".sha256.part"),
                              job.id + QStringLiteral("-manifest.json"),
                              job.id + QStringLiteral("-manifest.json.part")};
            const auto parts = journal.parts(job.id, stream.endpointId).value_or(QList<PartRecord>{});
            for (const PartRecord &part : parts)
                files << part.name;
            // Renamed, but not yet in the journal; a foreign file of that name is not ours to remove.
            const QFileInfo renamed(folder + QLatin1Char('/') + names.fileName(point->part.number));
            if (point->part.fileBytes > 0 && renamed.size() == point->part.fileBytes &&
                !QFile::exists(folder + QLatin1Char('/') + files.first()))
                files << renamed.fileName();
            for (const QString &file : files)
                QFile::remove(folder + QLatin1Char('/') + file);
            QDir().rmdir(folder); // only if it is empty
        }
    }
};

RequestLimits exportLimits()
{
    RequestLimits limits;
    limits.answer = std::chrono::minutes(2);
    return limits;
}

Result<std::unique_ptr<JobService>> JobService::open(const QString &databasePath, RetryPolicy retry,
                                                     RequestLimits limits)
{
    qRegisterMetaType<JobSnapshot>();
    Result<JobJournal> journal = JobJournal::open(databasePath);
    if (!journal)
        return std::unexpected(journal.error());
    auto state = std::make_unique<State>(databasePath, retry, limits, std::move(*journal));
    const auto jobs = state->journal.jobs();
    if (!jobs)
        return std::unexpected(jobs.error());
    for (const JobSnapshot &job : *jobs) {
        if (job.state != JobState::Running && job.state != JobState::Queued)
            continue;
        if (const auto lock = state->lock(job.id)) // its process is gone
            (void)state->journal.setState(job.id, JobState::Interrupted, {});
    }
    return std::unique_ptr<JobService>(new JobService(std::move(state)));
}

JobService::JobService(std::unique_ptr<State> state) : m_state(std::move(state))
{
    m_state->service = this;
}

JobService::~JobService()
{
    for (auto &[id, job] : m_state->running)
        m_state->stopStreams(job);
    for (auto &[id, job] : m_state->running) {
        job.threads.clear(); // joins
        JobState state = JobState::Interrupted;
        if (job.reason == StopReason::Pause)
            state = JobState::Paused;
        if (job.reason == StopReason::Cancel) {
            state = JobState::Cancelled;
            m_state->discardParts(job.snapshot);
        }
        (void)m_state->journal.setState(id, state, {});
    }
}

QList<JobSnapshot> JobService::jobs() const
{
    QList<JobSnapshot> jobs = m_state->journal.jobs().value_or(QList<JobSnapshot>{});
    for (JobSnapshot &job : jobs) {
        if (const auto found = m_state->running.find(job.id); found != m_state->running.end()) {
            job = found->second.snapshot;
            continue;
        }
        if (const auto found = m_state->unstored.find(job.id); found != m_state->unstored.end()) {
            job = found->second;
            continue;
        }
        job.fraction = State::fractionOf(job);
        m_state->fillManifests(job);
    }
    return jobs;
}

Result<JobSnapshot> JobService::job(const QString &id) const
{
    if (const auto found = m_state->running.find(id); found != m_state->running.end())
        return found->second.snapshot;
    if (const auto found = m_state->unstored.find(id); found != m_state->unstored.end())
        return found->second;
    Result<JobSnapshot> job = m_state->journal.job(id);
    if (job) {
        job->fraction = State::fractionOf(*job);
        m_state->fillManifests(*job);
    }
    return job;
}

Result<QString> JobService::submit(const ExportRequest &request, const ConnectionSettings &connection)
{
    if (auto valid = validate(request); !valid)
        return std::unexpected(valid.error());
    if (connection.token.isEmpty())
        return failure(ErrorKind::BadInput, tr("There is no token for this tenant."),
                       tr("Add one in the tenant's settings."));
    const QString id = newJobId();
    auto lock = m_state->lock(id);
    if (!lock)
        return failure(ErrorKind::Storage, tr("The job's lock cannot be made below %1.")
                                               .arg(QFileInfo(m_state->databasePath).absolutePath()));
    if (auto added = m_state->journal.addJob(id, request); !added)
        return std::unexpected(added.error());
    Result<JobSnapshot> snapshot = m_state->journal.job(id);
    if (!snapshot)
        return std::unexpected(snapshot.error());
    RunningJob &job = m_state->running[id];
    job.snapshot = *snapshot;
    job.connection = connection;
    job.lock = std::move(lock);
    m_state->launch(id);
    return id;
}

Result<void> JobService::resume(const QString &id, const ConnectionSettings &connection)
{
    if (m_state->running.contains(id))
        return failure(ErrorKind::BadInput, tr("Job %1 is running already.").arg(id));
    if (connection.token.isEmpty())
        return failure(ErrorKind::BadInput, tr("There is no token for this tenant."),
                       tr("Add one in the tenant's settings."));
    auto lock = m_state->lock(id);
    Result<JobSnapshot> snapshot = m_state->journal.job(id); // read under the lock
    if (!snapshot)
        return std::unexpected(snapshot.error());
    if (!lock)
        return failure(ErrorKind::BadInput, tr("Job %1 is running in another Slipway.").arg(id),
                       tr("Use that window, or wait until it ends."));
    if (isFinal(snapshot->state))
        return failure(ErrorKind::BadInput,
                       tr("Job %1 has ended (%2).").arg(id, jobStateWord(snapshot->state)),
                       tr("Start a new export."));
    if (snapshot->request.address != connection.address)
        return failure(ErrorKind::BadInput,
                       tr("Job %1 belongs to %2, not to %3.")
                           .arg(id, snapshot->request.address.authority(), connection.address.authority()),
                       tr("Resume it with the tenant that it was started on."));
    RunningJob &job = m_state->running[id];
    job.snapshot = *snapshot;
    job.connection = connection;
    job.lock = std::move(lock);
    m_state->launch(id);
    return {};
}

Result<void> JobService::pause(const QString &id)
{
    const auto found = m_state->running.find(id);
    if (found == m_state->running.end())
        return failure(ErrorKind::BadInput, tr("Job %1 is not running here.").arg(id));
    found->second.reason = StopReason::Pause;
    m_state->stopStreams(found->second);
    m_state->settleIfDone(id);
    return {};
}

Result<void> JobService::cancel(const QString &id)
{
    if (const auto found = m_state->running.find(id); found != m_state->running.end()) {
        found->second.reason = StopReason::Cancel;
        m_state->stopStreams(found->second);
        m_state->settleIfDone(id);
        return {};
    }
    const auto lock = m_state->lock(id);
    Result<JobSnapshot> job = m_state->journal.job(id);
    if (!job)
        return std::unexpected(job.error());
    if (!lock)
        return failure(ErrorKind::BadInput, tr("Job %1 is running in another Slipway.").arg(id),
                       tr("Cancel it there."));
    if (isFinal(job->state))
        return failure(ErrorKind::BadInput, tr("Job %1 has ended (%2).").arg(id, jobStateWord(job->state)));
    m_state->discardParts(*job);
    if (auto stored = m_state->journal.setState(id, JobState::Cancelled, {}); !stored)
        return stored;
    m_state->unstored.erase(id);
    job->state = JobState::Cancelled;
    Q_EMIT jobChanged(*job);
    return {};
}

Result<void> JobService::remove(const QString &id)
{
    const Result<JobSnapshot> job = this->job(id);
    if (!job)
        return std::unexpected(job.error());
    if (!isFinal(job->state))
        return failure(ErrorKind::BadInput, tr("Job %1 has not ended.").arg(id), tr("Cancel it first."));
    if (auto removed = m_state->journal.removeJob(id); !removed)
        return removed;
    Q_EMIT jobRemoved(id);
    return {};
}

bool JobService::hasRunningJobs() const
{
    return !m_state->running.empty();
}

} // namespace slipway
