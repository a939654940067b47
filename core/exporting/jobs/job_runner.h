// Runs the endpoint exports of jobs on threads of their own, a few at a time over all jobs, and stores how
// each job ends. If another process requests a stop of a job that runs here (StopRequests), that happens
// within a second.
//
// Threads: the thread of `context`, which has an event loop and outlives this object.
#pragma once
#include "core/exporting/jobs/running_job.h"
#include "core/exporting/jobs/stop_requests.h"
#include "core/exporting/journal/job_journal.h"

#include <QObject>
#include <QTimer>

namespace slipway {

class JobRunner
{
public:
    using Changed = std::function<void(const JobSnapshot &)>;

    // `changed`: called at each change of state, and at most ten times a second while a job runs.
    JobRunner(QObject *context, QString databasePath, RetryPolicy retry, RequestLimits limits,
              JobJournal journal, StopRequests runs, Changed changed);
    // Stops all work within a second; running jobs become Interrupted.
    ~JobRunner();

    [[nodiscard]] const JobJournal &journal() const { return m_journal; }
    [[nodiscard]] const EndpointCatalogue &catalogue() const { return m_catalogue; }

    [[nodiscard]] QString dataFolder() const;
    // See JobLock::tryTake().
    [[nodiscard]] Result<std::unique_ptr<JobLock>> lock(const QString &id) const;
    // Queues the job. An error means that it was not stored and nothing was started.
    [[nodiscard]] Result<void> launch(const JobSnapshot &snapshot, const ConnectionSettings &connection,
                                      const std::optional<DestinationAccess> &access,
                                      std::unique_ptr<JobLock> lock);
    // `changed` is called once the job has ended. False: it does not run here.
    bool stop(const QString &id, StopReason reason);

    [[nodiscard]] bool isIdle() const { return m_running.empty(); }
    [[nodiscard]] bool isRunning(const QString &id) const { return m_running.contains(id); }
    // A job that runs here, or one whose end could not be stored.
    [[nodiscard]] std::optional<JobSnapshot> live(const QString &id) const;

    // Stores the state of a job that does not run. If that fails, the snapshot says so, and live() keeps it.
    void recordEnd(JobSnapshot &job, JobState state, const std::optional<Error> &error);

private:
    // By value, because the callback may end the job and with it the snapshot that is kept here.
    void tell(JobSnapshot snapshot);
    void startWaiting();
    void startExport(RunningJob &job, const Endpoint &endpoint);
    void markRunning(RunningJob &job, const QString &endpointId);
    void onProgress(const QString &id, const EndpointProgress &progress);
    void onEnd(const QString &id, const QString &endpointId, const EndpointOutcome &outcome);
    void stopExports(RunningJob &job);
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
    std::map<QString, JobSnapshot> m_unstored; // ends that could not be stored because the disk was full
    std::deque<std::pair<QString, QString>> m_waiting; // (job, endpoint)
    int m_active = 0;
    std::map<QString, RunningJob> m_running; // last, because its threads use all the others
};

} // namespace slipway
