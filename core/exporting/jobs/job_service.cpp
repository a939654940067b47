#include "core/exporting/jobs/job_service.h"

#include "core/base/forward_error.h"
#include "core/exporting/jobs/disk_space.h"
#include "core/exporting/jobs/job_files.h"
#include "core/exporting/jobs/job_runner.h"
#include "core/exporting/jobs/remote_stop.h"
#include "core/exporting/journal/continuing/continuation_request.h"

#include <QCoreApplication>
#include <QRandomGenerator>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(JobService)
};

// Sorts by time and is short enough for a file name: "20261124-153012-4f1c".
QString newJobId()
{
    return QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-")) +
           QStringLiteral("%1").arg(QRandomGenerator::global()->bounded(0x10000), 4, 16, QLatin1Char('0'));
}

Result<void> checkToken(const ConnectionSettings &connection)
{
    if (connection.token.isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("There is no token for this tenant."),
                       Texts::tr("Add one in the tenant's settings."));
    return {};
}

// Whether `access` leads to the bucket that the job writes to.
Result<void> checkAccess(const ExportRequest &request, const std::optional<DestinationAccess> &access)
{
    if (!request.bucket)
        return {};
    if (!access)
        return failure(
            ErrorKind::BadInput, Texts::tr("There are no credentials for %1.").arg(request.bucket->url()),
            Texts::tr("Save the destination with its credentials, or set them in the environment."));
    if (!access->destination.isSamePlace(*request.bucket))
        return failure(ErrorKind::BadInput,
                       Texts::tr("The job writes to %1, not to %2.")
                           .arg(request.bucket->url(), access->destination.url()),
                       Texts::tr("Change the destination back, or cancel the job and export again."));
    return validate(*access);
}

// Another process runs the job; otherwise the error of the lock itself.
std::unexpected<Error> notLocked(const Error &error, const QString &id, const QString &nextStep)
{
    if (error.kind != ErrorKind::Busy)
        return std::unexpected(error);
    return failure(ErrorKind::BadInput, Texts::tr("Job %1 is running in another Slipway process.").arg(id),
                   nextStep);
}

bool isUnderWay(JobState state)
{
    return state == JobState::Running || state == JobState::Queued;
}

Result<void> checkNotFinal(const JobSnapshot &job, const QString &nextStep)
{
    if (isFinal(job.state))
        return failure(ErrorKind::BadInput,
                       Texts::tr("Job %1 has ended (%2).").arg(job.id, jobStateWord(job.state)), nextStep);
    return {};
}

} // namespace

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
    ASSIGN_OR_RETURN(JobJournal journal, JobJournal::open(databasePath));
    Result<StopRequests> runs = StopRequests::open(databasePath),
                         runsElsewhere = StopRequests::open(databasePath);
    if (!runs || !runsElsewhere)
        return std::unexpected((runs ? runsElsewhere : runs).error());
    std::unique_ptr<JobService> service(new JobService);
    JobService *self = service.get();
    service->m_runner =
        std::make_unique<JobRunner>(self, databasePath, retry, limits, std::move(journal), std::move(*runs),
                                    [self](const JobSnapshot &job) { Q_EMIT self->jobChanged(job); });
    service->m_elsewhere = std::make_unique<RemoteStop>(
        self, std::move(*runsElsewhere), [self](const QString &id) { return self->m_runner->lock(id); },
        [self](const QString &id, StopReason requested) { self->onEndedElsewhere(id, requested); });
    RETURN_IF_ERROR(service->clearUp());
    return service;
}

JobService::JobService() = default;

JobService::~JobService() = default;

Result<void> JobService::clearUp()
{
    ASSIGN_OR_RETURN(const auto jobs, m_runner->journal().jobs());
    for (const JobSnapshot &listed : jobs) {
        if (!isUnderWay(listed.state))
            continue;
        const auto lock = m_runner->lock(listed.id);
        if (!lock && lock.error().kind == ErrorKind::Busy)
            continue;
        // Its process has ended; it may have ended the job since the list was read.
        if (auto job = m_runner->journal().job(listed.id); job && isUnderWay(job->state))
            m_runner->recordEnd(*job, JobState::Interrupted, {});
    }
    ASSIGN_OR_RETURN(const auto cancelled, m_runner->journal().cancelledWithFiles());
    for (const QString &id : cancelled) {
        if (auto job = m_runner->journal().job(id); job && m_runner->lock(id))
            m_runner->recordEnd(*job, JobState::Cancelled, {});
    }
    return {};
}

QList<JobSnapshot> JobService::jobs() const
{
    QList<JobSnapshot> jobs = m_runner->journal().jobs().value_or(QList<JobSnapshot>{});
    for (JobSnapshot &job : jobs) {
        if (const auto live = m_runner->live(job.id)) {
            job = *live;
            continue;
        }
        job.fraction = fractionOf(job);
        job.manifests = manifestsOf(job, m_runner->catalogue());
    }
    return jobs;
}

Result<JobSnapshot> JobService::job(const QString &id) const
{
    if (const auto live = m_runner->live(id))
        return *live;
    Result<JobSnapshot> job = m_runner->journal().job(id);
    if (job) {
        job->fraction = fractionOf(*job);
        job->manifests = manifestsOf(*job, m_runner->catalogue());
    }
    return job;
}

Result<QString> JobService::submit(const ExportRequest &wanted, const ConnectionSettings &connection,
                                   const std::optional<DestinationAccess> &access)
{
    RETURN_IF_ERROR(validate(wanted));
    RETURN_IF_ERROR(checkAccess(wanted, access));
    RETURN_IF_ERROR(checkToken(connection));
    if (!wanted.continues.isEmpty()) {
        ASSIGN_OR_RETURN(const JobSnapshot former, job(wanted.continues));
        RETURN_IF_ERROR(checkContinues(wanted, former));
    }
    const QString id = newJobId();
    ExportRequest request = wanted;
    if (request.bucket) // each job's files wait in a folder of their own
        request.folder =
            (wanted.folder.isEmpty() ? m_runner->dataFolder() + QStringLiteral("/spool") : wanted.folder) +
            QLatin1Char('/') + id;
    RETURN_IF_ERROR(checkLeastDiskSpace(request));
    ASSIGN_OR_RETURN(auto lock, m_runner->lock(id));
    const JobJournal &journal = m_runner->journal();
    RETURN_IF_ERROR(journal.addJob(id, request));
    ASSIGN_OR_RETURN(const JobSnapshot snapshot, journal.job(id));
    RETURN_IF_ERROR(m_runner->launch(snapshot, connection, access, std::move(lock)));
    return id;
}

Result<ExportRequest> JobService::continuation(const QString &id, qint64 to) const
{
    const Result<JobSnapshot> former = job(id);
    return former ? continuationRequest(*former, to) : std::unexpected(former.error());
}

Result<void> JobService::checkRoom(const ExportRequest &request) const
{
    if (request.bucket) // only a few files wait at a time
        return {};
    const std::optional<qint64> expected = expectedSize(request, jobs());
    return expected ? checkExpectedDiskSpace(request, *expected) : Result<void>();
}

Result<void> JobService::resume(const QString &id, const ConnectionSettings &connection,
                                const std::optional<DestinationAccess> &access)
{
    if (m_runner->isRunning(id))
        return failure(ErrorKind::BadInput, Texts::tr("Job %1 is running already.").arg(id));
    if (auto token = checkToken(connection); !token)
        return token;
    auto lock = m_runner->lock(id);
    ASSIGN_OR_RETURN(const JobSnapshot snapshot, m_runner->journal().job(id)); // read under the lock
    if (!lock)
        return notLocked(lock.error(), id,
                         Texts::tr("Use the window or command that runs it, or wait until it ends."));
    if (auto open = checkNotFinal(
            snapshot,
            snapshot.state == JobState::Complete
                ? Texts::tr("To fetch what has arrived since, continue it: slipway-cli export --continue %1")
                      .arg(id)
                : Texts::tr("Start a new export."));
        !open)
        return open;
    if (snapshot.request.address != connection.address)
        return failure(ErrorKind::BadInput,
                       Texts::tr("Job %1 belongs to %2, not to %3.")
                           .arg(id, snapshot.request.address.authority(), connection.address.authority()),
                       Texts::tr("Resume it with the tenant that it was started on."));
    if (auto reachable = checkAccess(snapshot.request, access); !reachable)
        return reachable;
    return m_runner->launch(snapshot, connection, access, std::move(*lock));
}

Result<void> JobService::pause(const QString &id)
{
    if (m_runner->stop(id, StopReason::Pause))
        return {};
    const auto lock = m_runner->lock(id);
    ASSIGN_OR_RETURN(const JobSnapshot job, m_runner->journal().job(id));
    if (!lock && lock.error().kind == ErrorKind::Busy) {
        m_elsewhere->ask(id, StopReason::Pause);
        return {};
    }
    if (auto open = checkNotFinal(job, {}); !open)
        return open;
    return failure(ErrorKind::BadInput,
                   Texts::tr("Job %1 is not running (%2).").arg(id, jobStateWord(job.state)));
}

void JobService::onEndedElsewhere(const QString &id, StopReason requested)
{
    Result<JobSnapshot> job = m_runner->journal().job(id);
    if (!job)
        return;
    if (requested == StopReason::Cancel && !isFinal(job->state))
        m_runner->recordEnd(*job, JobState::Cancelled, {}); // it ended in another way before it looked
    else if (isUnderWay(job->state))
        m_runner->recordEnd(*job, JobState::Interrupted, {}); // its process was killed
    if (const Result<JobSnapshot> now = this->job(id))
        Q_EMIT jobChanged(*now);
}

Result<QStringList> JobService::unfinishedFiles(const QString &id) const
{
    ASSIGN_OR_RETURN(const JobSnapshot job, m_runner->journal().job(id));
    return slipway::unfinishedFiles(m_runner->journal(), job, m_runner->catalogue());
}

Result<void> JobService::cancel(const QString &id)
{
    if (m_runner->stop(id, StopReason::Cancel))
        return {};
    const auto lock = m_runner->lock(id);
    ASSIGN_OR_RETURN(JobSnapshot job, m_runner->journal().job(id));
    if (!lock && lock.error().kind == ErrorKind::Busy) {
        m_elsewhere->ask(id, StopReason::Cancel);
        return {};
    }
    if (!lock)
        return std::unexpected(lock.error());
    if (auto open = checkNotFinal(job, {}); !open)
        return open;
    m_runner->recordEnd(job, JobState::Cancelled, {});
    Q_EMIT jobChanged(job);
    if (job.error)
        return std::unexpected(*job.error);
    return {};
}

Result<void> JobService::remove(const QString &id)
{
    ASSIGN_OR_RETURN(const JobSnapshot job, this->job(id));
    if (!isFinal(job.state))
        return failure(
            ErrorKind::BadInput, Texts::tr("Job %1 has not ended.").arg(id),
            Texts::tr("It can still be resumed. Cancel it first; the files of its complete endpoints stay."));
    if (auto removed = m_runner->journal().removeJob(id); !removed)
        return removed;
    Q_EMIT jobRemoved(id);
    return {};
}

bool JobService::hasRunningJobs() const
{
    return !m_runner->isIdle();
}

} // namespace slipway
