// The main window: a menu bar, the list of tenants on the left, the screens of one tenant on the
// right, and the jobs below. A local file of events is shown in a separate view, so that it never
// appears under a tenant's name.
#pragma once
#include "core/workspace/workspace.h"

#include "core/diagnosis/check_session.h"
#include "ui/preferences/preferences.h"

#include <QMainWindow>

class QAction;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace slipway {

class AccessPage;
class Background;
class Banner;
class Chip;
class DropHint;
class ElidedLabel;
class ExportPage;
class HelpDialog;
class HistoryPage;
class JobsStrip;
class OverviewPage;
class PreviewPage;

class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Workspace &workspace);
    ~MainWindow() override;
    void startDemo();
    // Shows a local file of events, with or without a tenant.
    void openEventFile(const QString &path);
    // Resumes jobs that were running when Slipway last ended without anybody having stopped them, and says
    // so. `jobs`: see jobsLeftRunning(); those that the desktop's session ended are added.
    void goOnWith(QStringList jobs);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeActions();
    void makeMenus();
    QWidget *makeSidebar();
    QWidget *makeEmptyState();
    QWidget *makeTenantView();
    QWidget *makeHeader();
    QWidget *makeFileView();
    void restore(); // the last size and position, as far as they fit on the screen
    void chooseEventFile();
    void showFile();
    void showOverview();
    [[nodiscard]] bool isShowingFile() const;
    void closeFile();
    void focusNextPane();
    void showScreen(int screen);
    void fillTenants();
    void filterTenants();
    void showTenant();
    void showHeader(const Tenant &tenant);
    // The tenant's last check: the one made in this window, or else the one kept in the history.
    [[nodiscard]] CheckResult lastCheck(const Tenant &tenant) const;
    void checked(const QString &id, const CheckResult &result);
    void jobChanged(const JobSnapshot &job);
    void tellDesktop(const QString &tenantId, const QString &title, const QString &body);
    void saveReport();
    void replaceToken();
    void showExpiry(const Tenant &tenant);
    void select(const QString &tenantId);
    void leaveTenants();
    void addTenant();
    void editTenant();
    void removeTenant();
    // What becomes of the running exports when the window is closed; none: it stays open.
    [[nodiscard]] std::optional<preferences::Closing> askAboutExports();
    void goToBackground();
    void keepForNextStart();
    void showDocumentation();
    void showShortcuts();
    void showAbout();
    [[nodiscard]] Tenant current() const;
    // The verdict of the newest check. None if that check was made at a different address from the
    // one the tenant has now.
    [[nodiscard]] std::optional<Verdict> verdictOf(const Tenant &tenant) const;

    Workspace &m_workspace;
    QLineEdit *m_search;
    QListWidget *m_tenants;
    QPushButton *m_overviewEntry; // above the tenants
    QPushButton *m_fileEntry;     // below the tenants, while a file is open
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    ElidedLabel *m_header, *m_subtitle;
    Chip *m_verdictChip, *m_expiryChip, *m_apiChip;
    QToolButton *m_testButton, *m_tenantMenu;
    Banner *m_banner, *m_expiry;
    AccessPage *m_access;
    PreviewPage *m_preview;
    PreviewPage *m_filePreview; // of a local file
    ElidedLabel *m_fileTitle;
    OverviewPage *m_overview;
    bool m_isQuitting = false; // by the menu, which means more than closing the window
    enum class Place { Tenant, File, Overview };
    Place m_place = Place::Tenant; // what the window shows, unless there is nothing to show
    ExportPage *m_export;
    HistoryPage *m_history;
    JobsStrip *m_jobs;
    DropHint *m_dropHint;
    HelpDialog *m_help = nullptr;
    QAction *m_add, *m_test, *m_exportAction, *m_report, *m_edit, *m_replaceToken, *m_remove, *m_open,
        *m_bundle, *m_preferences, *m_find, *m_foldJobs, *m_nextPane, *m_documentation, *m_shortcuts, *m_quit,
        *m_demo, *m_all;
    QList<QAction *> m_screens;               // Access … History
    QHash<QString, CheckResult> m_results;    // the last checks made in this window, by tenant id
    QHash<QString, JobState> m_jobStates;     // the state last seen, by job id
    bool m_isKeeping = false;                 // a check is being kept, after which the list is filled
    std::unique_ptr<Background> m_background; // while the window is closed and exports go on
    QString m_lastTenant;                     // the tenant shown before a file or the overview was
};

} // namespace slipway
