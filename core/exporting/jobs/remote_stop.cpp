#include "core/exporting/jobs/remote_stop.h"

namespace slipway {
namespace {

constexpr int interval = 100; // milliseconds

} // namespace

RemoteStop::RemoteStop(QObject *context, StopRequests runs, Lock lock, Ended ended)
    : m_runs(std::move(runs)), m_lock(std::move(lock)), m_ended(std::move(ended))
{
    m_timer.setInterval(interval);
    QObject::connect(&m_timer, &QTimer::timeout, context, [this] { lookAtAll(); });
}

void RemoteStop::ask(const QString &jobId, StopReason reason)
{
    Asked &asked = m_asked[jobId];
    asked = {reason};
    if (look(jobId, asked))
        m_asked.erase(jobId);
    else
        m_timer.start();
}

bool RemoteStop::look(const QString &jobId, Asked &asked)
{
    // Only the lock shows that nobody touches the files any more: a run records its end in the state file
    // before it has removed them, and one that was killed records nothing.
    if (const auto lock = m_lock(jobId); lock) {
        m_ended(jobId, asked.reason);
        return true;
    }
    const Result<QString> run = m_runs.current(jobId);
    if (!run || run->isEmpty())
        return false; // it may be about to begin
    if (asked.run.isEmpty() && m_runs.request({jobId, *run, asked.reason}))
        asked.run = *run;
    return !asked.run.isEmpty() && asked.run != *run;
}

void RemoteStop::lookAtAll()
{
    for (auto entry = m_asked.begin(); entry != m_asked.end();)
        entry = look(entry->first, entry->second) ? m_asked.erase(entry) : std::next(entry);
    if (m_asked.empty())
        m_timer.stop();
}

} // namespace slipway
