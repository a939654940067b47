// Which run of a job is under way, and what another process requests of that run: that it pauses, or that the
// job is cancelled. The process that has the job's lock looks here and does it.
//
// A request belongs to one run. Where the process is killed before it looked, the next run is not stopped by
// it. Threads: one object for each thread; several may work on one database.
#pragma once
#include "core/exporting/jobs/running_job.h"
#include "core/state/state_database.h"

namespace slipway {

struct StopRequest
{
    QString jobId, run;
    StopReason reason = StopReason::None;
};

class StopRequests
{
public:
    [[nodiscard]] static Result<StopRequests> open(const QString &databasePath);

    // A new run begins, under the job's lock; requests of earlier ones are forgotten. Returns its name.
    [[nodiscard]] Result<QString> begin(const QString &jobId) const;
    [[nodiscard]] Result<void> end(const QString &jobId) const;

    // The run under way; empty: none, or its process does not know of requests.
    [[nodiscard]] Result<QString> current(const QString &jobId) const;
    // Where the run has ended, nobody will look at it. A job that shall be cancelled is not paused instead.
    [[nodiscard]] Result<void> request(const StopRequest &request) const;
    // All that are open.
    [[nodiscard]] Result<QList<StopRequest>> requests() const;

private:
    explicit StopRequests(StateDatabase database) : m_database(std::move(database)) {}
    StateDatabase m_database;
};

} // namespace slipway
