#include "ui/main_window.h"

#include "ui/access/access_page.h"
#include "ui/exporting/export_page.h"
#include "ui/history/history_page.h"
#include "ui/history/jobs_view.h"
#include "ui/preview/preview_page.h"
#include "ui/report/report_dialog.h"
#include "ui/tenants/replace_token_dialog.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/widgets/banner.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

static void initResources()
{
    Q_INIT_RESOURCE(ui);
}

namespace slipway {
namespace {

// A name that is written from right to left must not draw the address beside it into its own order.
QString isolated(const QString &text)
{
    return QChar(0x2068) + text + QChar(0x2069); // first strong isolate … pop
}

// Behind the name in the list, when it is time: " · 6 d".
QString shortExpiry(const Tenant &tenant)
{
    const QDate today = QDate::currentDate();
    if (!endsSoon(tenant.tokenExpires, today))
        return {};
    const qint64 days = today.daysTo(tenant.tokenExpires);
    return days < 0 ? MainWindow::tr("  ·  token ended") : MainWindow::tr("  ·  %1 d left").arg(days);
}

} // namespace

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
    m_tenants->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tenants->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tenants->addActions({m_test, m_edit, m_replaceToken, m_remove});
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
    connect(&workspace, &Workspace::checkKept, this, [this] { fillTenants(); });
    connect(&workspace, &Workspace::dayMayHaveChanged, this, [this] { fillTenants(); });
    connect(&workspace, &Workspace::tenantWanted, this, [this](const QString &id) {
        select(id);
        showNormal();
        raise();
        activateWindow();
    });
    connect(m_tenants, &QListWidget::currentRowChanged, this, [this] { showTenant(); });
    connect(m_tenants, &QListWidget::itemActivated, this, [this] { editTenant(); });
    const QSettings settings;
    resize(1180, 780);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    fillTenants();
    m_tabs->setCurrentIndex(settings.value(QStringLiteral("window/tab")).toInt());
}

void MainWindow::checked(const QString &id, const CheckResult &result)
{
    m_results.insert(id, result);
    for (const Tenant &tenant : m_workspace.tenants()) {
        if (tenant.id != id)
            continue;
        if (const auto kept = m_workspace.keepCheck(tenant, result); !kept)
            m_banner->show(kept.error());
    }
    fillTenants();
}

void MainWindow::showExpiry(const Tenant &tenant)
{
    const QDate today = QDate::currentDate();
    if (!endsSoon(tenant.tokenExpires, today))
        return m_expiry->hide();
    const qint64 days = today.daysTo(tenant.tokenExpires);
    const QString date = QLocale().toString(tenant.tokenExpires, QLocale::LongFormat);
    const QString what = days < 0    ? tr("The token has ended on %1.").arg(date)
                         : days == 0 ? tr("The token ends today.")
                         : days == 1
                             ? tr("The token ends tomorrow.")
                             : tr("The token ends in %1 days, on %2.").arg(QString::number(days), date);
    m_expiry->show(days <= 1 ? theme::Tone::Bad : theme::Tone::Warning,
                   what + QLatin1Char(' ') +
                       (days < 0
                            ? tr("Make a new one in the Netskope console and put it here.")
                            : tr("Make a new one in the Netskope console in time and put it here; the tenant "
                                 "and its history stay.")));
}

void MainWindow::replaceToken()
{
    if (!m_replaceToken->isEnabled())
        return;
    const Tenant tenant = current();
    ReplaceTokenDialog dialog(m_workspace, tenant, this);
    if (dialog.exec() != QDialog::Accepted || !dialog.newCheck())
        return;
    checked(tenant.id, *dialog.newCheck());
    m_access->startCheck(); // what it shows is the old token's
}

void MainWindow::select(const QString &tenantId)
{
    for (int row = 0; row < m_tenants->count(); ++row) {
        if (m_tenants->item(row)->data(Qt::UserRole).toString() == tenantId)
            m_tenants->setCurrentRow(row);
    }
}

void MainWindow::saveReport()
{
    const Tenant tenant = current();
    const CheckResult last = m_results.value(tenant.id);
    const bool isKnown = last.at.isValid() && last.address == tenant.address; // it may have been edited since
    ReportDialog(m_workspace, tenant, isKnown ? std::optional(last) : std::nullopt,
                 isKnown ? last.profile.id : tenant.profileId, this)
        .exec();
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

std::optional<Verdict> MainWindow::verdictOf(const Tenant &tenant) const
{
    const CheckResult here = m_results.value(tenant.id); // also one that was stopped
    const QList<CheckRecord> kept = m_workspace.checks(tenant, 1).value_or(QList<CheckRecord>());
    if (!kept.isEmpty() && (!here.at.isValid() || kept.first().at >= here.at))
        return kept.first().address == tenant.address.toString() ? std::optional(kept.first().verdict)
                                                                 : std::nullopt;
    return here.at.isValid() && here.address == tenant.address ? std::optional(here.verdict) : std::nullopt;
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
            const std::optional<Verdict> verdict = verdictOf(tenant);
            const bool known = verdict.has_value();
            const theme::Tone tone = known ? theme::toneOf(*verdict) : theme::Tone::Neutral;
            auto *item = new QListWidgetItem((known ? theme::sign(tone) : QStringLiteral("○")) +
                                                 QStringLiteral("  ") + tenant.name + shortExpiry(tenant),
                                             m_tenants);
            item->setData(Qt::UserRole, tenant.id);
            const QString ends = expiryText(tenant.tokenExpires, QDate::currentDate());
            // A long name ends in "…" instead of making the list scroll sideways.
            item->setSizeHint({1, m_tenants->fontMetrics().height() + 6});
            item->setToolTip(tenant.name + QLatin1Char('\n') + tenant.address.toString() +
                             (known ? QString() : tr(" (not tested yet)")) +
                             (ends.isEmpty() ? QString() : QStringLiteral("\n") + ends));
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
    m_report->setEnabled(any);
    m_edit->setEnabled(saved);
    m_replaceToken->setEnabled(saved);
    m_remove->setEnabled(any);
    if (!any)
        return;
    QString header = tr("%1  ·  %2  ·  API %3")
                         .arg(isolated(tenant.name), tenant.address.authority(), apiName(tenant.api));
    if (const QString ends = expiryText(tenant.tokenExpires, QDate::currentDate()); !ends.isEmpty())
        header += QStringLiteral("  ·  ") + ends;
    showExpiry(tenant);
    m_header->setText(header);
    m_access->setTenant(tenant, m_results.value(tenant.id));
    m_preview->setTenant(tenant);
    m_export->setTenant(tenant);
    m_history->setTenant(tenant);
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
    select(*id);
    m_tabs->setCurrentWidget(m_access);
    m_access->startCheck();
}

void MainWindow::addTenant()
{
    TenantDialog dialog(m_workspace, {}, this);
    if (dialog.exec() != QDialog::Accepted)
        return fillTenants();
    select(dialog.tenant().id);
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
    qsizetype unfinished = 0;
    for (const JobSnapshot &job : m_workspace.jobs().jobs())
        unfinished += job.request.tenantId == tenant.id && !isFinal(job.state);
    QMessageBox box(QMessageBox::Question, tr("Remove tenant"),
                    tr("Remove \"%1\", its token and its checks from this computer? Exported files stay.")
                        .arg(tenant.name),
                    QMessageBox::Yes | QMessageBox::Cancel, this);
    box.setTextFormat(Qt::PlainText); // a name may look like HTML
    box.setDefaultButton(QMessageBox::Cancel);
    if (unfinished > 0)
        box.setInformativeText(
            (unfinished == 1 ? tr("One of its exports is not finished.")
                             : tr("%1 of its exports are not finished.").arg(unfinished)) +
            QLatin1Char(' ') +
            tr("To go on, a tenant with the address %1 must be added again.").arg(tenant.address.toString()));
    const int answer = box.exec();
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
