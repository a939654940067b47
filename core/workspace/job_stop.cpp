#include "core/workspace/job_stop.h"

#include "core/async/completion.h"
#include "core/base/forward_error.h"
#include "core/base/plural_form.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(JobStop)
};

bool isUnderWay(JobState state)
{
    return state == JobState::Running || state == JobState::Queued;
}

} // namespace

Result<CancelLoss> lossOfCancelling(const JobService &service, const QString &id)
{
    ASSIGN_OR_RETURN(const JobSnapshot job, service.job(id));
    CancelLoss loss;
    if (isFinal(job.state))
        return loss;
    ASSIGN_OR_RETURN(loss.files, service.unfinishedFiles(id));
    for (const QString &file : std::as_const(loss.files))
        loss.bytes += QFileInfo(file).size();
    loss.folder = job.request.folder;
    loss.isUnderWay = isUnderWay(job.state);
    return loss;
}

QCoro::Task<Result<JobSnapshot>> stopJob(JobService &service, QString id, JobStop what,
                                         std::chrono::milliseconds patience)
{
    const QPointer<JobService> alive(&service);
    CO_ASSIGN_OR_RETURN(const JobSnapshot job, service.job(id));
    if (what == JobStop::Pause && job.state == JobState::Paused)
        co_return job;
    // Another process writes the state before this service has noticed that it ended, so the state
    // counts only together with the signal.
    Completion completion(patience);
    QObject::connect(&service, &JobService::jobChanged, &completion, [&](const JobSnapshot &changed) {
        if (changed.id == id && !isUnderWay(changed.state))
            completion.end(true);
    });
    QObject::connect(&service, &QObject::destroyed, &completion, [&] { completion.end(false); });
    // A job that no process runs ends at once.
    CO_RETURN_IF_ERROR(what == JobStop::Cancel ? service.cancel(id) : service.pause(id));
    const bool hasEnded = co_await wait(completion, {});
    if (!alive)
        co_return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
    if (hasEnded)
        co_return service.job(id);
    co_return failure(
        ErrorKind::Busy,
        Texts::tr(
            "Job %1 is still running: the Slipway process that runs it has not answered within %n seconds.",
            nullptr, pluralForm(std::chrono::duration_cast<std::chrono::seconds>(patience).count()))
            .arg(id),
        what == JobStop::Cancel
            ? Texts::tr("It has been asked to cancel the job, and will do so when it responds.")
            : Texts::tr("It has been asked to pause the job, and will do so when it responds."));
}

} // namespace slipway
