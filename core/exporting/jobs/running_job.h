// A job that has work under way: what its streams tell, how fast it goes, and what their ends mean for it.
//
// Threads: that of the JobService.
#pragma once
#include "core/async/background.h"
#include "core/exporting/jobs/endpoint_export.h"
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
    QString run; // in the state file, for what others request of it; empty: it could not be stored
    StopReason honoured = StopReason::None; // of those requests
    QElapsedTimer clock;
    double fractionAtStart = 0;
    std::deque<std::pair<qint64, qint64>> samples; // milliseconds, events
    qint64 lastEmit = -1000;

    [[nodiscard]] bool hasEnded() const { return outcomes.size() >= snapshot.streams.size(); }
};

// 0 … 1, by time range covered; of a job that goes to a bucket, what is uploaded of it counts as much.
[[nodiscard]] double fractionOf(const JobSnapshot &job);

// Takes what a stream tells into the snapshot, with rate, fraction and remaining time. True: a window should
// show it; others are too close to the one before.
[[nodiscard]] bool takeProgress(RunningJob &job, const EndpointProgress &progress);

// What the ends of all streams mean for the job.
[[nodiscard]] std::pair<JobState, std::optional<Error>> verdict(const RunningJob &job);

} // namespace slipway
