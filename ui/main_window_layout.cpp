// How the main window is put together; what it does is in main_window.cpp.
#include "ui/access/access_page.h"
#include "ui/exporting/export_page.h"
#include "ui/history/history_page.h"
#include "ui/main_window.h"
#include "ui/preview/preview_page.h"
#include "ui/support/support_dialog.h"
#include "ui/widgets/banner.h"

#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace slipway {

void MainWindow::makeToolBar()
{
    auto *bar = addToolBar(tr("Actions"));
    bar->setObjectName(QStringLiteral("actions"));
    bar->setMovable(false);
    const auto add = [&](const QString &text, const QList<QKeySequence> &keys, auto slot) {
        auto *action = new QAction(text, this);
        action->setShortcuts(keys);
        if (!keys.isEmpty())
            action->setToolTip(QStringLiteral("%1 (%2)").arg(
                QString(text).remove(QLatin1Char('&')), keys.first().toString(QKeySequence::NativeText)));
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    bar->addAction(add(tr("+ &Add tenant"), {QKeySequence::New}, [this] { addTenant(); }));
    m_test = add(tr("Test"), {QKeySequence(Qt::Key_F5), QKeySequence(tr("Ctrl+R"))}, [this] {
        m_tabs->setCurrentWidget(m_access);
        m_access->startCheck();
    });
    m_exportAction =
        add(tr("Export…"), {QKeySequence(tr("Ctrl+E"))}, [this] { m_tabs->setCurrentWidget(m_export); });
    m_edit = add(tr("Edit tenant…"), {}, [this] { editTenant(); });
    m_replaceToken = add(tr("Replace token…"), {}, [this] { replaceToken(); });
    m_remove = add(tr("Remove tenant…"), {}, [this] { removeTenant(); });
    // The list's context menu has these, too, where nobody looks for them.
    auto *tenant = new QToolButton(bar);
    tenant->setObjectName(QStringLiteral("tenantMenu"));
    tenant->setText(tr("Tenant"));
    tenant->setToolTip(tr("Edit or remove the selected tenant, or replace its token"));
    tenant->setPopupMode(QToolButton::InstantPopup);
    tenant->addActions({m_edit, m_replaceToken, m_remove});
    bar->addWidget(tenant);
    bar->addAction(m_test);
    m_report = add(tr("Save report…"), {QKeySequence(tr("Ctrl+Shift+S"))}, [this] { saveReport(); });
    bar->addAction(m_exportAction);
    bar->addAction(m_report);
    auto *spacer = new QWidget(bar);
    spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addAction(add(tr("&Open file…"), {QKeySequence::Open}, [this] { chooseEventFile(); }));
    bar->addWidget(spacer);
    bar->addAction(add(tr("Support bundle…"), {}, [this] { SupportDialog(m_workspace, this).exec(); }));
}

QWidget *MainWindow::makeEmptyState()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    auto *icon = new QLabel(page);
    icon->setPixmap(QIcon(QStringLiteral(":/slipway/icons/slipway.svg")).pixmap(72, 72));
    auto *title = new QLabel(tr("See what your Netskope token can do"), page);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    title->setFont(large);
    auto *text = new QLabel(tr("Add a tenant to test its connection and permissions, look at real events and "
                               "export them for your SIEM."),
                            page);
    auto *add = new QPushButton(tr("Add &tenant"), page);
    auto *open = new QPushButton(tr("&Look at a file of events…"), page);
    open->setFlat(true);
    auto *demo = new QPushButton(tr("Try the &demo tenant"), page);
    demo->setObjectName(QStringLiteral("demoButton"));
    for (QPushButton *button : {add, demo})
        button->setMinimumSize(260, 48);
    layout->addStretch();
    for (QWidget *widget : std::initializer_list<QWidget *>{icon, title, text}) {
        layout->addWidget(widget, 0, Qt::AlignHCenter);
        layout->addSpacing(8);
    }
    layout->addSpacing(12);
    layout->addWidget(add, 0, Qt::AlignHCenter);
    layout->addWidget(demo, 0, Qt::AlignHCenter);
    layout->addWidget(open, 0, Qt::AlignHCenter);
    layout->addStretch();
    connect(add, &QPushButton::clicked, this, [this] { addTenant(); });
    connect(demo, &QPushButton::clicked, this, [this] { startDemo(); });
    connect(open, &QPushButton::clicked, this, [this] { chooseEventFile(); });
    return page;
}

QWidget *MainWindow::makeTenantView()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    m_header = new QLabel(page);
    m_header->setObjectName(QStringLiteral("tenantHeader"));
    m_header->setTextFormat(Qt::PlainText);
    QFont bold = m_header->font();
    bold.setBold(true);
    m_header->setFont(bold);
    m_banner = new Banner(page);
    m_expiry = new Banner(page);
    m_expiry->setObjectName(QStringLiteral("expiryBanner"));
    m_expiry->setAction(tr("Replace token…"), [this] { replaceToken(); });
    m_tabs = new QTabWidget(page);
    m_tabs->setAccessibleName(tr("Screens of the tenant"));
    m_access = new AccessPage(m_workspace, m_tabs);
    m_preview = new PreviewPage(m_workspace, m_tabs);
    m_export = new ExportPage(m_workspace, m_tabs);
    m_history = new HistoryPage(m_workspace, m_tabs);
    m_tabs->addTab(m_access, tr("Access"));
    m_tabs->addTab(m_preview, tr("Preview"));
    m_tabs->addTab(m_export, tr("Export"));
    m_tabs->addTab(m_history, tr("History"));
    layout->addWidget(m_header);
    layout->addWidget(m_expiry);
    layout->addWidget(m_banner);
    layout->addWidget(m_tabs, 1);
    connect(m_access, &AccessPage::checked, this, &MainWindow::checked);
    connect(m_history, &HistoryPage::checkRequested, this, [this] { m_test->trigger(); });
    connect(m_access, &AccessPage::previewRequested, this, [this](const QString &endpointId) {
        m_tabs->setCurrentWidget(m_preview);
        m_preview->load(endpointId);
    });
    return page;
}

} // namespace slipway
