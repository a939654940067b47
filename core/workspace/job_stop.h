// Pausing and cancelling jobs, for the window and the command line alike; also jobs that another
// Slipway process runs.
//
// Threads: that of the job service.
#pragma once
#include "core/exporting/jobs/job_service.h"

#include <QCoroTask>
#include <chrono>

namespace slipway {

enum class JobStop { Pause, Cancel };

// What would be removed if a job were cancelled.
struct CancelLoss
{
    QStringList files; // absolute paths
    qint64 bytes = 0;
    QString folder;          // that they are below
    bool isUnderWay = false; // it runs or waits for its turn, so it may be writing its first file

    // Whether to ask the user first.
    [[nodiscard]] bool isPossible() const { return !files.isEmpty() || isUnderWay; }
};

// Nothing for a job that has ended. Errors: those of JobService.
[[nodiscard]] Result<CancelLoss> lossOfCancelling(const JobService &service, const QString &id);

// Stops a job and waits until no process runs it any more. Returns it as it is then: it may have
// ended in another way in the meantime. A job that is to be paused and is paused already stays as it
// is. Busy: the process that runs it has not answered within `patience`, and may still do so. Other
// errors: those of JobService; Cancelled if the service was destroyed.
[[nodiscard]] QCoro::Task<Result<JobSnapshot>>
stopJob(JobService &service, QString id, JobStop what,
        std::chrono::milliseconds patience = std::chrono::seconds(5));

} // namespace slipway
