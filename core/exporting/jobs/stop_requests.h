// Which run of a job is under way, and whether another process requests that it pause or that the job be
// cancelled. The process that holds the job's lock looks here and does so.
//
// A request belongs to one run: if the process is killed before it has looked, the next run is not stopped by
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

    // Begins a new run, under the job's lock, and forgets the requests of earlier ones. Returns its name.
    [[nodiscard]] Result<QString> begin(const QString &jobId) const;
    [[nodiscard]] Result<void> end(const QString &jobId) const;

    // The run under way; empty: there is none, or its process does not know about requests.
    [[nodiscard]] Result<QString> current(const QString &jobId) const;
    // If the run has ended, the request has no effect. A request to pause does not replace one to cancel.
    [[nodiscard]] Result<void> request(const StopRequest &request) const;
    // All open requests.
    [[nodiscard]] Result<QList<StopRequest>> requests() const;

private:
    explicit StopRequests(StateDatabase database) : m_database(std::move(database)) {}
    StateDatabase m_database;
};

} // namespace slipway
