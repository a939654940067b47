#include "app/cli/job_stop.h"

#include "app/cli/job_run.h"

#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QTimer>

#include <unistd.h>

namespace slipway::cli {
namespace {

constexpr int patience = 5'000; // milliseconds, for another process to end a job

bool isUnderWay(JobState state)
{
    return state == JobState::Running || state == JobState::Queued;
}

// Returns nothing if the command should go on, also if it will report the error itself.
std::optional<int> confirmCancel(const JobService &service, const Arguments &arguments, const QString &id)
{
    const Result<JobSnapshot> job = service.job(id);
    const Result<QStringList> files = service.unfinishedFiles(id);
    if (!job || !files || isFinal(job->state) || arguments.isSet("yes"))
        return std::nullopt;
    const bool runs = isUnderWay(job->state); // it may be writing its first file
    if (files->isEmpty() && !runs)
        return std::nullopt;
    qint64 bytes = 0;
    for (const QString &file : *files)
        bytes += QFileInfo(file).size();
    const QString what =
        QStringLiteral(
            "Cancelling job %1%2 removes the files of the endpoints that are not complete: %3 (%4) "
            "below %5.")
            .arg(id, runs ? QStringLiteral(", which is running,") : QString(),
                 counted(files->size(), counts::files), QLocale().formattedDataSize(bytes),
                 job->request.folder);
    if (!isatty(STDIN_FILENO))
        return report({ErrorKind::BadInput,
                       what + QStringLiteral(" Nothing was changed."),
                       (runs ? QStringLiteral("Add --yes to cancel it, or keep everything and resume it "
                                              "later: slipway-cli jobs pause %1")
                             : QStringLiteral("Add --yes to cancel it, or keep everything and resume it "
                                              "later with: slipway-cli jobs resume %1"))
                           .arg(id),
                       {}},
                      arguments.isSet("json"));
    printMessage(what);
    printQuestion(QStringLiteral("Cancel it? [y/N] "));
    QFile input;
    const bool isYes = input.open(STDIN_FILENO, QIODevice::ReadOnly) &&
                       input.readLine(100).trimmed().toLower().startsWith('y');
    if (isYes)
        return std::nullopt;
    printMessage(QStringLiteral("Nothing was changed."));
    return AllWell;
}

// Waits until no process is running the job. False if that takes too long.
bool waitUntilEnded(JobService &service, const QString &id, const std::function<Result<void>()> &ask,
                    Result<void> &asked)
{
    bool ended = false;
    QEventLoop loop;
    QObject::connect(&service, &JobService::jobChanged, &loop, [&](const JobSnapshot &job) {
        if (job.id == id && !isUnderWay(job.state)) {
            ended = true;
            loop.quit();
        }
    });
    asked = ask(); // this already settles a job that is not running
    if (!asked || ended)
        return ended;
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    loop.exec();
    return ended;
}

int stopJob(JobService &service, const QString &id, Stop what, bool json)
{
    const bool cancels = what == Stop::Cancel;
    const Result<JobSnapshot> before = service.job(id);
    const bool isPaused = !cancels && before && before->state == JobState::Paused;
    if (!isPaused) {
        Result<void> asked;
        const bool ended = waitUntilEnded(
            service, id, [&] { return cancels ? service.cancel(id) : service.pause(id); }, asked);
        if (!asked)
            return report(asked.error(), json);
        if (!ended)
            return report(
                {ErrorKind::Busy,
                 QStringLiteral(
                     "Job %1 is still running: the Slipway that runs it has not answered within %2 seconds.")
                     .arg(id)
                     .arg(patience / 1000),
                 QStringLiteral("It has been asked to %1 the job, and will do so when it responds. See the "
                                "state with: slipway-cli jobs show %2")
                     .arg(cancels ? QStringLiteral("cancel") : QStringLiteral("pause"), id),
                 {}},
                json);
    }
    const Result<JobSnapshot> job = service.job(id);
    if (!job)
        return report(job.error(), json);
    printJob(*job, json);
    if (job->state == (cancels ? JobState::Cancelled : JobState::Paused))
        return job->error ? Failed : AllWell; // files could not be removed, or the disk is full
    printMessage((cancels ? QStringLiteral("Job %1 was not cancelled: it had already ended (%2).")
                          : QStringLiteral("Job %1 was not paused: it had already ended (%2)."))
                     .arg(id, jobStateWord(job->state)));
    return std::max<int>(Failed, exitCodeOf(job->state));
}

} // namespace

int stopJobs(JobService &service, const Arguments &arguments, const QStringList &ids, Stop what)
{
    int code = AllWell;
    for (const QString &id : ids) {
        const auto answer =
            what == Stop::Cancel ? confirmCancel(service, arguments, id) : std::optional<int>();
        code = std::max(code, answer ? *answer : stopJob(service, id, what, arguments.isSet("json")));
    }
    return code;
}

} // namespace slipway::cli
