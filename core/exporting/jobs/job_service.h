// Runs export jobs in the background: one thread for each endpoint of a job, and never the caller's.
//
// Threads: use it from one thread with an event loop; signals arrive there.
#pragma once
#include "core/exporting/fetching/pacing.h"
#include "core/exporting/journal/export_job.h"

#include <QObject>
#include <memory>

namespace slipway {

class JobRunner;
class RemoteStop;
enum class StopReason;

// An export waits longer for a page than a person waits for a check, because a full page takes a tenant some
// time.
[[nodiscard]] RequestLimits exportLimits();

class JobService : public QObject
{
    Q_OBJECT
public:
    // Jobs that an earlier process left as running become Interrupted, unless a living process holds their
    // lock. Files of cancelled jobs that it had no time to remove are removed.
    [[nodiscard]] static Result<std::unique_ptr<JobService>>
    open(const QString &databasePath, RetryPolicy retry = {}, RequestLimits limits = exportLimits());
    // Stops all work within a second; running jobs become Interrupted.
    ~JobService() override;

    // Newest first.
    [[nodiscard]] QList<JobSnapshot> jobs() const;
    [[nodiscard]] Result<JobSnapshot> job(const QString &id) const;

    // Stores the job and starts it, or queues it while as many exports as possible are running. The token in
    // `connection` is used and never stored. Returns the job's id. Storage, DiskFull or Database: it was not
    // started. `access`: for a request with a bucket; its secrets are used and never stored.
    [[nodiscard]] Result<QString> submit(const ExportRequest &request, const ConnectionSettings &connection,
                                         const std::optional<DestinationAccess> &access = {});
    // The request that continues a job until `to`, epoch seconds, for submit(). BadInput with the reason if
    // the job cannot be continued.
    [[nodiscard]] Result<ExportRequest> continuation(const QString &id, qint64 to) const;
    // DiskFull: the files will probably not fit, judging by earlier exports. submit() itself refuses only if
    // there is no room at all.
    [[nodiscard]] Result<void> checkRoom(const ExportRequest &request) const;
    // Continues where the job stopped; an Incomplete job fetches what is missing. BadInput if it is final or
    // running (also in another process), or if `access` leads to another bucket than the job's.
    [[nodiscard]] Result<void> resume(const QString &id, const ConnectionSettings &connection,
                                      const std::optional<DestinationAccess> &access = {});
    // BadInput: the job is not running. If another process runs it, that process is asked and pauses it
    // within a second; jobChanged tells when it has stopped running, for whatever reason. The same holds for
    // cancel().
    [[nodiscard]] Result<void> pause(const QString &id);
    // The files that cancel() would remove; absolute paths.
    [[nodiscard]] Result<QStringList> unfinishedFiles(const QString &id) const;
    // Complete endpoints keep their files and manifest; all files of the others are removed, since they will
    // never be completed. A running job ends within a second, and jobChanged tells when.
    [[nodiscard]] Result<void> cancel(const QString &id);
    // Removes a final job from the list; its files stay.
    [[nodiscard]] Result<void> remove(const QString &id);
    [[nodiscard]] bool hasRunningJobs() const;

Q_SIGNALS:
    // At each change of state, and at most ten times a second for each running job.
    void jobChanged(const slipway::JobSnapshot &job);
    void jobRemoved(const QString &id);

private:
    JobService();
    // Deals with what an earlier process left behind.
    [[nodiscard]] Result<void> clearUp();
    void onEndedElsewhere(const QString &id, StopReason requested);
    std::unique_ptr<JobRunner> m_runner;
    std::unique_ptr<RemoteStop> m_elsewhere; // uses the runner
};

} // namespace slipway
