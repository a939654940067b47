#include "ui/main_window.h"

#include "core/base/secret.h"
#include "core/workspace/left_jobs.h"
#include "core/workspace/recorded_check.h"
#include "ui/access/access_page.h"
#include "ui/background/background.h"
#include "ui/exporting/export_page.h"
#include "ui/help/help_dialog.h"
#include "ui/history/history_page.h"
#include "ui/history/jobs_strip.h"
#include "ui/preview/preview_page.h"
#include "ui/report/report_dialog.h"
#include "ui/tenants/natural_order.h"
#include "ui/tenants/overview_page.h"
#include "ui/tenants/replace_token_dialog.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/drop_hint.h"
#include "ui/widgets/elided_label.h"

#include <QApplication>
#include <QCheckBox>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

static void initResources()
{
    Q_INIT_RESOURCE(ui);
}

namespace slipway {
namespace {

// Isolates a name that is written from right to left, so that it does not change the order of the
// address beside it.
QString isolated(const QString &text)
{
    return QChar(0x2068) + text + QChar(0x2069); // first strong isolate … pop
}

// Shown after the name in the list if the token ends soon: " · 6 d left".
QString shortExpiry(const Tenant &tenant)
{
    const QDate today = QDate::currentDate();
    if (!endsSoon(tenant.tokenExpires, today))
        return {};
    const qint64 days = today.daysTo(tenant.tokenExpires);
    return days < 0 ? MainWindow::tr("  ·  token expired") : MainWindow::tr("  ·  %1 d left").arg(days);
}

// Moves the focus to where it last was in the pane, or else to the beginning of the pane.
void enter(QWidget *pane)
{
    const auto canTake = [pane](const QWidget *widget) {
        return pane->isAncestorOf(widget) && widget->isVisible() && widget->isEnabled() &&
               (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
    };
    if (pane->focusWidget() && canTake(pane->focusWidget()))
        return pane->focusWidget()->setFocus(Qt::TabFocusReason);
    for (QWidget *widget = pane->nextInFocusChain(); widget != pane; widget = widget->nextInFocusChain()) {
        if (canTake(widget))
            return widget->setFocus(Qt::TabFocusReason);
    }
}

bool hasEnded(const Tenant &tenant)
{
    return tenant.tokenExpires.isValid() && tenant.tokenExpires < QDate::currentDate();
}

} // namespace

MainWindow::MainWindow(Workspace &workspace)
    : m_workspace(workspace), m_tenants(new QListWidget(this)), m_stack(new QStackedWidget(this))
{
    initResources();
    setWindowTitle(tr("Slipway"));
    setWindowIcon(QIcon(QStringLiteral(":/slipway/icons/slipway.svg")));
    makeActions();
    makeMenus();
    QWidget *left = makeSidebar();
    m_stack->addWidget(makeEmptyState());
    m_stack->addWidget(makeTenantView());
    m_stack->addWidget(makeFileView());
    m_overview = new OverviewPage(m_workspace, this);
    m_stack->addWidget(m_overview);
    connect(m_overview, &OverviewPage::tenantWanted, this, &MainWindow::select);
    connect(m_overview, &OverviewPage::checked, this, &MainWindow::checked);
    setAcceptDrops(true);
    auto *upper = new QSplitter(Qt::Horizontal, this);
    upper->addWidget(left);
    upper->addWidget(m_stack);
    upper->setStretchFactor(1, 1);
    upper->setSizes({220, 900});
    upper->setChildrenCollapsible(false);
    m_jobs = new JobsStrip(workspace, this);
    auto *whole = new QSplitter(Qt::Vertical, this);
    whole->addWidget(upper);
    whole->addWidget(m_jobs);
    whole->setStretchFactor(0, 1);
    const QList<int> usual{540, 210};
    whole->setSizes(m_jobs->isFolded() ? QList<int>{usual.first() + usual.last(), 0} : usual);
    whole->setChildrenCollapsible(false);
    // The screens have the room of folded jobs, and give it back.
    connect(m_jobs, &JobsStrip::folded, whole, [whole, open = usual](bool isFolded) mutable {
        if (isFolded)
            open = whole->sizes();
        whole->setSizes(isFolded ? QList<int>{whole->height(), 0} : open);
    });
    setCentralWidget(whole);
    m_dropHint = new DropHint(tr("Drop to open this file of events"), this);

    const auto refill = [this] {
        if (!m_isKeeping)
            fillTenants();
    };
    connect(&workspace, &Workspace::tenantsChanged, this, refill);
    connect(&workspace, &Workspace::checkKept, this, refill);
    connect(&workspace, &Workspace::dayMayHaveChanged, this, [this] { fillTenants(); });
    connect(&workspace, &Workspace::tenantWanted, this, [this](const QString &id) {
        select(id);
        showNormal();
        raise();
        activateWindow();
    });
    for (const JobSnapshot &job : workspace.jobs().jobs())
        m_jobStates.insert(job.id, job.state);
    connect(&workspace.jobs(), &JobService::jobChanged, this, &MainWindow::jobChanged);
    connect(m_tenants, &QListWidget::currentRowChanged, this, [this] { showTenant(); });
    connect(m_tenants, &QListWidget::itemActivated, this, [this] { editTenant(); });
    restore();
    fillTenants();
    m_tabs->setCurrentIndex(QSettings().value(QStringLiteral("window/tab")).toInt());
    // Set the focus so that Enter does what the user most likely wants first.
    m_stack->currentIndex() == 0 ? m_stack->currentWidget()->setFocus() : m_access->focusTest();
}

MainWindow::~MainWindow() = default;

void MainWindow::restore()
{
    const QSettings settings;
    resize(1180, 780);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    // The screen may be a different one from last time.
    const QRect there = screen()->availableGeometry();
    setMinimumSize(QSize(1024, 640).boundedTo(there.size()));
    if (isMaximized() || isFullScreen())
        return;
    QRect place = geometry();
    place.setSize(place.size().boundedTo(there.size()));
    place.moveLeft(std::clamp(place.left(), there.left(), there.right() - place.width() + 1));
    place.moveTop(std::clamp(place.top(), there.top(), there.bottom() - place.height() + 1));
    setGeometry(place);
}

void MainWindow::focusNextPane()
{
    QList<QWidget *> panes{m_tenants->parentWidget(), m_stack->currentWidget()};
    if (m_stack->currentIndex() == 1)
        panes[1] = m_tabs->currentWidget();
    if (m_jobs->isVisible())
        panes << m_jobs;
    qsizetype at = -1;
    for (qsizetype pane = 0; pane < panes.size(); ++pane) {
        if (focusWidget() && panes[pane]->isAncestorOf(focusWidget()))
            at = pane;
    }
    enter(panes[(at + 1) % panes.size()]);
}

void MainWindow::showScreen(int screen)
{
    m_tabs->setCurrentIndex(screen);
    enter(m_tabs->currentWidget());
}

void MainWindow::checked(const QString &id, const CheckResult &result)
{
    m_results.insert(id, result);
    for (const Tenant &tenant : m_workspace.tenants()) {
        if (tenant.id != id)
            continue;
        m_isKeeping = true;
        const Result<void> kept = m_workspace.keepCheck(tenant, result);
        m_isKeeping = false;
        if (!kept)
            m_banner->show(kept.error());
    }
    fillTenants(); // once, whatever has changed
}

void MainWindow::showExpiry(const Tenant &tenant)
{
    const QDate today = QDate::currentDate();
    if (!endsSoon(tenant.tokenExpires, today))
        return m_expiry->hide();
    const qint64 days = today.daysTo(tenant.tokenExpires);
    const QString date = QLocale().toString(tenant.tokenExpires, QLocale::LongFormat);
    const QString what = days < 0    ? tr("The token expired on %1.").arg(date)
                         : days == 0 ? tr("The token expires today.")
                         : days == 1
                             ? tr("The token expires tomorrow.")
                             : tr("The token expires in %1 days, on %2.").arg(QString::number(days), date);
    m_expiry->show(days <= 1 ? theme::Tone::Bad : theme::Tone::Warning,
                   what + QLatin1Char(' ') +
                       (days < 0 ? tr("Create a new one in the Netskope console and enter it here.")
                                 : tr("Create a new one in the Netskope console in good time and enter it "
                                      "here; the tenant and its history are kept.")));
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
    m_access->startCheck(); // the results on that page are for the old token
}

// A list without a current row chooses the first one as soon as it has the focus, which it gets when what
// had the focus is hidden: that would lead back to a tenant. It does not do so once it was told that there
// is none.
void MainWindow::leaveTenants()
{
    const QSignalBlocker quiet(m_tenants);
    m_tenants->setCurrentIndex(QModelIndex());
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
    // The tenant may have been edited since then.
    const bool isKnown = last.at.isValid() && last.address == tenant.address;
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
    const CheckResult here = m_results.value(tenant.id); // may also be a check that was stopped
    const QList<CheckRecord> kept = m_workspace.checks(tenant, 1).value_or(QList<CheckRecord>());
    if (!kept.isEmpty() && (!here.at.isValid() || kept.first().at >= here.at))
        return kept.first().address == tenant.address.toString() ? std::optional(kept.first().verdict)
                                                                 : std::nullopt;
    return here.at.isValid() && here.address == tenant.address ? std::optional(here.verdict) : std::nullopt;
}

CheckResult MainWindow::lastCheck(const Tenant &tenant) const
{
    const CheckResult here = m_results.value(tenant.id); // has more than the history keeps
    const QList<CheckRecord> kept = m_workspace.checks(tenant, 1).value_or(QList<CheckRecord>());
    const bool isUsable = here.at.isValid() && here.address == tenant.address;
    const bool isNewer =
        !kept.isEmpty() && (!isUsable || kept.first().at > here.at.addSecs(2)); // made by another program
    return isNewer ? resultOf(kept.first(), m_workspace.catalogue(), tenant.api) : here;
}

void MainWindow::fillTenants()
{
    const QString selected =
        m_tenants->currentItem() ? m_tenants->currentItem()->data(Qt::UserRole).toString() : QString();
    QList<Tenant> tenants = m_workspace.tenants();
    std::stable_sort(tenants.begin(), tenants.end(), [](const Tenant &one, const Tenant &other) {
        return comesBefore(one.name, other.name);
    });
    {
        const QSignalBlocker quiet(m_tenants);
        m_tenants->clear();
        for (const Tenant &tenant : tenants) {
            const std::optional<Verdict> verdict = verdictOf(tenant);
            // Nothing works with a token that has ended, whatever the last check found.
            const bool known = verdict.has_value() || hasEnded(tenant);
            const theme::Tone tone = hasEnded(tenant) ? theme::Tone::Bad
                                     : known          ? theme::toneOf(*verdict)
                                                      : theme::Tone::Neutral;
            const bool isWaiting = m_access->isWaitingForGrant(tenant.id);
            auto *item = new QListWidgetItem((isWaiting ? QStringLiteral("⏳")
                                              : known   ? theme::sign(tone)
                                                        : QStringLiteral("○")) +
                                                 QStringLiteral("  ") + tenant.name + shortExpiry(tenant),
                                             m_tenants);
            item->setData(Qt::UserRole, tenant.id);
            const QString ends = expiryText(tenant.tokenExpires, QDate::currentDate());
            // A long name ends in "…" instead of making the list scroll sideways.
            item->setSizeHint({1, m_tenants->fontMetrics().height() + 12});
            item->setToolTip(
                tenant.name + QLatin1Char('\n') + tenant.address.toString() +
                (isWaiting ? tr("\nBeing tested until its permissions are granted") : QString()) +
                (known ? QString() : tr(" (not tested yet)")) +
                (ends.isEmpty() ? QString() : QStringLiteral("\n") + ends));
            if (known)
                item->setForeground(theme::text(tone, m_tenants));
            if (tenant.id == selected)
                m_tenants->setCurrentItem(item);
        }
        filterTenants();
        if (!m_tenants->currentItem() && m_tenants->count() > 0 && m_place == Place::Tenant)
            m_tenants->setCurrentRow(0);
        else if (!m_tenants->currentItem())
            leaveTenants();
    }
    m_overviewEntry->setVisible(m_tenants->count() > 1);
    m_overviewEntry->setText(tr("All tenants  %1").arg(m_tenants->count()));
    m_overview->refresh();
    showTenant();
}

void MainWindow::filterTenants()
{
    const QString wanted = m_search->text().trimmed();
    for (int row = 0; row < m_tenants->count(); ++row) {
        QListWidgetItem *item = m_tenants->item(row);
        item->setHidden(!wanted.isEmpty() && !item->toolTip().contains(wanted, Qt::CaseInsensitive));
    }
}

void MainWindow::showTenant()
{
    const Tenant tenant = current();
    const bool any = !tenant.id.isEmpty();
    const bool saved = any && !m_workspace.isDemo(tenant.id);
    if (any)
        m_place = Place::Tenant;
    m_stack->setCurrentIndex(any ? 1 : m_place == Place::File ? 2 : m_place == Place::Overview ? 3 : 0);
    m_overviewEntry->setChecked(m_place == Place::Overview);
    m_fileEntry->setChecked(m_place == Place::File);
    for (QAction *action : {m_test, m_exportAction, m_report, m_remove})
        action->setEnabled(any);
    for (QAction *screen : std::as_const(m_screens))
        screen->setEnabled(any);
    m_edit->setEnabled(saved);
    m_replaceToken->setEnabled(saved);
    if (!any)
        return;
    showHeader(tenant);
    showExpiry(tenant);
    m_access->setTenant(tenant, lastCheck(tenant));
    m_preview->setTenant(tenant);
    m_export->setTenant(tenant);
    m_history->setTenant(tenant);
}

void MainWindow::showHeader(const Tenant &tenant)
{
    m_header->setText(isolated(tenant.name));
    const QDate today = QDate::currentDate();
    const std::optional<Verdict> verdict = verdictOf(tenant);
    if (hasEnded(tenant))
        m_verdictChip->hide(); // the other chip says why nothing works
    else if (!verdict)
        m_verdictChip->show(theme::Tone::Neutral, tr("not tested"));
    else
        m_verdictChip->show(theme::toneOf(*verdict), *verdict == Verdict::Ready      ? tr("ready")
                                                     : *verdict == Verdict::NotReady ? tr("not ready")
                                                                                     : tr("not conclusive"));
    m_expiryChip->show(hasEnded(tenant)                       ? theme::Tone::Bad
                       : endsSoon(tenant.tokenExpires, today) ? theme::Tone::Warning
                                                              : theme::Tone::Neutral,
                       expiryText(tenant.tokenExpires, today));
    m_apiChip->show(theme::Tone::Neutral, tr("API %1").arg(apiName(tenant.api)));
    const QList<CheckRecord> last = m_workspace.checks(tenant, 1).value_or(QList<CheckRecord>());
    const QString tested =
        last.isEmpty()
            ? tr("never tested")
            : tr("last test %1").arg(QLocale().toString(last.first().at.toLocalTime(), QLocale::ShortFormat));
    m_subtitle->setText(tenant.address.authority() + QStringLiteral("  ·  ") + tested);
}

bool MainWindow::isShowingFile() const
{
    return !m_filePreview->filePath().isEmpty();
}

void MainWindow::showFile()
{
    if (const QString id = current().id; !id.isEmpty())
        m_lastTenant = id;
    m_place = Place::File;
    const QString name = QFileInfo(m_filePreview->filePath()).fileName();
    m_fileTitle->setText(name);
    m_fileEntry->setText(m_fileEntry->fontMetrics().elidedText(name, Qt::ElideMiddle, 150));
    m_fileEntry->setToolTip(m_filePreview->filePath().toHtmlEscaped());
    m_fileEntry->show();
    leaveTenants();
    showTenant();
}

void MainWindow::closeFile()
{
    m_filePreview->putFileAway();
    m_fileEntry->hide();
    m_place = Place::Tenant;
    select(m_lastTenant);
    fillTenants();
}

void MainWindow::showOverview()
{
    if (const QString id = current().id; !id.isEmpty())
        m_lastTenant = id;
    m_place = Place::Overview;
    leaveTenants();
    showTenant();
}

void MainWindow::chooseEventFile()
{
    m_filePreview->chooseFile();
    if (isShowingFile())
        showFile();
}

void MainWindow::openEventFile(const QString &path)
{
    m_filePreview->openFile(path);
    showFile();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible())
        QTimer::singleShot(0, this, [this] { fillTenants(); }); // in the list's own new colours
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() != 1 || !urls.first().isLocalFile())
        return;
    event->acceptProposedAction();
    m_dropHint->cover();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *event)
{
    QMainWindow::dragLeaveEvent(event);
    m_dropHint->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_dropHint->hide();
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
    m_tabs->setCurrentWidget(m_access);
    // Do not repeat a check that the dialog has just made.
    if (dialog.checkOfSaved())
        m_results.insert(dialog.tenant().id, *dialog.checkOfSaved());
    select(dialog.tenant().id);
    if (!dialog.checkOfSaved())
        m_access->startCheck();
}

void MainWindow::editTenant()
{
    if (m_edit->isEnabled())
        TenantDialog(m_workspace, current(), this).exec();
}

void MainWindow::tellDesktop(const QString &tenantId, const QString &title, const QString &body)
{
    // Somebody who is using the window sees it there.
    if (preferences::wantsNotifications() && !isActiveWindow())
        m_workspace.notify(tenantId, title, body);
}

void MainWindow::jobChanged(const JobSnapshot &job)
{
    const bool isKnown = m_jobStates.contains(job.id);
    const JobState before = m_jobStates.value(job.id, JobState::Queued);
    m_jobStates.insert(job.id, job.state);
    const bool wasUnderWay = before == JobState::Running || before == JobState::Queued;
    if (!isKnown || !wasUnderWay || before == job.state)
        return;
    const QString name = job.request.tenantName;
    if (job.state == JobState::Complete)
        tellDesktop(job.request.tenantId, tr("%1: the export is complete").arg(name),
                    tr("Events: %1. They are in %2.").arg(QLocale().toString(job.events()), job.place()));
    else if (job.error && job.state != JobState::Running && job.state != JobState::Queued)
        tellDesktop(job.request.tenantId, tr("%1: the export needs your attention").arg(name),
                    scrubbed(job.error->message));
}

void MainWindow::showDocumentation()
{
    if (documentsFolder().isEmpty()) {
        QMessageBox box(QMessageBox::NoIcon, tr("Documentation"),
                        tr("The documentation was not installed with Slipway. It is in share/doc/slipway of "
                           "the package, or in the folder docs of the source."),
                        QMessageBox::Close, this);
        box.exec();
        return;
    }
    if (!m_help) {
        m_help = new HelpDialog(this);
        m_help->open(QStringLiteral("user-guide.md"));
    }
    m_help->show();
    m_help->raise();
    m_help->activateWindow();
}

void MainWindow::showShortcuts()
{
    QString rows;
    for (const QAction *action : actions()) {
        if (action->shortcut().isEmpty())
            continue;
        rows += QStringLiteral("<tr><td style=\"padding-right:24px\">%1</td><td>%2</td></tr>")
                    .arg(QString(action->text())
                             .remove(QLatin1Char('&'))
                             .remove(QStringLiteral("…"))
                             .toHtmlEscaped(),
                         action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped());
    }
    QMessageBox box(QMessageBox::NoIcon, tr("Keyboard shortcuts"),
                    QStringLiteral("<table cellpadding=\"3\">%1</table>").arg(rows), QMessageBox::Close,
                    this);
    box.setObjectName(QStringLiteral("shortcutsDialog"));
    box.setTextFormat(Qt::RichText);
    box.exec();
}

void MainWindow::showAbout()
{
    QMessageBox box(
        QMessageBox::NoIcon, tr("About Slipway"),
        tr("Slipway %1\nConnector manager for Netskope tenants.\n\nFree software under the GNU General "
           "Public License, version 3 or later. It comes without any warranty. Qt %2.")
            .arg(QApplication::applicationVersion(), QString::fromLatin1(qVersion())),
        QMessageBox::Close, this);
    box.setIconPixmap(windowIcon().pixmap(64, 64));
    box.setTextFormat(Qt::PlainText);
    box.exec();
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
            tr("Before resuming, add a tenant with the address %1 again.").arg(tenant.address.toString()));
    const int answer = box.exec();
    if (answer != QMessageBox::Yes)
        return;
    QCoro::connect(m_workspace.remove(tenant.id), this, [this](const Result<void> &removed) {
        if (!removed)
            m_banner->show(removed.error());
    });
}

std::optional<preferences::Closing> MainWindow::askAboutExports()
{
    QMessageBox box(
        QMessageBox::NoIcon, tr("Exports are running"),
        tr("Exports are running. They can go on without the window. If you stop them, they continue where "
           "they left off as soon as you resume them."),
        QMessageBox::NoButton, this);
    box.setObjectName(QStringLiteral("closingDialog"));
    auto *always = new QCheckBox(tr("&Do not ask again"), &box);
    always->setToolTip(tr("Preferences has this choice too."));
    box.setCheckBox(always);
    QPushButton *goOn = box.addButton(tr("&Go on without the window"), QMessageBox::AcceptRole);
    const QPushButton *stop = box.addButton(tr("&Stop and resume later"), QMessageBox::DestructiveRole);
    box.addButton(tr("&Keep the window open"), QMessageBox::RejectRole);
    box.setDefaultButton(goOn);
    box.exec();
    if (box.clickedButton() != goOn && box.clickedButton() != stop)
        return std::nullopt;
    const auto chosen = box.clickedButton() == goOn ? preferences::Closing::GoOn : preferences::Closing::Stop;
    if (always->isChecked())
        preferences::setClosing(chosen);
    return chosen;
}

void MainWindow::goToBackground()
{
    m_background = std::make_unique<Background>(m_workspace.jobs(), *this);
    connect(m_background.get(), &Background::windowWanted, this, [this] {
        show();
        raise();
        activateWindow();
    });
    connect(m_background.get(), &Background::stopWanted, qApp, &QCoreApplication::quit);
    connect(m_background.get(), &Background::allEnded, qApp, &QCoreApplication::quit);
    connect(qApp, &QGuiApplication::commitDataRequest, m_background.get(), [this] { keepForNextStart(); });
    if (preferences::wantsNotifications())
        m_workspace.notify(current().id, tr("Slipway goes on without its window"),
                           tr("Slipway quits when the exports are finished. To see them, start it again."));
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (m_background)
        m_background.release()->deleteLater(); // this may be its signal
}

void MainWindow::goOnWith(QStringList jobs)
{
    jobs += preferences::takeSessionJobs();
    jobs.removeDuplicates();
    if (jobs.isEmpty())
        return;
    QCoro::connect(goOn(m_workspace, jobs), this, [this](const GoneOn &gone) {
        if (gone.error)
            m_banner->show(*gone.error);
        else if (!gone.ids.isEmpty())
            m_banner->show(
                theme::Tone::Neutral,
                gone.ids.size() == 1
                    ? tr("The export that was running when Slipway last ended has been resumed.")
                    : tr("The %1 exports that were running when Slipway last ended have been resumed.")
                          .arg(gone.ids.size()));
    });
}

// The desktop's session ends, and with it this program.
void MainWindow::keepForNextStart()
{
    QStringList running;
    for (const JobSnapshot &job : m_workspace.jobs().jobs()) {
        if (job.state == JobState::Running || job.state == JobState::Queued)
            running << job.id;
    }
    preferences::keepSessionJobs(running);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    bool goesOn = false;
    if (m_workspace.jobs().hasRunningJobs() && qApp->isSavingSession()) {
        keepForNextStart(); // there is nobody to ask
    } else if (m_workspace.jobs().hasRunningJobs() && isVisible()) {
        std::optional<preferences::Closing> chosen = preferences::closing();
        if (*chosen == preferences::Closing::Ask || (m_isQuitting && *chosen == preferences::Closing::GoOn))
            chosen = askAboutExports();
        if (!chosen)
            return event->ignore();
        goesOn = *chosen == preferences::Closing::GoOn && m_workspace.jobs().hasRunningJobs();
    }
    if (!qApp->isSavingSession())
        preferences::keepSessionJobs({}); // of a session whose end was cancelled
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/tab"), m_tabs->currentIndex());
    settings.setValue(QStringLiteral("window/tenant"), current().id);
    if (goesOn)
        goToBackground();
    event->accept();
}

} // namespace slipway
