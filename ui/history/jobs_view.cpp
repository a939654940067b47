#include "ui/history/jobs_view.h"

#include "core/base/plural_form.h"
#include "core/diagnosis/refusal.h"
#include "core/net/proxy_passwords.h"
#include "core/workspace/needs.h"
#include "ui/access/fix_dialog.h"
#include "ui/history/job_row_delegate.h"
#include "ui/theme/icons.h"
#include "ui/widgets/action_bar.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/layout_memory.h"
#include "ui/widgets/shown_time.h"

#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QScrollArea>
#include <QSettings>
#include <QShortcut>
#include <QTimer>
#include <QTreeWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace slipway {
namespace {

constexpr auto hiddenKey = "jobs/hidden";
constexpr qsizetype shownContents = 3; // endpoints below the list; all of them are in its rows
constexpr int mostDetailLines = 5;

// A description to recognise a job by: "Acme, 21 Nov 00:00 – 28 Nov 00:00".
QString nameOf(const JobSnapshot &job)
{
    return QStringLiteral("%1, %2 – %3")
        .arg(job.request.tenantName, shownShortTime(job.request.from), shownShortTime(job.request.to));
}

bool isUnderWay(JobState state)
{
    return state == JobState::Running || state == JobState::Queued;
}

} // namespace

JobsView::JobsView(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_tree(new QTreeWidget(this)), m_buttons(new ActionBar(this)),
      m_resumeAll(m_buttons->add("resume", {})),
      m_pause(m_buttons->add(job_row::iconOf(job_row::Action::Pause), tr("Pause"))),
      m_resume(m_buttons->add(job_row::iconOf(job_row::Action::Resume), tr("Resume"))),
      m_verify(m_buttons->add("verify", tr("Verify"))),
      m_cancel(m_buttons->add(job_row::iconOf(job_row::Action::Cancel), tr("Cancel job"))),
      m_open(m_buttons->add(job_row::iconOf(job_row::Action::OpenFolder), tr("Open folder"))),
      m_remove(m_buttons->add(job_row::iconOf(job_row::Action::Hide), tr("Hide"))),
      m_verifyMenu(new QMenu(this)),
      m_verifyQuickly(m_verifyMenu->addAction(
          tr("&Quick: compares the sizes and checksums that the store knows; downloads no events"))),
      m_verifyFully(m_verifyMenu->addAction(QString())), m_detail(new QLabel(this)),
      m_detailArea(new QScrollArea(this)), m_banner(new Banner(this)), m_undo(new Banner(this)),
      m_hidden(QSettings().value(QLatin1String(hiddenKey)).toStringList())
{
    setObjectName(QStringLiteral("jobsView"));
    m_tree->setObjectName(QStringLiteral("jobsTree"));
    m_tree->setAccessibleName(tr("Export jobs"));
    job_row::setColumns(m_tree);
    m_columns = new ColumnLayout(m_tree->header(), QStringLiteral("jobs"));
    m_tree->installEventFilter(this);
    auto *rows = new JobRowDelegate(m_tree);
    m_tree->setItemDelegate(rows);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_resumeAll->setObjectName(QStringLiteral("resumeAllButton"));
    m_pause->setObjectName(QStringLiteral("pauseJobButton"));
    m_open->setObjectName(QStringLiteral("openJobFolderButton"));
    m_resume->setObjectName(QStringLiteral("resumeButton"));
    m_verify->setObjectName(QStringLiteral("verifyButton"));
    m_cancel->setObjectName(QStringLiteral("cancelJobButton"));
    m_verifyQuickly->setObjectName(QStringLiteral("verifyQuicklyAction"));
    m_verifyFully->setObjectName(QStringLiteral("verifyFullyAction"));
    m_undo->setObjectName(QStringLiteral("undoBanner"));
    m_remove->setObjectName(QStringLiteral("hideJobButton"));
    m_detail->setObjectName(QStringLiteral("jobDetail"));
    m_detail->setTextFormat(Qt::PlainText); // text from a server is never interpreted as markup
    m_detail->setWordWrap(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_detailArea->setWidget(m_detail);
    m_detailArea->setWidgetResizable(true);
    m_detailArea->setFocusPolicy(Qt::NoFocus); // the text itself takes it
    theme::makeQuiet(m_detailArea);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::space, 0, theme::space, theme::space);
    m_tree->setMinimumHeight(90);
    layout->addWidget(m_buttons);
    layout->addWidget(m_banner);
    layout->addWidget(m_undo);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_detailArea);

    connect(&workspace.jobs(), &JobService::jobChanged, this, &JobsView::showJob);
    connect(&workspace.jobs(), &JobService::jobRemoved, this, [this](const QString &id) {
        m_jobs.remove(id);
        keepHidden(id, false);
        delete m_rows.take(id);
        updateButtons();
        Q_EMIT overviewChanged();
    });
    connect(rows, &JobRowDelegate::triggered, this, [this](const QModelIndex &index, job_row::Action action) {
        const QModelIndex first = index.siblingAtColumn(job_row::TenantColumn);
        act(first.data(job_row::idRole).toString(), first.data(job_row::endpointRole).toString(), action);
    });
    connect(m_tree, &QWidget::customContextMenuRequested, this, &JobsView::showMenu);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, [this] {
        if (!m_verification && !m_isPreparing)
            m_banner->hide(); // its message was about another job
        updateButtons();
    });
    m_tree->setAlternatingRowColors(true);
    connect(m_pause, &QPushButton::clicked, this, [this] { stop(selectedId(), JobStop::Pause); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { cancel(selectedId()); });
    connect(m_verify, &QPushButton::clicked, this, [this] { verify(false); });
    connect(m_verifyQuickly, &QAction::triggered, this, [this] { verify(true); });
    connect(m_verifyFully, &QAction::triggered, this, [this] { verify(false); });
    connect(m_resumeAll, &QPushButton::clicked, this, [this] {
        for (const QString &id : resumable())
            resume(id);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] { hideJob(selectedId()); });
    connect(m_resume, &QPushButton::clicked, this, [this] { resume(selectedId()); });
    connect(m_open, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_jobs.value(selectedId()).request.folder));
    });
    // No Alt mnemonics here: those belong to the screen above, which changes.
    const auto key = [this](QPushButton *button, const QString &keys) {
        auto *shortcut = new QShortcut(QKeySequence(keys), this);
        connect(shortcut, &QShortcut::activated, button, &QPushButton::click);
        shortcut->setWhatsThis(button == m_resumeAll ? tr("Resume all") : button->text()); // for their list
        button->setToolTip(shortcut->key().toString(QKeySequence::NativeText));
    };
    key(m_resumeAll, tr("Ctrl+Shift+A"));
    key(m_pause, tr("Ctrl+Shift+P"));
    key(m_resume, tr("Ctrl+Shift+R"));
    key(m_verify, tr("Ctrl+Shift+V"));
    key(m_cancel, tr("Ctrl+Shift+X"));
    key(m_open, tr("Ctrl+Shift+O"));
    key(m_remove, tr("Ctrl+Shift+F"));
    const QList<JobSnapshot> jobs = workspace.jobs().jobs();
    for (auto job = jobs.crbegin(); job != jobs.crend(); ++job) {
        if (!m_hidden.contains(job->id) || isUnderWay(job->state))
            addRow(*job);
    }
    if (m_tree->topLevelItemCount() > 0)
        m_tree->setCurrentItem(m_tree->topLevelItem(0));
    updateButtons();
}

void JobsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (const JobSnapshot &job : std::as_const(m_jobs))
        job_row::fill(m_rows.value(job.id), job, m_workspace.catalogue());
}

bool JobsView::eventFilter(QObject *watched, QEvent *event)
{
    const bool isDone = QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Resize)
        QTimer::singleShot(0, m_tree, [this] { job_row::fitColumns(m_tree); }); // it has its size by then
    return isDone;
}

QString JobsView::selectedId() const
{
    const QTreeWidgetItem *row = m_tree->currentItem();
    return row ? row->data(job_row::TenantColumn, job_row::idRole).toString() : QString();
}

void JobsView::keepHidden(const QString &id, bool hidden)
{
    if (m_hidden.contains(id) == hidden)
        return;
    if (hidden)
        m_hidden << id;
    else
        m_hidden.removeAll(id);
    QSettings().setValue(QLatin1String(hiddenKey), m_hidden);
}

// Only removes the job from this list; the history keeps it.
void JobsView::hideJob(const QString &id)
{
    const JobSnapshot job = m_jobs.take(id);
    keepHidden(id, true);
    {
        const QSignalBlocker quiet(m_tree);
        const bool wasSelected = selectedId() == id;
        delete m_rows.take(id);
        if (wasSelected) {
            // Qt would select the next job, which looks similar but was not chosen.
            m_tree->setCurrentItem(nullptr);
            m_tree->clearSelection();
        }
    }
    m_undo->setAction(tr("Undo"), [this, id] {
        keepHidden(id, false);
        m_undo->hide();
        if (const Result<JobSnapshot> hidden = m_workspace.jobs().job(id))
            showJob(*hidden);
    });
    m_undo->show(
        theme::Tone::Neutral,
        tr("Hidden: %1. Its files are kept, and it stays in the tenant's History.").arg(nameOf(job)));
    updateButtons();
    Q_EMIT overviewChanged();
}

QList<JobSnapshot> JobsView::jobs() const
{
    QList<JobSnapshot> jobs;
    for (int row = 0; row < m_tree->topLevelItemCount(); ++row)
        jobs << m_jobs.value(
            m_tree->topLevelItem(row)->data(job_row::TenantColumn, job_row::idRole).toString());
    return jobs;
}

void JobsView::select(const QString &jobId)
{
    if (QTreeWidgetItem *row = m_rows.value(jobId)) {
        m_tree->setCurrentItem(row);
        m_tree->scrollToItem(row);
        m_tree->setFocus(Qt::OtherFocusReason);
    }
}

bool JobsView::isEmpty() const
{
    return m_jobs.isEmpty() && m_undo->isHidden();
}

QWidget *JobsView::buttons() const
{
    return m_buttons;
}

QSize JobsView::minimumSizeHint() const
{
    int height = m_tree->minimumHeight() + theme::space;
    for (const Banner *message : {m_banner, m_undo}) {
        if (!message->isHidden())
            height += message->minimumSizeHint().height() + theme::space;
    }
    return {QWidget::minimumSizeHint().width(), height};
}

QSize JobsView::sizeHint() const
{
    constexpr int usualRows = 4;
    const int line = fontMetrics().lineSpacing();
    return {QWidget::sizeHint().width(), m_tree->header()->sizeHint().height() +
                                             usualRows * std::max(line + theme::space, 28) + 2 * line +
                                             2 * theme::space};
}

void JobsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitDetail();
}

// In a short window, the rows need the room; the text can be scrolled.
void JobsView::fitDetail()
{
    const int line = m_detail->fontMetrics().lineSpacing();
    const int rows = m_tree->minimumHeight() + line + theme::space; // a row more than the least
    const int room = std::max((height() - rows) / line, height() > rows ? 1 : 0);
    const int needed = (m_detail->heightForWidth(width() - 2 * theme::space) + line - 1) / line;
    const int lines = std::min({needed, room, mostDetailLines});
    m_detailArea->setVisible(lines > 0 && !m_detail->text().isEmpty());
    m_detailArea->setFixedHeight(std::max(lines, 1) * line + 2);
}

QString JobsView::overview() const
{
    qsizetype running = 0, queued = 0, waiting = 0;
    double done = 0;
    for (const JobSnapshot &job : m_jobs) {
        running += job.state == JobState::Running;
        queued += job.state == JobState::Queued;
        waiting += needsSomebody(job);
        done += job.state == JobState::Running ? job.fraction : 0;
    }
    QStringList parts;
    if (running > 0)
        parts << tr("%n running, %1 %", nullptr, pluralForm(running))
                     .arg(static_cast<int>(done * 100 / static_cast<double>(running)));
    if (queued > 0)
        parts << tr("%n queued", nullptr, pluralForm(queued));
    if (waiting > 0)
        parts << tr("%n waiting for you", nullptr, pluralForm(waiting));
    if (parts.isEmpty())
        parts << tr("%n ended", nullptr, pluralForm(m_jobs.size()));
    return parts.join(QStringLiteral(" · "));
}

void JobsView::showJob(const JobSnapshot &job)
{
    if (m_hidden.contains(job.id)) {
        if (!isUnderWay(job.state))
            return;
        keepHidden(job.id, false); // it is running again, so somebody wants it
    }
    if (m_jobs.contains(job.id)) {
        m_jobs.insert(job.id, job);
        job_row::fill(m_rows.value(job.id), job, m_workspace.catalogue());
    } else {
        addRow(job);
        m_tree->setCurrentItem(m_rows.value(job.id));
    }
    updateButtons();
    Q_EMIT overviewChanged();
}

void JobsView::addRow(const JobSnapshot &job)
{
    m_jobs.insert(job.id, job);
    QTreeWidgetItem *row = job_row::make(m_tree, job.id);
    m_rows.insert(job.id, row);
    job_row::fill(row, job, m_workspace.catalogue());
    row->setExpanded(isUnderWay(job.state) || job.state == JobState::Incomplete);
}

void JobsView::act(const QString &jobId, const QString &endpointId, job_row::Action action)
{
    const JobSnapshot job = m_jobs.value(jobId);
    const bool isOffered = action == job_row::Action::Fix || job_row::actionsOf(job).contains(action);
    if (job.id.isEmpty() || !isOffered) // it may have changed since the menu was opened
        return;
    switch (action) {
    case job_row::Action::Pause:
        return stop(jobId, JobStop::Pause);
    case job_row::Action::Resume:
        return resume(jobId);
    case job_row::Action::Cancel:
        return cancel(jobId);
    case job_row::Action::OpenFolder:
        QDesktopServices::openUrl(QUrl::fromLocalFile(job.request.folder));
        return;
    case job_row::Action::Hide:
        return hideJob(jobId);
    case job_row::Action::Fix:
        return showFix(job, endpointId);
    }
}

void JobsView::showMenu(const QPoint &place)
{
    const QTreeWidgetItem *row = m_tree->itemAt(place);
    if (!row)
        return;
    const QString id = row->data(job_row::TenantColumn, job_row::idRole).toString();
    const QString endpointId = row->data(job_row::TenantColumn, job_row::endpointRole).toString();
    const JobSnapshot job = m_jobs.value(id);
    QList<job_row::Action> actions = job_row::actionsOf(job);
    for (const QVariant &own : row->data(job_row::ActionsColumn, job_row::actionsRole).toList()) {
        const auto action = static_cast<job_row::Action>(own.toInt());
        if (!actions.contains(action))
            actions.prepend(action);
    }
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("jobMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const job_row::Action action : std::as_const(actions))
        connect(menu->addAction(theme::icon(job_row::iconOf(action)), job_row::nameOf(action, job.state)),
                &QAction::triggered, this, [this, id, endpointId, action] { act(id, endpointId, action); });
    if (m_verify->isEnabled() && id == selectedId() && !m_verify->menu())
        connect(menu->addAction(m_verify->text()), &QAction::triggered, m_verify, &QPushButton::click);
    menu->addSeparator();
    m_columns->fill(menu->addMenu(tr("&Columns")));
    menu->popup(m_tree->viewport()->mapToGlobal(place));
}

void JobsView::showFix(const JobSnapshot &job, const QString &endpointId)
{
    const Endpoint *endpoint = m_workspace.catalogue().endpoint(endpointId);
    if (!endpoint)
        return;
    bool isToken = false;
    for (const EndpointProgress &progress : job.endpoints)
        isToken = isToken || (progress.endpointId == endpointId && progress.error &&
                              progress.error->kind == ErrorKind::TokenRefused);
    QString profile;
    for (const Tenant &tenant : m_workspace.tenants()) {
        if (tenant.id != job.request.tenantId)
            continue;
        if (const Result<Profile> known =
                m_workspace.catalogue().resolveProfile(tenant.profileId, tenant.api))
            profile = known->title;
    }
    const Cause cause = isToken ? Cause::TokenRefused : Cause::PermissionMissing;
    FixDialog(fixFor(causeName(cause), {job.request.address.host(), profile, {endpoint->path}}), this).exec();
}

void JobsView::updateButtons()
{
    const QString id = selectedId();
    const bool any = !id.isEmpty();
    const JobSnapshot job = m_jobs.value(id);
    const JobState state = job.state;
    m_pause->setEnabled(any && isUnderWay(state));
    m_resume->setEnabled(any && isResumable(state));
    m_resume->setText(any && state == JobState::Incomplete ? tr("Fetch again") : tr("Resume"));
    m_verify->setEnabled(m_verification || (any && !m_isPreparing && !job.manifests.isEmpty()));
    m_verify->setToolTip(
        job.request.bucket ? tr("Checks the objects in the bucket against their manifest, quickly or fully.")
                           : tr("Reads the finished files again and checks them against their manifest."));
    m_verify->setToolTip(m_verify->toolTip() + QLatin1Char('\n') + tr("Ctrl+Shift+V"));
    m_verifyFully->setText(
        tr("&Full: downloads %1 from the bucket and reads every event; stores nothing here")
            .arg(QLocale().formattedDataSize(job.fileBytes())));
    m_verify->setMenu(job.request.bucket && !m_verification && !m_isPreparing ? m_verifyMenu : nullptr);
    m_verify->setText(m_verification ? tr("Stop verifying") : tr("Verify"));
    m_cancel->setEnabled(any && !isFinal(state));
    m_open->setEnabled(any && !job.request.bucket);
    m_open->setToolTip(job.request.bucket ? tr("Its files are in %1.").arg(job.place()) : QString());
    m_remove->setEnabled(any && !isUnderWay(state));
    // What the state of the job does not allow is not offered.
    for (QPushButton *button : {m_pause, m_resume, m_verify, m_cancel, m_open, m_remove})
        button->setVisible(button->isEnabledTo(m_buttons));
    QString note = any ? job_row::noteOf(job) : QString();
    if (any && isFinal(state)) {
        const QStringList contents = job_row::contentsOf(job);
        note += QLatin1Char('\n') + contents.mid(0, shownContents).join(QLatin1Char('\n'));
        if (contents.size() > shownContents)
            note += QLatin1Char('\n') + tr("and %n more; unfold the job to see them", nullptr,
                                           pluralForm(contents.size() - shownContents));
    }
    if (const QTreeWidgetItem *row = m_tree->currentItem()) {
        for (const EndpointProgress &progress : job.endpoints) {
            const QString own = job_row::noteOf(progress, job.request);
            if (progress.endpointId == row->data(job_row::TenantColumn, job_row::endpointRole).toString() &&
                !own.isEmpty())
                note = own;
        }
    }
    m_detail->setText(scrubbed(note));
    fitDetail();
    const qsizetype waiting = resumable().size();
    m_resumeAll->setText(tr("Resume %n jobs", nullptr, pluralForm(waiting)));
    m_resumeAll->setVisible(waiting > 0);
}

QStringList JobsView::resumable() const
{
    QStringList ids;
    for (const JobSnapshot &job : m_jobs) {
        // Incomplete and failed jobs are not offered: something has to be fixed first.
        if (isResumable(job.state) && job.state != JobState::Incomplete && job.state != JobState::Failed)
            ids << job.id;
    }
    ids.sort(); // the oldest first
    return ids;
}

void JobsView::cancel(const QString &id)
{
    const JobSnapshot job = m_jobs.value(id);
    const Result<CancelLoss> loss = lossOfCancelling(m_workspace.jobs(), job.id);
    if (loss && loss->isPossible()) {
        QMessageBox box(
            QMessageBox::Question, tr("Cancel the export"),
            tr("Cancel the export of %1, and remove the files of the endpoints that are not finished?")
                .arg(nameOf(job)),
            QMessageBox::NoButton, this);
        box.setTextFormat(Qt::PlainText); // a name may look like HTML
        box.setInformativeText(tr("Endpoints that are complete keep their files and manifest. If you pause "
                                  "the export instead, everything is kept and it can be resumed later."));
        const QPushButton *cancelled = box.addButton(tr("&Cancel the export"), QMessageBox::DestructiveRole);
        box.setDefaultButton(box.addButton(tr("&Keep it"), QMessageBox::RejectRole));
        box.exec();
        if (box.clickedButton() != cancelled)
            return;
    }
    stop(job.id, JobStop::Cancel);
}

void JobsView::stop(const QString &id, JobStop what)
{
    m_banner->hide();
    QCoro::connect(stopJob(m_workspace.jobs(), id, what), this, [this](const Result<JobSnapshot> &stopped) {
        if (!stopped)
            m_banner->show(stopped.error());
    });
}

void JobsView::verify(bool quick)
{
    if (m_verification)
        return m_verification->stop();
    m_isPreparing = true;
    m_banner->show(theme::Tone::Neutral, tr("Verifying…"));
    QPointer<JobsView> self(this);
    QCoro::connect(m_workspace.toVerify(m_jobs.value(selectedId())), this,
                   [self, quick](const Result<QList<VerifySubject>> &subjects) {
                       if (!self)
                           return;
                       self->m_isPreparing = false;
                       if (subjects)
                           self->verify(*subjects, quick);
                       else
                           self->m_banner->show(subjects.error());
                       self->updateButtons();
                   });
    updateButtons();
}

void JobsView::verify(const QList<VerifySubject> &subjects, bool quick)
{
    m_verification = std::make_unique<VerificationRun>(subjects, quick);
    connect(m_verification.get(), &VerificationRun::progressed, this,
            [this](const QString &place, int percent) {
                m_banner->show(theme::Tone::Neutral,
                               tr("Verifying %1: %2 %").arg(QFileInfo(place).dir().dirName()).arg(percent));
            });
    connect(m_verification.get(), &VerificationRun::waiting, this, [this](const QString &note) {
        if (!note.isEmpty())
            m_banner->show(theme::Tone::Warning, note);
    });
    connect(m_verification.get(), &VerificationRun::finished, this,
            [this](const QList<VerifyReport> &reports, const std::optional<Error> &error) {
                m_verification.release()->deleteLater();
                showVerdict(reports, error);
                updateButtons();
            });
}

void JobsView::showVerdict(const QList<VerifyReport> &reports, const std::optional<Error> &error)
{
    if (error && error->kind == ErrorKind::Cancelled)
        return m_banner->hide();
    if (error)
        return m_banner->show(*error);
    const QLocale locale;
    qint64 events = 0, files = 0, problems = 0, bySize = 0;
    bool areRead = true;
    QStringList lines, notes;
    for (const VerifyReport &report : reports) {
        notes << report.notes;
        events += report.events;
        files += report.files;
        bySize += report.bySize;
        areRead = areRead && report.filesRead;
        problems += report.findings.size() + report.moreFindings;
        for (const VerifyFinding &finding : report.findings)
            lines << finding.file + QStringLiteral(": ") + finding.problem;
    }
    notes.removeDuplicates();
    if (problems == 0) {
        const QString counts =
            tr("Events: %1, files: %2.").arg(locale.toString(events), locale.toString(files));
        const QString good =
            areRead ? tr("Verified. %1 Nothing is missing, changed or duplicated, and the range is covered.")
                          .arg(counts)
            : bySize == 0 ? tr("Verified quickly. %1 All files are there, with the sizes and checksums in "
                               "their manifest. The events in them were not read.")
                                .arg(counts)
                          : tr("Verified quickly. %1 All files are there with the sizes in their manifest, "
                               "but the store knows no checksum for %2 of them: only a full verification can "
                               "tell whether those were changed.",
                               nullptr, pluralForm(bySize))
                                .arg(counts, locale.toString(bySize));
        return m_banner->show(theme::Tone::Good, (QStringList(good) + notes).join(QLatin1Char(' ')));
    }
    m_banner->show(theme::Tone::Bad,
                   problems == 1
                       ? tr("The files are not what was exported. %1").arg(lines.first())
                       : tr("The files are not what was exported. %1 (and %n more; use Copy to get them all)",
                            nullptr, pluralForm(problems - 1))
                             .arg(lines.first()),
                   lines.join(QLatin1Char('\n')));
}

void JobsView::resume(const QString &id)
{
    const JobSnapshot job = m_jobs.value(id);
    const std::optional<Tenant> owner =
        ownerOf(m_workspace.tenants(), job.request.tenantId, job.request.tenantName, job.request.address);
    if (!owner)
        return m_banner->show(
            {ErrorKind::NotFound,
             tr("The tenant of this job (%1) is not saved here.").arg(job.request.address.authority()),
             tr("Add a tenant with this address, or resume with: slipway-cli jobs resume %1 --token-stdin")
                 .arg(job.id),
             {}});
    tryProxyPasswordsAgain();
    QPointer<JobsView> self(this);
    QCoro::connect(m_workspace.resume(job, *owner), this, [self](const Result<void> &resumed) {
        if (!self)
            return;
        if (resumed)
            self->m_banner->hide();
        else
            self->m_banner->show(resumed.error());
    });
}

} // namespace slipway
