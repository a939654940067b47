// Stops jobs that another process runs: it leaves a request for that process, and tells when the job has
// ended there.
//
// Threads: the thread of `context`, which has an event loop and outlives this object.
#pragma once
#include "core/exporting/jobs/stop_requests.h"

#include <QTimer>
#include <functional>
#include <map>
#include <memory>

namespace slipway {

class RemoteStop
{
public:
    using Lock = std::function<Result<std::unique_ptr<JobLock>>(const QString &jobId)>;
    // Called when the job is no longer running, for whatever reason. Its lock is held during the call.
    using Ended = std::function<void(const QString &jobId, StopReason requested)>;

    RemoteStop(QObject *context, StopRequests runs, Lock lock, Ended ended);

    // Returns immediately. The request applies to the current run, however long that goes on; a later run is
    // left alone.
    void ask(const QString &jobId, StopReason reason);

private:
    struct Asked
    {
        StopReason reason;
        QString run = {}; // empty: the request has not been left yet
    };
    // True: there is nothing more to wait for.
    bool look(const QString &jobId, Asked &asked);
    void lookAtAll();

    StopRequests m_runs;
    Lock m_lock;
    Ended m_ended;
    std::map<QString, Asked> m_asked;
    QTimer m_timer;
};

} // namespace slipway
