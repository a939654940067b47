// Runs the streams of jobs on threads of their own, a few at a time over all jobs, and stores how each job
// ends. What another process requests of a job here (StopRequests) is done within a second.
//
// Threads: that of `context`, which has an event loop and outlives this.
#pragma once
#include "core/exporting/jobs/job_journal.h"
#include "core/exporting/jobs/running_job.h"
#include "core/exporting/jobs/stop_requests.h"

#include <QObject>
#include <QTimer>

namespace slipway {

class JobRunner
{
public:
    using Changed = std::function<void(const JobSnapshot &)>;

    // `changed`: called at each change of state, and while a job runs at most ten times a second.
    JobRunner(QObject *context, QString databasePath, RetryPolicy retry, RequestLimits limits,
              JobJournal journal, StopRequests runs, Changed changed);
    // Stops all work within a second; what was running becomes Interrupted.
    ~JobRunner();

    [[nodiscard]] const JobJournal &journal() const { return m_journal; }
    [[nodiscard]] const EndpointCatalogue &catalogue() const { return m_catalogue; }

    [[nodiscard]] QString dataFolder() const;
    // As JobLock::tryTake.
    [[nodiscard]] Result<std::unique_ptr<JobLock>> lock(const QString &id) const;
    // Queues the job. An error: it was not stored, and nothing was started.
    [[nodiscard]] Result<void> launch(const JobSnapshot &snapshot, const ConnectionSettings &connection,
                                      const std::optional<DestinationAccess> &access,
                                      std::unique_ptr<JobLock> lock);
    // The job has ended when `changed` says so. False: it does not run here.
    bool stop(const QString &id, StopReason reason);

    [[nodiscard]] bool isIdle() const { return m_running.empty(); }
    [[nodiscard]] bool isRunning(const QString &id) const { return m_running.contains(id); }
    // A job that runs here, or whose end could not be stored.
    [[nodiscard]] std::optional<JobSnapshot> live(const QString &id) const;

    // Stores how a job that does not run stands now. Where that fails, the snapshot says so, and live() keeps
    // it.
    void recordEnd(JobSnapshot &job, JobState state, const std::optional<Error> &error);

private:
    // By value: whoever is told may end the job, and its snapshot here with it.
    void tell(JobSnapshot snapshot);
    void startWaiting();
    void startStream(RunningJob &job, const Endpoint &endpoint);
    void markRunning(RunningJob &job, const QString &endpointId);
    void onProgress(const QString &id, const EndpointProgress &progress);
    void onEnd(const QString &id, const QString &endpointId, const EndpointOutcome &outcome);
    void stopStreams(RunningJob &job);
    void finishIfEnded(const QString &id);
    void honourStopRequests();

    QObject *m_context;
    QString m_databasePath;
    RetryPolicy m_retry;
    RequestLimits m_limits;
    JobJournal m_journal;
    StopRequests m_runs;
    Changed m_changed;
    QTimer m_stopRequestTimer; // while jobs run
    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    Pacing m_pacing;
    std::map<QString, JobSnapshot> m_unstored;         // ends that a full disk would not let us write down
    std::deque<std::pair<QString, QString>> m_waiting; // (job, endpoint)
    int m_active = 0;
    std::map<QString, RunningJob> m_running; // last: its threads use all the others
};

} // namespace slipway
