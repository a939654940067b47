#include "ui/main_window.h"

#include "ui/access/access_page.h"
#include "ui/exporting/export_page.h"
#include "ui/history/jobs_view.h"
#include "ui/preview/preview_page.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/widgets/banner.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolBar>
#include <QVBoxLayout>

static void initResources()
{
    Q_INIT_RESOURCE(ui);
}

namespace slipway {

MainWindow::MainWindow(Workspace &workspace)
    : m_workspace(workspace), m_tenants(new QListWidget(this)), m_stack(new QStackedWidget(this))
{
    initResources();
    setWindowTitle(tr("Slipway"));
    setWindowIcon(QIcon(QStringLiteral(":/slipway/icons/slipway.svg")));
    setMinimumSize(1024, 640);
    makeToolBar();
    m_tenants->setAccessibleName(tr("Tenants"));
    m_tenants->setObjectName(QStringLiteral("tenantList"));
    m_tenants->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tenants->addActions({m_test, m_edit, m_remove});
    m_tenants->setMinimumWidth(180);
    auto *left = new QWidget(this);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(8, 8, 0, 8);
    auto *leftTitle = new QLabel(tr("Tenants"), left);
    leftLayout->addWidget(leftTitle);
    leftLayout->addWidget(m_tenants);

    m_stack->addWidget(makeEmptyState());
    m_stack->addWidget(makeTenantView());
    m_filePreview = new PreviewPage(m_workspace, m_stack);
    m_stack->addWidget(m_filePreview);
    setAcceptDrops(true);
    auto *upper = new QSplitter(Qt::Horizontal, this);
    upper->addWidget(left);
    upper->addWidget(m_stack);
    upper->setStretchFactor(1, 1);
    upper->setSizes({210, 900});
    auto *whole = new QSplitter(Qt::Vertical, this);
    whole->addWidget(upper);
    whole->addWidget(new JobsView(workspace, whole));
    whole->setStretchFactor(0, 1);
    whole->setSizes({560, 170});
    setCentralWidget(whole);

    connect(&workspace, &Workspace::tenantsChanged, this, [this] { fillTenants(); });
    connect(m_tenants, &QListWidget::currentRowChanged, this, [this] { showTenant(); });
    connect(m_tenants, &QListWidget::itemActivated, this, [this] { editTenant(); });
    const QSettings settings;
    resize(1180, 780);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    fillTenants();
    m_tabs->setCurrentIndex(settings.value(QStringLiteral("window/tab")).toInt());
}

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
    m_remove = add(tr("Remove tenant…"), {}, [this] { removeTenant(); });
    bar->addAction(m_test);
    bar->addAction(m_exportAction);
    bar->addAction(add(tr("&Open file…"), {QKeySequence::Open}, [this] { chooseEventFile(); }));
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
    m_header->setTextFormat(Qt::PlainText);
    QFont bold = m_header->font();
    bold.setBold(true);
    m_header->setFont(bold);
    m_banner = new Banner(page);
    m_tabs = new QTabWidget(page);
    m_tabs->setAccessibleName(tr("Screens of the tenant"));
    m_access = new AccessPage(m_workspace, m_tabs);
    m_preview = new PreviewPage(m_workspace, m_tabs);
    m_export = new ExportPage(m_workspace, m_tabs);
    m_tabs->addTab(m_access, tr("Access"));
    m_tabs->addTab(m_preview, tr("Preview"));
    m_tabs->addTab(m_export, tr("Export"));
    layout->addWidget(m_header);
    layout->addWidget(m_banner);
    layout->addWidget(m_tabs, 1);
    connect(m_access, &AccessPage::checked, this, [this](const QString &id, const CheckResult &result) {
        m_verdicts.insert(id, result.verdict);
        fillTenants();
    });
    connect(m_access, &AccessPage::previewRequested, this, [this](const QString &endpointId) {
        m_tabs->setCurrentWidget(m_preview);
        m_preview->load(endpointId);
    });
    return page;
}

Tenant MainWindow::current() const
{
    const QListWidgetItem *item = m_tenants->currentItem();
    for (const Tenant &tenant : m_workspace.tenants()) {
        if (item && tenant.id == item->data(Qt::UserRole).toString())
            return tenant;
    }
    return {};
}

void MainWindow::fillTenants()
{
    const QString selected =
        m_tenants->currentItem() ? m_tenants->currentItem()->data(Qt::UserRole).toString() : QString();
    const QList<Tenant> tenants = m_workspace.tenants();
    {
        const QSignalBlocker quiet(m_tenants);
        m_tenants->clear();
        for (const Tenant &tenant : tenants) {
            const bool known = m_verdicts.contains(tenant.id);
            const theme::Tone tone =
                known ? theme::toneOf(m_verdicts.value(tenant.id)) : theme::Tone::Neutral;
            auto *item = new QListWidgetItem((known ? theme::sign(tone) : QStringLiteral("○")) +
                                                 QStringLiteral("  ") + tenant.name,
                                             m_tenants);
            item->setData(Qt::UserRole, tenant.id);
            item->setToolTip(tenant.address.toString() + (known ? QString() : tr(" (not tested yet)")));
            if (known)
                item->setForeground(theme::text(tone, m_tenants));
            if (tenant.id == selected)
                m_tenants->setCurrentItem(item);
        }
        if (!m_tenants->currentItem() && m_tenants->count() > 0)
            m_tenants->setCurrentRow(0);
    }
    showTenant();
}

void MainWindow::showTenant()
{
    const Tenant tenant = current();
    const bool any = !tenant.id.isEmpty();
    const bool saved = any && !m_workspace.isDemo(tenant.id);
    // A file that was opened before there was a tenant stays in sight.
    const bool isFile = m_filePreview->isShowingFile();
    m_stack->setCurrentIndex(any ? 1 : isFile ? 2 : 0);
    m_test->setEnabled(any);
    m_exportAction->setEnabled(any);
    m_edit->setEnabled(saved);
    m_remove->setEnabled(any);
    if (!any)
        return;
    QString header = tr("%1  ·  %2  ·  API v2").arg(tenant.name, tenant.address.authority());
    if (tenant.tokenExpires.isValid()) {
        const int days = static_cast<int>(QDate::currentDate().daysTo(tenant.tokenExpires));
        header += QStringLiteral("  ·  ") + (days < 0    ? tr("token has expired")
                                             : days == 0 ? tr("token ends today")
                                             : days == 1 ? tr("token ends tomorrow")
                                                         : tr("token ends in %1 days").arg(days));
    }
    m_header->setText(header);
    m_access->setTenant(tenant);
    m_preview->setTenant(tenant);
    m_export->setTenant(tenant);
}

PreviewPage *MainWindow::currentPreview() const
{
    return current().id.isEmpty() ? m_filePreview : m_preview;
}

void MainWindow::showFilePreview()
{
    if (current().id.isEmpty()) {
        m_stack->setCurrentIndex(2);
    } else {
        m_stack->setCurrentIndex(1);
        m_tabs->setCurrentWidget(m_preview);
    }
}

void MainWindow::chooseEventFile()
{
    showFilePreview();
    currentPreview()->chooseFile();
    if (!currentPreview()->isShowingFile())
        showTenant();
}

void MainWindow::openEventFile(const QString &path)
{
    showFilePreview();
    currentPreview()->openFile(path);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() != 1 || !urls.first().isLocalFile())
        return;
    event->acceptProposedAction();
    openEventFile(urls.first().toLocalFile());
}

void MainWindow::startDemo()
{
    const Result<QString> id = m_workspace.startDemo();
    if (!id)
        return m_banner->show(id.error());
    for (int row = 0; row < m_tenants->count(); ++row) {
        if (m_tenants->item(row)->data(Qt::UserRole).toString() == *id)
            m_tenants->setCurrentRow(row);
    }
    m_tabs->setCurrentWidget(m_access);
    m_access->startCheck();
}

void MainWindow::addTenant()
{
    TenantDialog dialog(m_workspace, {}, this);
    if (dialog.exec() != QDialog::Accepted)
        return fillTenants();
    for (int row = 0; row < m_tenants->count(); ++row) {
        if (m_tenants->item(row)->data(Qt::UserRole).toString() == dialog.tenant().id)
            m_tenants->setCurrentRow(row);
    }
    m_tabs->setCurrentWidget(m_access);
    m_access->startCheck();
}

void MainWindow::editTenant()
{
    if (m_edit->isEnabled())
        TenantDialog(m_workspace, current(), this).exec();
}

void MainWindow::removeTenant()
{
    const Tenant tenant = current();
    const auto answer = QMessageBox::question(
        this, tr("Remove tenant"),
        tr("Remove \"%1\" and its token from this computer? Exported files stay.").arg(tenant.name),
        QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel);
    if (answer != QMessageBox::Yes)
        return;
    QCoro::connect(m_workspace.remove(tenant.id), this, [this](const Result<void> &removed) {
        if (!removed)
            m_banner->show(removed.error());
    });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_workspace.jobs().hasRunningJobs()) {
        QMessageBox box(
            QMessageBox::Question, tr("Exports are running"),
            tr("Closing stops the running exports. They go on where they were when you resume them."),
            QMessageBox::NoButton, this);
        QPushButton *stop = box.addButton(tr("&Stop and resume later"), QMessageBox::AcceptRole);
        box.setDefaultButton(box.addButton(tr("&Keep working"), QMessageBox::RejectRole));
        box.exec();
        if (box.clickedButton() != stop)
            return event->ignore();
    }
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/tab"), m_tabs->currentIndex());
    event->accept();
}

} // namespace slipway
