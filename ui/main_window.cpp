#include "ui/main_window.h"

#include "core/base/plural_form.h"
#include "core/diagnosis/history/recorded_check.h"
#include "core/workspace/left_jobs.h"
#include "core/workspace/needs.h"
#include "ui/access/access_page.h"
#include "ui/background/background.h"
#include "ui/background/closing_question.h"
#include "ui/background/desktop_notices.h"
#include "ui/exporting/export_page.h"
#include "ui/history/history_page.h"
#include "ui/history/jobs_strip.h"
#include "ui/needs/needs_page.h"
#include "ui/preferences/preferences_dialog.h"
#include "ui/preview/dropped_events.h"
#include "ui/preview/event_choice.h"
#include "ui/preview/file_view.h"
#include "ui/preview/preview_page.h"
#include "ui/report/report_dialog.h"
#include "ui/support/support_dialog.h"
#include "ui/tenants/overview_page.h"
#include "ui/tenants/replace_token_dialog.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/tenants/tenant_header.h"
#include "ui/tenants/tenant_sidebar.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/context_menu_key.h"
#include "ui/widgets/drop_hint.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/layout_memory.h"
#include "ui/window_actions.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

static void initResources()
{
    Q_INIT_RESOURCE(ui);
}

namespace slipway {
namespace {

constexpr auto jobsKey = "jobs"; // of the line above them

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

Result<QString> droppedPath(const QMimeData &data)
{
    const QList<QUrl> urls = data.urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        return urls.first().toLocalFile();
    return std::unexpected(
        Error{ErrorKind::BadInput,
              urls.size() > 1 ? MainWindow::tr("Only one file or folder can be opened at a time.")
                              : MainWindow::tr("Only files and folders on this computer can be opened."),
              urls.size() > 1 ? MainWindow::tr("Drop the folder that contains the files, and choose one.")
                              : MainWindow::tr("Save it on this computer first."),
              {}});
}

} // namespace

MainWindow::MainWindow(Workspace &workspace)
    : m_workspace(workspace), m_actions(new WindowActions(*this)),
      m_notices(new DesktopNotices(workspace, *this)), m_stack(new QStackedWidget(this)),
      m_banner(new Banner(this)), m_right(new QWidget(this)), m_needs(new NeedsPage(this))
{
    initResources();
    setWindowTitle(tr("Slipway"));
    setWindowIcon(QIcon(QStringLiteral(":/slipway/icons/slipway.svg")));
    connectActions();
    new ContextMenuKey(this);
    const WindowActions &at = *m_actions;
    m_sidebar = new TenantSidebar({at.addTenant,
                                   at.allTenants,
                                   at.needsYou,
                                   {at.testTenant, at.editTenant, at.replaceToken, at.removeTenant}},
                                  this);
    m_stack->addWidget(makeEmptyState());
    m_stack->addWidget(makeTenantView());
    m_file = new FileView(m_workspace, this);
    m_stack->addWidget(m_file);
    connect(m_file, &FileView::closeWanted, this, &MainWindow::closeFile);
    m_overview = new OverviewPage(m_workspace, this);
    m_stack->addWidget(m_overview);
    connect(m_overview, &OverviewPage::tenantWanted, this, &MainWindow::select);
    connect(m_overview, &OverviewPage::checked, this, &MainWindow::checkedAmongMany);
    m_banner->setObjectName(QStringLiteral("windowBanner"));
    m_stack->addWidget(m_needs);
    connect(m_needs, &NeedsPage::tokenWanted, this, [this](const QString &id) {
        select(id);
        replaceToken();
    });
    connect(m_needs, &NeedsPage::jobWanted, this, [this](const QString &id) { m_jobs->showJob(id); });
    m_findNeeds.setSingleShot(true);
    m_findNeeds.setInterval(300);
    connect(&m_findNeeds, &QTimer::timeout, this, &MainWindow::findNeeds);
    m_refill.setSingleShot(true);
    m_refill.setInterval(500);
    connect(&m_refill, &QTimer::timeout, this, &MainWindow::fillTenants);
    setAcceptDrops(true);
    auto *upper = new QSplitter(Qt::Horizontal, this);
    upper->addWidget(m_sidebar);
    auto *message = new QHBoxLayout; // takes no room while there is no message
    message->setContentsMargins(theme::margin, theme::space, theme::margin, 0);
    message->addWidget(m_banner);
    auto *right = new QVBoxLayout(m_right);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addLayout(message);
    right->addWidget(m_stack, 1);
    upper->addWidget(m_right);
    upper->setStretchFactor(1, 1);
    upper->setSizes({220, 900});
    upper->setChildrenCollapsible(false);
    rememberSizes(upper, QStringLiteral("sidebar"));
    m_jobs = new JobsStrip(workspace, this);
    connect(m_jobs, &JobsStrip::changed, &m_findNeeds, [this] {
        if (!m_findNeeds.isActive())
            m_findNeeds.start();
    });
    auto *whole = new QSplitter(Qt::Vertical, this);
    whole->addWidget(upper);
    whole->addWidget(m_jobs);
    whole->setStretchFactor(0, 1);
    connect(whole, &QSplitter::splitterMoved, this, [this, whole] {
        if (!m_jobs->isFolded())
            keepSizes(whole, QString::fromLatin1(jobsKey));
    });
    whole->setChildrenCollapsible(false);
    // The screens have the room of folded jobs, and give it back.
    connect(m_jobs, &JobsStrip::folded, whole, [this] { divide(); });
    setCentralWidget(whole);
    m_dropHint = new DropHint(this);

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
    connect(m_sidebar, &TenantSidebar::currentChanged, this, &MainWindow::showTenant);
    connect(m_sidebar, &TenantSidebar::activated, this, &MainWindow::editTenant);
    connect(m_sidebar, &TenantSidebar::fileWanted, this, &MainWindow::showFile);
    restore();
    fillTenants();
    m_tabs->setCurrentIndex(QSettings().value(QStringLiteral("window/tab")).toInt());
    // Set the focus so that Enter does what the user most likely wants first.
    m_stack->currentIndex() == 0 ? m_stack->currentWidget()->setFocus() : m_access->focusTest();
}

MainWindow::~MainWindow() = default;

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(m_actions->addTenant, [this] { addTenant(); });
    on(m_actions->testTenant, [this] {
        m_tabs->setCurrentWidget(m_access);
        m_access->startCheck();
    });
    on(m_actions->exportEvents, [this] { m_tabs->setCurrentWidget(m_export); });
    on(m_actions->editTenant, [this] { editTenant(); });
    on(m_actions->replaceToken, [this] { replaceToken(); });
    on(m_actions->removeTenant, [this] { removeTenant(); });
    on(m_actions->startDemo, [this] { startDemo(); });
    on(m_actions->saveReport, [this] { saveReport(); });
    on(m_actions->openFile, [this] { chooseEventFile(); });
    on(m_actions->supportBundle, [this] { SupportDialog(m_workspace, this).exec(); });
    on(m_actions->preferences, [this] { PreferencesDialog(this).exec(); });
    on(m_actions->quit, [this] {
        m_isQuitting = true;
        close();
        m_isQuitting = false;
    });
    on(m_actions->findTenant, [this] { m_sidebar->startSearch(); });
    on(m_actions->allTenants, [this] { showOverview(); });
    on(m_actions->needsYou, [this] { showNeeds(); });
    on(m_actions->foldJobs, [this] { m_jobs->toggle(); });
    on(m_actions->nextPane, [this] { focusNextPane(); });
    for (int screen = 0; screen < m_actions->screens.size(); ++screen)
        on(m_actions->screens[screen], [this, screen] { showScreen(screen); });
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

QWidget *MainWindow::makeTenantView()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(theme::margin, theme::space, theme::margin, 0);
    const WindowActions &at = *m_actions;
    m_header = new TenantHeader(
        {at.testTenant, at.exportEvents, {at.editTenant, at.replaceToken, at.removeTenant, at.saveReport}},
        page);
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
    layout->addWidget(m_header);
    layout->addWidget(m_expiry);
    layout->addWidget(m_tabs, 1);
    connect(m_access, &AccessPage::checked, this, &MainWindow::checked);
    connect(m_access, &AccessPage::waitingChanged, this, [this] { fillTenants(); });
    // Somebody who waits for it may be looking at another tenant.
    connect(m_access, &AccessPage::granted, this, [this](const QString &id, const CheckResult &result) {
        if (!isActiveWindow() || !m_access->isVisible() || current().id != id)
            m_notices->permissionsGranted(id, result);
    });
    connect(m_history, &HistoryPage::checkRequested, this, [this] { m_actions->testTenant->trigger(); });
    connect(m_access, &AccessPage::previewRequested, this, [this](const QString &endpointId) {
        m_tabs->setCurrentWidget(m_preview);
        m_preview->load(endpointId);
    });
    connect(m_preview, &PreviewPage::fileWanted, this, [this] { chooseEventFile(); });
    // The access page has its own Test button, which can also stop the test.
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        m_header->setTestVisible(m_tabs->currentWidget() != m_access);
        fitJobs();
    });
    m_header->setTestVisible(false);
    return page;
}

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
    QList<QWidget *> panes{m_sidebar, m_stack->currentWidget()};
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

void MainWindow::keep(const QString &id, const CheckResult &result)
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
}

void MainWindow::checked(const QString &id, const CheckResult &result)
{
    keep(id, result);
    fillTenants(); // once, whatever has changed
}

// While a thousand tenants are tested together, several results arrive each second.
void MainWindow::checkedAmongMany(const QString &id, const CheckResult &result)
{
    keep(id, result);
    if (!m_refill.isActive())
        m_refill.start();
}

void MainWindow::showExpiry(const Tenant &tenant)
{
    const QDate today = QDate::currentDate();
    if (!endsSoon(tenant.tokenExpires, today))
        return m_expiry->hide();
    const qint64 days = today.daysTo(tenant.tokenExpires);
    const QString date = QLocale().toString(tenant.tokenExpires, QLocale::LongFormat);
    const QString what =
        days < 0    ? tr("The token expired on %1.").arg(date)
        : days == 0 ? tr("The token expires today.")
        : days == 1 ? tr("The token expires tomorrow.")
                    : tr("The token expires in %n days, on %1.", nullptr, pluralForm(days)).arg(date);
    m_expiry->show(days <= 1 ? theme::Tone::Bad : theme::Tone::Warning,
                   what + QLatin1Char(' ') +
                       tr("Create a new one in the Netskope console and enter it here."));
}

void MainWindow::replaceToken()
{
    if (!m_actions->replaceToken->isEnabled())
        return;
    const Tenant tenant = current();
    ReplaceTokenDialog dialog(m_workspace, tenant, this);
    if (dialog.exec() != QDialog::Accepted || !dialog.newCheck())
        return;
    checked(tenant.id, *dialog.newCheck());
    m_access->startCheck(); // the results on that page are for the old token
}

void MainWindow::select(const QString &tenantId)
{
    m_sidebar->select(tenantId);
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
    const QString id = m_sidebar->currentId();
    for (const Tenant &tenant : m_workspace.tenants()) {
        if (!id.isEmpty() && tenant.id == id)
            return tenant;
    }
    return {};
}

std::optional<Verdict> MainWindow::verdictOf(const Tenant &tenant, const CheckRecord *kept) const
{
    const CheckResult here = m_results.value(tenant.id); // may also be a check that was stopped
    if (kept && (!here.at.isValid() || kept->at >= here.at))
        return kept->address == tenant.address.toString() ? std::optional(kept->verdict) : std::nullopt;
    return here.at.isValid() && here.address == tenant.address ? std::optional(here.verdict) : std::nullopt;
}

CheckResult MainWindow::lastCheck(const Tenant &tenant, const CheckRecord *kept) const
{
    const CheckResult here = m_results.value(tenant.id); // has more than the history keeps
    const bool isUsable = here.at.isValid() && here.address == tenant.address;
    const bool isNewer = kept && (!isUsable || kept->at > here.at.addSecs(2)); // made by another program
    return isNewer ? resultOf(*kept, m_workspace.catalogue(), tenant.api) : here;
}

void MainWindow::fillTenants()
{
    m_refill.stop();
    const QHash<QString, CheckRecord> latest = m_workspace.latestChecks();
    QList<TenantSidebar::Entry> entries;
    for (const Tenant &tenant : m_workspace.tenants()) {
        const auto kept = latest.constFind(tenant.id);
        entries << TenantSidebar::Entry{tenant,
                                        verdictOf(tenant, kept == latest.constEnd() ? nullptr : &*kept),
                                        m_access->isWaitingForGrant(tenant.id)};
    }
    m_sidebar->fill(entries, m_place == Place::Tenant);
    m_overview->refresh();
    findNeeds();
    showTenant();
}

void MainWindow::findNeeds()
{
    const QList<Tenant> tenants = m_workspace.tenants();
    const QList<Need> needs = needsOf(tenants, m_jobs->jobs(), QDate::currentDate());
    QStringList saved;
    for (const Tenant &tenant : tenants) {
        if (!m_workspace.isDemo(tenant.id))
            saved << tenant.id;
    }
    m_needs->setNeeds(needs, saved);
    m_sidebar->setNeeds(needs.size());
}

void MainWindow::showTenant()
{
    const Tenant tenant = current();
    const bool any = !tenant.id.isEmpty();
    if (any)
        m_place = Place::Tenant;
    m_stack->setCurrentIndex(any                          ? 1
                             : m_place == Place::File     ? 2
                             : m_place == Place::Overview ? 3
                             : m_place == Place::Needs    ? 4
                                                          : 0);
    using Other = TenantSidebar::Other;
    m_sidebar->setChosen(m_place == Place::Overview ? Other::Overview
                         : m_place == Place::Needs  ? Other::Needs
                         : m_place == Place::File   ? Other::File
                                                    : Other::None);
    m_actions->setTenant(any, any && !m_workspace.isDemo(tenant.id));
    if (!any)
        return;
    const QList<CheckRecord> last = m_workspace.checks(tenant, 1).value_or(QList<CheckRecord>());
    const CheckRecord *kept = last.isEmpty() ? nullptr : &last.first();
    const auto isMissing = [](const CheckRecord::Row &row) {
        return row.needed && row.access == Access::Missing;
    };
    const qsizetype missing = kept ? std::ranges::count_if(kept->rows, isMissing) : 0;
    const Result<Profile> profile = m_workspace.catalogue().resolveProfile(tenant.profileId, tenant.api);
    m_header->setTenant(tenant, profile ? profile->title : QString(),
                        {verdictOf(tenant, kept), static_cast<int>(missing), kept ? kept->at : QDateTime()});
    showExpiry(tenant);
    m_access->setTenant(tenant, lastCheck(tenant, kept));
    m_preview->setTenant(tenant);
    m_export->setTenant(tenant);
    m_history->setTenant(tenant);
    fitJobs(); // its messages need room
}

void MainWindow::showFile()
{
    if (const QString id = current().id; !id.isEmpty())
        m_lastTenant = id;
    m_place = Place::File;
    m_sidebar->showFile(m_file->path());
    m_sidebar->leave();
    showTenant();
}

void MainWindow::closeFile()
{
    m_file->putAway();
    m_sidebar->hideFile();
    m_place = Place::Tenant;
    select(m_lastTenant);
    fillTenants();
}

void MainWindow::showOverview()
{
    if (const QString id = current().id; !id.isEmpty())
        m_lastTenant = id;
    m_place = Place::Overview;
    m_sidebar->leave();
    showTenant();
}

void MainWindow::showNeeds()
{
    if (const QString id = current().id; !id.isEmpty())
        m_lastTenant = id;
    m_place = Place::Needs;
    m_sidebar->leave();
    findNeeds();
    showTenant();
    enter(m_needs);
}

void MainWindow::chooseEventFile()
{
    m_file->choose();
    if (!m_file->path().isEmpty())
        showFile();
}

void MainWindow::openEventFile(const QString &path)
{
    const Result<QStringList> files = eventFilesIn(path);
    if (!files)
        return m_banner->show(files.error());
    m_banner->hide();
    if (files->size() == 1)
        return showEventFile(files->first());
    const QFileInfo info(path);
    auto *choice = new EventChoice(*files, info.isDir() ? path : info.absolutePath(), this);
    choice->setAttribute(Qt::WA_DeleteOnClose);
    connect(choice, &EventChoice::chosen, this, &MainWindow::showEventFile);
    choice->open();
}

void MainWindow::showEventFile(const QString &path)
{
    m_file->open(path);
    showFile();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    fitJobs();
    divide();
}

void MainWindow::divide()
{
    auto *whole = static_cast<QSplitter *>(centralWidget());
    const QList<int> kept = keptSizes(whole, QString::fromLatin1(jobsKey));
    const int height = whole->height();
    const int jobs = m_jobs->isFolded() ? 0
                     : kept.isEmpty()   ? std::min(m_jobs->sizeHint().height(), height * 3 / 10)
                                        : std::min(kept.last(), height / 2); // the window may be shorter now
    whole->setSizes({height - jobs, jobs});
}

void MainWindow::fitJobs()
{
    // The pages that are not shown need no room.
    int least = m_stack->currentWidget()->minimumSizeHint().height();
    if (m_banner->isVisible())
        least += m_banner->height() + theme::space;
    if (m_stack->currentIndex() == 1) {
        int most = 0;
        for (int screen = 0; screen < m_tabs->count(); ++screen)
            most = std::max(most, m_tabs->widget(screen)->minimumSizeHint().height());
        least += m_tabs->currentWidget()->minimumSizeHint().height() - most;
    }
    m_jobs->setRoom(centralWidget()->height() - least - theme::space);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible())
        QTimer::singleShot(0, this, [this] { fillTenants(); }); // in the list's own new colours
}

// What cannot be opened is taken all the same, since only then can it be said why.
void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!event->mimeData()->hasUrls())
        return;
    event->acceptProposedAction();
    const Result<QString> path = droppedPath(*event->mimeData());
    const Result<QStringList> files = path ? eventFilesIn(*path) : std::unexpected(path.error());
    if (!files)
        return m_dropHint->cover(files.error().message, false);
    m_dropHint->cover(files->size() == 1 ? tr("Drop to open %1").arg(QFileInfo(files->first()).fileName())
                                         : tr("Drop to choose one of %1 files of events").arg(files->size()),
                      true);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *event)
{
    QMainWindow::dragLeaveEvent(event);
    m_dropHint->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_dropHint->hide();
    if (!event->mimeData()->hasUrls())
        return;
    event->acceptProposedAction();
    if (const Result<QString> path = droppedPath(*event->mimeData()))
        openEventFile(*path);
    else
        m_banner->show(path.error());
}

void MainWindow::startDemo()
{
    const Result<QString> id = m_workspace.startDemo();
    if (!id)
        return m_banner->show(id.error());
    select(*id);
    m_tabs->setCurrentWidget(m_access);
    m_access->focusTest(); // otherwise it goes to the next button that is left, which exports
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
    m_access->focusTest();
    if (!dialog.checkOfSaved())
        m_access->startCheck();
}

void MainWindow::editTenant()
{
    if (m_actions->editTenant->isEnabled())
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
            tr("%n of its exports are not finished.", nullptr, pluralForm(unfinished)) + QLatin1Char(' ') +
            tr("Before resuming, add a tenant with the address %1 again.").arg(tenant.address.toString()));
    const int answer = box.exec();
    if (answer != QMessageBox::Yes)
        return;
    QCoro::connect(m_workspace.remove(tenant.id), this, [this](const Result<void> &removed) {
        if (!removed)
            m_banner->show(removed.error());
    });
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
    m_notices->windowClosed(current().id);
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
            m_banner->show(theme::Tone::Neutral,
                           tr("The %n exports that were running when Slipway last ended have been resumed.",
                              nullptr, pluralForm(gone.ids.size())));
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
            chosen = askAboutExports(this);
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
