// The main window: tenants at the left, one tenant's screens at the right, jobs below.
#pragma once
#include "ui/workspace/workspace.h"

#include "core/diagnosis/check.h"

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
class PreviewPage;

class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Workspace &workspace);
    void startDemo();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    QWidget *makeEmptyState();
    QWidget *makeTenantView();
    void makeToolBar();
    void fillTenants();
    void showTenant();
    void addTenant();
    void editTenant();
    void removeTenant();
    [[nodiscard]] Tenant current() const;

    Workspace &m_workspace;
    QListWidget *m_tenants;
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    QLabel *m_header;
    Banner *m_banner;
    AccessPage *m_access;
    PreviewPage *m_preview;
    ExportPage *m_export;
    QAction *m_test, *m_exportAction, *m_edit, *m_remove;
    QHash<QString, Verdict> m_verdicts;
};

} // namespace slipway
