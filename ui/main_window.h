// The main window: tenants at the left, one tenant's screens at the right, jobs below.
#pragma once
#include "core/workspace/workspace.h"

#include "core/diagnosis/check_session.h"

#include <QMainWindow>

class QAction;
class QLabel;
class QListWidget;
class QStackedWidget;
class QTabWidget;

namespace slipway {

class AccessPage;
class Banner;
class ExportPage;
class HistoryPage;
class PreviewPage;

class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Workspace &workspace);
    void startDemo();
    // Shows a local file of events in the preview, with or without a tenant.
    void openEventFile(const QString &path);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *makeEmptyState();
    // The preview that is seen, or will be when a file is opened.
    [[nodiscard]] PreviewPage *currentPreview() const;
    void showFilePreview();
    void chooseEventFile();
    QWidget *makeTenantView();
    void makeToolBar();
    void fillTenants();
    void showTenant();
    void checked(const QString &id, const CheckResult &result);
    void saveReport();
    void replaceToken();
    void showExpiry(const Tenant &tenant);
    void select(const QString &tenantId);
    void addTenant();
    void editTenant();
    void removeTenant();
    [[nodiscard]] Tenant current() const;
    // Of the newest check; none when that was of another address than the tenant has now.
    [[nodiscard]] std::optional<Verdict> verdictOf(const Tenant &tenant) const;

    Workspace &m_workspace;
    QListWidget *m_tenants;
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    QLabel *m_header;
    Banner *m_banner, *m_expiry;
    AccessPage *m_access;
    PreviewPage *m_preview;
    PreviewPage *m_filePreview; // of a local file while there is no tenant
    ExportPage *m_export;
    HistoryPage *m_history;
    QAction *m_test, *m_exportAction, *m_report, *m_edit, *m_replaceToken, *m_remove;
    QHash<QString, CheckResult> m_results; // the last check of this window, by tenant
};

} // namespace slipway
