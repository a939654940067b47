#include "ui/background/desktop_notices.h"

#include "core/base/secret.h"
#include "ui/preferences/preferences.h"

#include <QLocale>
#include <QWidget>

namespace slipway {

DesktopNotices::DesktopNotices(Workspace &workspace, QWidget &window)
    : QObject(&window), m_workspace(workspace), m_window(window)
{
    for (const JobSnapshot &job : workspace.jobs().jobs())
        m_states.insert(job.id, job.state);
    connect(&workspace.jobs(), &JobService::jobChanged, this, &DesktopNotices::jobChanged);
}

void DesktopNotices::permissionsGranted(const QString &tenantId, const CheckResult &result)
{
    for (const Tenant &tenant : m_workspace.tenants()) {
        if (tenant.id == tenantId)
            show(tenantId, tr("%1: the permissions have been granted").arg(tenant.name), result.summary);
    }
}

void DesktopNotices::windowClosed(const QString &tenantId)
{
    if (preferences::wantsNotifications())
        m_workspace.notify(tenantId, tr("Slipway continues without its window"),
                           tr("Slipway quits when the exports are finished. To see them, start it again."));
}

void DesktopNotices::jobChanged(const JobSnapshot &job)
{
    const bool isKnown = m_states.contains(job.id);
    const JobState before = m_states.value(job.id, JobState::Queued);
    m_states.insert(job.id, job.state);
    const bool wasUnderWay = before == JobState::Running || before == JobState::Queued;
    if (!isKnown || !wasUnderWay || before == job.state)
        return;
    const QString name = job.request.tenantName;
    if (job.state == JobState::Complete)
        tell(job.request.tenantId, tr("%1: the export is complete").arg(name),
             tr("Events: %1. They are in %2.").arg(QLocale().toString(job.events()), job.place()));
    else if (job.error && job.state != JobState::Running && job.state != JobState::Queued)
        tell(job.request.tenantId, tr("%1: the export needs your attention").arg(name),
             scrubbed(job.error->message));
}

void DesktopNotices::tell(const QString &tenantId, const QString &title, const QString &body)
{
    if (!m_window.isActiveWindow())
        show(tenantId, title, body);
}

void DesktopNotices::show(const QString &tenantId, const QString &title, const QString &body)
{
    if (preferences::wantsNotifications())
        m_workspace.notify(tenantId, title, body);
}

} // namespace slipway
