// Tells the desktop what happens while nobody is looking: an export has ended or needs somebody, a permission
// has been granted. Nothing is sent while the window is in use, or if the user has switched notifications
// off.
//
// Threads: the window's.
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/workspace/workspace.h"

#include <QHash>
#include <QObject>

class QWidget;

namespace slipway {

class DesktopNotices : public QObject
{
    Q_OBJECT
public:
    // Watches the jobs from now on. `window` owns this object; `workspace` must outlive it.
    DesktopNotices(Workspace &workspace, QWidget &window);
    // Everything that the tenant was tested for until granted has been granted, and the window shows
    // another tenant.
    void permissionsGranted(const QString &tenantId, const CheckResult &result);
    // The window is gone, and the exports continue. `tenantId`: the tenant to show when the notification is
    // clicked.
    void windowClosed(const QString &tenantId);

private:
    void jobChanged(const JobSnapshot &job);
    // A desktop notification, if they are wanted; tell() only while the window is not in use.
    void show(const QString &tenantId, const QString &title, const QString &body);
    void tell(const QString &tenantId, const QString &title, const QString &body);
    Workspace &m_workspace;
    QWidget &m_window;
    QHash<QString, JobState> m_states; // the state last seen, by job id
};

} // namespace slipway
