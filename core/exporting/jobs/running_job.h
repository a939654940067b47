// A running job: what its endpoint exports report, how fast it is, and what their ends mean for it.
//
// Threads: the thread of the JobService.
#pragma once
#include "core/async/background.h"
#include "core/exporting/endpoints/endpoint_export.h"
#include "core/exporting/jobs/job_lock.h"

#include <QElapsedTimer>
#include <QHash>

#include <deque>
#include <map>
#include <memory>

namespace slipway {

enum class StopReason { None, Pause, Cancel };

struct RunningJob
{
    JobSnapshot snapshot;
    ConnectionSettings connection;
    std::optional<DestinationAccess> access;
    std::unique_ptr<JobLock> lock;
    QHash<QString, EndpointOutcome> outcomes; // by endpoint id, as are the threads
    std::map<QString, BackgroundThread> threads;
    StopReason reason = StopReason::None;
    QString run; // name of this run in the state file, for other processes' requests; empty: it could not be
                 // stored
    StopReason honoured = StopReason::None; // the request that was honoured
    QElapsedTimer clock;
    double fractionAtStart = 0;
    std::deque<std::pair<qint64, qint64>> samples; // milliseconds, events
    qint64 lastEmit = -1000;

    [[nodiscard]] bool hasEnded() const { return outcomes.size() >= snapshot.endpoints.size(); }
};

// 0 … 1, by the time range covered. For a job with a bucket, the uploaded share counts as much as that.
[[nodiscard]] double fractionOf(const JobSnapshot &job);

// Takes a progress report into the snapshot, together with rate, fraction and remaining time. True: it is
// worth showing; others follow too closely on the one before.
[[nodiscard]] bool takeProgress(RunningJob &job, const EndpointProgress &progress);

// What the ends of all endpoint exports mean for the job.
// Once other endpoints have been read with the same token, only the permission can be missing: gives the
// refused ones that as their next step, and returns them.
QStringList explainRefusals(RunningJob &job);
[[nodiscard]] std::pair<JobState, std::optional<Error>> verdict(const RunningJob &job);

} // namespace slipway
