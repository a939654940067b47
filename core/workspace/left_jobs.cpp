#include "core/workspace/left_jobs.h"

#include "core/exporting/journal/job_journal.h"

#include <QFileInfo>

namespace slipway {

QStringList jobsLeftRunning(const QString &databasePath)
{
    if (!QFileInfo::exists(databasePath))
        return {};
    const Result<JobJournal> journal = JobJournal::open(databasePath);
    if (!journal)
        return {};
    QStringList ids;
    for (const JobSnapshot &job : journal->jobs().value_or(QList<JobSnapshot>())) {
        if (job.state == JobState::Running || job.state == JobState::Queued)
            ids << job.id;
    }
    return ids;
}

QCoro::Task<GoneOn> goOn(Workspace &workspace, QStringList ids)
{
    GoneOn gone;
    const auto isLeft = [&workspace](const QString &id) {
        const Result<JobSnapshot> job = workspace.jobs().job(id);
        return job && job->state == JobState::Interrupted;
    };
    // Now, because others may be interrupted while a keychain is waited for.
    ids.removeIf([&](const QString &id) { return !isLeft(id); });
    for (const QString &id : ids) {
        const Result<JobSnapshot> job = workspace.jobs().job(id);
        if (!job || job->state != JobState::Interrupted)
            continue;
        const std::optional<Tenant> owner = ownerOf(workspace.tenants(), job->request.tenantId,
                                                    job->request.tenantName, job->request.address);
        if (!owner)
            continue;
        const Result<void> resumed = co_await workspace.resume(*job, *owner);
        if (resumed)
            gone.ids << id;
        else if (isLeft(id) && !gone.error) // otherwise, it goes on elsewhere
            gone.error = resumed.error();
    }
    co_return gone;
}

} // namespace slipway
