// The main window: a menu bar, the list of tenants on the left, the screens of one tenant on the
// right, and the jobs below. A local file of events is shown in a separate view, so that it never
// appears under a tenant's name.
#pragma once
#include "core/workspace/workspace.h"

#include "core/diagnosis/check_session.h"

#include <QMainWindow>
#include <QTimer>

class QStackedWidget;
class QTabWidget;

namespace slipway {

class AccessPage;
class Background;
class Banner;
class DesktopNotices;
class DropHint;
class ExportPage;
class FileView;
class HistoryPage;
class JobsStrip;
class NeedsPage;
class OverviewPage;
class PreviewPage;
class TenantHeader;
class TenantSidebar;
class WindowActions;

class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Workspace &workspace);
    ~MainWindow() override;
    void startDemo();
    // Shows a local file of events, with or without a tenant. A manifest stands for the files of its export,
    // and a folder for those in it; the user chooses one of several. Anything else is refused
    // with a message.
    void openEventFile(const QString &path);
    // Resumes jobs that were running when Slipway last ended without anybody having stopped them, and says
    // so. `jobs`: see jobsLeftRunning(); those that the desktop's session ended are added.
    void goOnWith(QStringList jobs);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void connectActions();
    QWidget *makeEmptyState();
    QWidget *makeTenantView();
    void restore(); // the last size and position, as far as they fit on the screen
    void chooseEventFile();
    void showFile();
    void showOverview();
    void showNeeds();
    void findNeeds();
    void showEventFile(const QString &path);
    void closeFile();
    void focusNextPane();
    void fitJobs(); // they give way in a short window
    void divide();  // the height between the screens and the jobs
    void showScreen(int screen);
    void fillTenants();
    void showTenant();
    // The tenant's last check: the one made in this window, or else `kept`, the one in the history.
    [[nodiscard]] CheckResult lastCheck(const Tenant &tenant, const CheckRecord *kept) const;
    void keep(const QString &id, const CheckResult &result);
    void checked(const QString &id, const CheckResult &result);
    void checkedAmongMany(const QString &id, const CheckResult &result); // shows them together
    void saveReport();
    void replaceToken();
    void showExpiry(const Tenant &tenant);
    void select(const QString &tenantId);
    void addTenant();
    void editTenant();
    void removeTenant();
    void goToBackground();
    void keepForNextStart();
    [[nodiscard]] Tenant current() const;
    // The verdict of the newest check, where `kept` is the newest one in the history, or null. None if
    // that check was made at a different address from the one the tenant has now.
    [[nodiscard]] std::optional<Verdict> verdictOf(const Tenant &tenant, const CheckRecord *kept) const;

    Workspace &m_workspace;
    WindowActions *m_actions;
    DesktopNotices *m_notices;
    TenantSidebar *m_sidebar;
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    TenantHeader *m_header;
    Banner *m_banner, *m_expiry; // m_banner stands above whatever is shown
    QWidget *m_right;            // with what is shown
    AccessPage *m_access;
    PreviewPage *m_preview;
    FileView *m_file;
    OverviewPage *m_overview;
    NeedsPage *m_needs;
    bool m_isQuitting = false; // by the menu, which means more than closing the window
    enum class Place { Tenant, File, Overview, Needs };
    Place m_place = Place::Tenant; // what the window shows, unless there is nothing to show
    ExportPage *m_export;
    HistoryPage *m_history;
    JobsStrip *m_jobs;
    DropHint *m_dropHint;
    QHash<QString, CheckResult> m_results;    // the last checks made in this window, by tenant id
    QTimer m_refill;                          // of the list, while many tenants are tested together
    QTimer m_findNeeds;                       // since running jobs change ten times a second
    bool m_isKeeping = false;                 // a check is being kept, after which the list is filled
    std::unique_ptr<Background> m_background; // while the window is closed and exports run
    QString m_lastTenant;                     // the tenant shown before a file or the overview was
};

} // namespace slipway
