// The layout of the main window; its behaviour is in main_window.cpp.
#include "ui/access/access_page.h"
#include "ui/exporting/export_page.h"
#include "ui/history/history_page.h"
#include "ui/history/jobs_strip.h"
#include "ui/main_window.h"
#include "ui/preferences/preferences_dialog.h"
#include "ui/preview/preview_page.h"
#include "ui/support/support_dialog.h"
#include "ui/tenants/overview_page.h"
#include "ui/theme/icons.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icon_button.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace slipway {

void MainWindow::makeActions()
{
    const auto add = [this](const QString &text, const QList<QKeySequence> &keys, auto slot) {
        auto *action = new QAction(text, this);
        action->setShortcuts(keys);
        connect(action, &QAction::triggered, this, slot);
        addAction(action); // its shortcut works even if the menu is hidden
        return action;
    };
    m_add = add(tr("&Add tenant…"), {QKeySequence::New}, [this] { addTenant(); });
    m_test = add(tr("&Test"), {QKeySequence(Qt::Key_F5), QKeySequence(tr("Ctrl+R"))}, [this] {
        m_tabs->setCurrentWidget(m_access);
        m_access->startCheck();
    });
    m_exportAction =
        add(tr("E&xport…"), {QKeySequence(tr("Ctrl+E"))}, [this] { m_tabs->setCurrentWidget(m_export); });
    m_edit = add(tr("&Edit tenant…"), {}, [this] { editTenant(); });
    m_replaceToken = add(tr("Re&place token…"), {}, [this] { replaceToken(); });
    m_remove = add(tr("&Remove tenant…"), {}, [this] { removeTenant(); });
    m_demo = add(tr("Try the &demo tenant"), {}, [this] { startDemo(); });
    m_report = add(tr("&Save report…"), {QKeySequence(tr("Ctrl+Shift+S"))}, [this] { saveReport(); });
    m_open = add(tr("&Open a file of events…"), {QKeySequence::Open}, [this] { chooseEventFile(); });
    m_bundle = add(tr("Support &bundle…"), {}, [this] { SupportDialog(m_workspace, this).exec(); });
    m_preferences =
        add(tr("&Preferences…"), {QKeySequence(tr("Ctrl+,"))}, [this] { PreferencesDialog(this).exec(); });
    m_quit = add(tr("&Quit"), {QKeySequence(tr("Ctrl+Q"))}, [this] {
        m_isQuitting = true;
        close();
        m_isQuitting = false;
    });
    m_find = add(tr("&Find a tenant"), {QKeySequence(tr("Ctrl+K"))}, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    m_all = add(tr("All &tenants"), {QKeySequence(tr("Ctrl+0"))}, [this] { showOverview(); });
    m_foldJobs = add(tr("&Jobs"), {QKeySequence(Qt::Key_F8)}, [this] { m_jobs->toggle(); });
    m_nextPane = add(tr("&Next pane"), {QKeySequence(Qt::Key_F6)}, [this] { focusNextPane(); });
    m_documentation = add(tr("&Documentation"), {QKeySequence(Qt::Key_F1)}, [this] { showDocumentation(); });
    m_shortcuts = add(tr("&Keyboard shortcuts"), {QKeySequence(tr("Ctrl+/"))}, [this] { showShortcuts(); });
    const QString titles[] = {tr("&Access"), tr("&Preview"), tr("&Export"), tr("&History")};
    for (int screen = 0; screen < 4; ++screen)
        m_screens << add(titles[screen], {QKeySequence(QStringLiteral("Ctrl+%1").arg(screen + 1))},
                         [this, screen] { showScreen(screen); });
}

void MainWindow::makeMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addActions({m_open, m_report, m_bundle});
    file->addSeparator();
    file->addActions({m_preferences, m_quit});
    QMenu *tenant = menuBar()->addMenu(tr("Te&nant"));
    tenant->addActions({m_add, m_demo});
    tenant->addSeparator();
    tenant->addActions({m_test, m_exportAction});
    tenant->addSeparator();
    tenant->addActions({m_edit, m_replaceToken, m_remove});
    QMenu *view = menuBar()->addMenu(tr("&View"));
    view->addAction(m_all);
    view->addActions(m_screens);
    view->addSeparator();
    view->addActions({m_find, m_nextPane, m_foldJobs});
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addActions({m_documentation, m_shortcuts});
    connect(help->addAction(tr("&About Slipway")), &QAction::triggered, this, [this] { showAbout(); });
}

QWidget *MainWindow::makeSidebar()
{
    auto *side = new QWidget(this);
    m_search = new QLineEdit(side);
    m_search->setObjectName(QStringLiteral("tenantSearch"));
    m_search->setPlaceholderText(tr("Find a tenant"));
    m_search->setAccessibleName(tr("Find a tenant"));
    m_search->setClearButtonEnabled(true);
    // The text is what a screen reader says of it.
    m_search->addAction(theme::icon("search"), QLineEdit::LeadingPosition)->setText(tr("Find a tenant"));
    auto *add = new IconButton("add", tr("Add a tenant (Ctrl+N)"), side);
    add->setObjectName(QStringLiteral("addTenantButton"));
    connect(add, &QToolButton::clicked, m_add, &QAction::trigger);
    m_tenants->setAccessibleName(tr("Tenants"));
    m_tenants->setObjectName(QStringLiteral("tenantList"));
    m_tenants->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tenants->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tenants->addActions({m_test, m_edit, m_replaceToken, m_remove});
    m_overviewEntry = new QPushButton(side);
    m_overviewEntry->setObjectName(QStringLiteral("overviewEntry"));
    m_overviewEntry->setFlat(true);
    m_overviewEntry->setCheckable(true);
    m_overviewEntry->setIcon(theme::icon("tenant"));
    m_overviewEntry->setToolTip(tr("What all tenants can read, side by side (Ctrl+0)"));
    connect(m_overviewEntry, &QPushButton::clicked, m_all, &QAction::trigger);
    m_fileEntry = new QPushButton(side);
    m_fileEntry->setObjectName(QStringLiteral("fileEntry"));
    m_fileEntry->setFlat(true);
    m_fileEntry->setCheckable(true);
    m_fileEntry->setIcon(theme::icon("file"));
    m_fileEntry->hide();
    connect(m_fileEntry, &QPushButton::clicked, this, [this] { showFile(); });
    side->setMinimumWidth(180);
    auto *top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(add);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(theme::space, theme::space, 0, theme::space);
    layout->addLayout(top);
    layout->addWidget(m_overviewEntry);
    layout->addWidget(m_tenants, 1);
    layout->addWidget(m_fileEntry);
    connect(m_search, &QLineEdit::textChanged, this, [this] { filterTenants(); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        for (int row = 0; row < m_tenants->count(); ++row) {
            if (m_tenants->item(row)->isHidden())
                continue;
            m_tenants->setCurrentRow(row);
            return m_tenants->setFocus();
        }
    });
    return side;
}

QWidget *MainWindow::makeEmptyState()
{
    auto *page =
        new EmptyState(tr("See what your Netskope token can do"),
                       tr("Add a tenant to test its connection and permissions, look at real events and "
                          "export them for your SIEM."),
                       this);
    QPushButton *add = page->addAction(tr("Add &tenant"));
    QPushButton *demo = page->addAction(tr("Try the &demo tenant"));
    demo->setObjectName(QStringLiteral("demoButton"));
    QPushButton *open = page->addLink(tr("&Look at a file of events…"));
    connect(add, &QPushButton::clicked, this, [this] { addTenant(); });
    connect(demo, &QPushButton::clicked, this, [this] { startDemo(); });
    connect(open, &QPushButton::clicked, this, [this] { chooseEventFile(); });
    page->setFocusProxy(add);
    return page;
}

QWidget *MainWindow::makeHeader()
{
    auto *header = new QWidget(this);
    m_header = new ElidedLabel(header);
    m_header->setObjectName(QStringLiteral("tenantHeader"));
    QFont large = m_header->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_header->setFont(large);
    m_subtitle = new ElidedLabel(header);
    m_subtitle->setObjectName(QStringLiteral("tenantSubtitle"));
    m_verdictChip = new Chip(header);
    m_verdictChip->setObjectName(QStringLiteral("verdictChip"));
    m_expiryChip = new Chip(header);
    m_expiryChip->setObjectName(QStringLiteral("expiryChip"));
    m_apiChip = new Chip(header);
    const auto button = [&](QAction *action, const char *icon) {
        auto *tool = new QToolButton(header);
        tool->setText(QString(action->text()).remove(QLatin1Char('&')));
        tool->setIcon(theme::icon(icon));
        tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        tool->setFocusPolicy(Qt::TabFocus);
        tool->setToolTip(QStringLiteral("%1 (%2)").arg(
            tool->text(), action->shortcut().toString(QKeySequence::NativeText)));
        connect(tool, &QToolButton::clicked, action, &QAction::trigger);
        return tool;
    };
    m_testButton = button(m_test, "test");
    m_tenantMenu = new IconButton("more", tr("Edit or remove this tenant, or replace its token"), header);
    m_tenantMenu->setObjectName(QStringLiteral("tenantMenu"));
    m_tenantMenu->setPopupMode(QToolButton::InstantPopup);
    m_tenantMenu->addActions({m_edit, m_replaceToken, m_remove, m_report});
    auto *names = new QHBoxLayout;
    names->addWidget(m_header);
    for (Chip *chip : {m_verdictChip, m_expiryChip, m_apiChip})
        names->addWidget(chip);
    names->addStretch(1);
    auto *left = new QVBoxLayout;
    left->setSpacing(2);
    left->addLayout(names);
    left->addWidget(m_subtitle);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(left, 1);
    layout->addWidget(m_testButton);
    layout->addWidget(button(m_exportAction, "export"));
    layout->addWidget(m_tenantMenu);
    return header;
}

QWidget *MainWindow::makeTenantView()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(theme::space, theme::space, theme::margin, 0);
    QWidget *header = makeHeader();
    m_banner = new Banner(page);
    m_expiry = new Banner(page);
    m_expiry->setObjectName(QStringLiteral("expiryBanner"));
    m_expiry->setAction(tr("Replace token…"), [this] { replaceToken(); });
    m_tabs = new QTabWidget(page);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Screens of the tenant"));
    m_access = new AccessPage(m_workspace, m_tabs);
    m_preview = new PreviewPage(m_workspace, m_tabs);
    m_export = new ExportPage(m_workspace, m_tabs);
    m_history = new HistoryPage(m_workspace, m_tabs);
    m_tabs->addTab(m_access, tr("Access"));
    m_tabs->addTab(m_preview, tr("Preview"));
    m_tabs->addTab(m_export, tr("Export"));
    m_tabs->addTab(m_history, tr("History"));
    layout->addWidget(header);
    layout->addWidget(m_expiry);
    layout->addWidget(m_banner);
    layout->addWidget(m_tabs, 1);
    connect(m_access, &AccessPage::checked, this, &MainWindow::checked);
    connect(m_access, &AccessPage::waitingChanged, this, [this] { fillTenants(); });
    connect(m_access, &AccessPage::granted, this, [this](const QString &id, const CheckResult &result) {
        for (const Tenant &tenant : m_workspace.tenants()) {
            if (tenant.id == id)
                tellDesktop(id, tr("%1: the permissions have been granted").arg(tenant.name), result.summary);
        }
    });
    connect(m_history, &HistoryPage::checkRequested, this, [this] { m_test->trigger(); });
    connect(m_access, &AccessPage::previewRequested, this, [this](const QString &endpointId) {
        m_tabs->setCurrentWidget(m_preview);
        m_preview->load(endpointId);
    });
    connect(m_preview, &PreviewPage::fileWanted, this, [this] { chooseEventFile(); });
    // The access page has its own Test button, which can also stop the test.
    connect(m_tabs, &QTabWidget::currentChanged, this,
            [this] { m_testButton->setVisible(m_tabs->currentWidget() != m_access); });
    m_testButton->hide();
    return page;
}

QWidget *MainWindow::makeFileView()
{
    auto *page = new QWidget(this);
    m_fileTitle = new ElidedLabel(page);
    m_fileTitle->setObjectName(QStringLiteral("fileTitle"));
    QFont large = m_fileTitle->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_fileTitle->setFont(large);
    auto *close = new IconButton("close", tr("Close the file"), page);
    close->setObjectName(QStringLiteral("closeFileButton"));
    connect(close, &QToolButton::clicked, this, [this] { closeFile(); });
    m_filePreview = new PreviewPage(m_workspace, page);
    auto *top = new QHBoxLayout;
    top->addWidget(m_fileTitle, 1);
    top->addWidget(close);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(theme::space, theme::space, theme::margin, 0);
    layout->addLayout(top);
    layout->addWidget(m_filePreview, 1);
    return page;
}

} // namespace slipway
