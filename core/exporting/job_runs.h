// Which run of a job is under way, and what another process wishes of that run: that it pauses, or that the
// job is cancelled. The process that has the job's lock looks here and does it.
//
// A wish belongs to one run. Where the process is killed before it looked, the next run is not stopped by it.
// Threads: one object for each thread; several may work on one database.
#pragma once
#include "core/exporting/running_job.h"
#include "core/state/state_database.h"

namespace slipway {

struct StopWish
{
    QString jobId, run;
    StopReason reason = StopReason::None;
};

class JobRuns
{
public:
    [[nodiscard]] static Result<JobRuns> open(const QString &databasePath);

    // A new run begins, under the job's lock; wishes of earlier ones are forgotten. Returns its name.
    [[nodiscard]] Result<QString> begin(const QString &jobId) const;
    [[nodiscard]] Result<void> end(const QString &jobId) const;

    // The run under way; empty: none, or its process does not know of wishes.
    [[nodiscard]] Result<QString> current(const QString &jobId) const;
    // Where the run has ended, nobody will look at it. A job that shall be cancelled is not paused instead.
    [[nodiscard]] Result<void> wish(const StopWish &wish) const;
    // All that are open.
    [[nodiscard]] Result<QList<StopWish>> wishes() const;

private:
    explicit JobRuns(StateDatabase database) : m_database(std::move(database)) {}
    StateDatabase m_database;
};

} // namespace slipway
