#include "app/cli/job_stop.h"

#include "app/cli/job_run.h"
#include "core/platform/terminal.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QLocale>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// Returns nothing if the command should go on, also if it will report the error itself.
std::optional<int> confirmCancel(const JobService &service, const Arguments &arguments, const QString &id)
{
    const Result<CancelLoss> loss = lossOfCancelling(service, id);
    if (!loss || !loss->isPossible() || arguments.isSet("yes"))
        return std::nullopt;
    const bool runs = loss->isUnderWay;
    const QString what =
        (runs ? Texts::tr("Cancelling job %1, which is running, removes the files of the "
                          "endpoints that are not complete: %2 (%3) below %4.")
              : Texts::tr("Cancelling job %1 removes the files of the endpoints that are not "
                          "complete: %2 (%3) below %4."))
            .arg(id, counted(loss->files.size(), counts::files), QLocale().formattedDataSize(loss->bytes),
                 loss->folder);
    if (!isTerminal(StandardStream::Input))
        return report({ErrorKind::BadInput,
                       what + QLatin1Char(' ') + Texts::tr("Nothing was changed."),
                       (runs ? Texts::tr("Add --yes to cancel it, or keep everything and resume it "
                                         "later: slipway-cli jobs pause %1")
                             : Texts::tr("Add --yes to cancel it, or keep everything and resume it "
                                         "later with: slipway-cli jobs resume %1"))
                           .arg(id),
                       {}},
                      arguments.isSet("json"));
    printMessage(what);
    return isConfirmed(Texts::tr("Cancel it? [y/N] ")) ? std::nullopt : std::optional<int>(AllWell);
}

int stopOne(JobService &service, const QString &id, JobStop what, bool json)
{
    const bool cancels = what == JobStop::Cancel;
    const Result<JobSnapshot> job = QCoro::waitFor(stopJob(service, id, what));
    if (!job) {
        Error error = job.error();
        if (error.kind == ErrorKind::Busy)
            error.nextStep +=
                QLatin1Char(' ') + Texts::tr("See the state with: slipway-cli jobs show %1").arg(id);
        return report(error, json);
    }
    printJob(*job, json);
    if (job->state == (cancels ? JobState::Cancelled : JobState::Paused))
        return job->error ? Failed : AllWell; // files could not be removed, or the disk is full
    printMessage((cancels ? Texts::tr("Job %1 was not cancelled: it had already ended (%2).")
                          : Texts::tr("Job %1 was not paused: it had already ended (%2)."))
                     .arg(id, jobStateWord(job->state)));
    return std::max<int>(Failed, exitCodeOf(job->state));
}

} // namespace

int stopJobs(JobService &service, const Arguments &arguments, const QStringList &ids, JobStop what)
{
    int code = AllWell;
    for (const QString &id : ids) {
        const auto answer =
            what == JobStop::Cancel ? confirmCancel(service, arguments, id) : std::optional<int>();
        code = std::max(code, answer ? *answer : stopOne(service, id, what, arguments.isSet("json")));
    }
    return code;
}

} // namespace slipway::cli
