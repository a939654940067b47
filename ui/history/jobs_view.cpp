#include "ui/history/jobs_view.h"

#include "ui/widgets/banner.h"

#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace slipway {
namespace {

enum Column {
    TenantColumn,
    WhatColumn,
    StateColumn,
    ProgressColumn,
    EventsColumn,
    RateColumn,
    LeftColumn,
    NoteColumn,
    ColumnCount
};

// How far the upload is, where there is one.
QString uploadOf(const JobSnapshot &job)
{
    const QLocale locale;
    if (!job.request.bucket || job.state == JobState::Queued)
        return {};
    return JobsView::tr("Uploaded: %1 of %2 to %3")
        .arg(locale.formattedDataSize(job.uploadedBytes()), locale.formattedDataSize(job.fileBytes()),
             job.place());
}

QString noteOf(const JobSnapshot &job)
{
    const QString upload = uploadOf(job);
    for (const StreamProgress &stream : job.streams) {
        if (!stream.note.isEmpty() && (job.state == JobState::Running || job.state == JobState::Queued))
            return upload.isEmpty() ? stream.note : stream.note + QStringLiteral(" · ") + upload;
    }
    if (job.error)
        return job.error->message + QLatin1Char(' ') + job.error->nextStep;
    if (const QString remark = job.remark(); !remark.isEmpty())
        return remark;
    return upload.isEmpty() ? job.place() : upload;
}

} // namespace

JobsView::JobsView(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_table(new QTableWidget(this)),
      m_resumeAll(new QPushButton(tr("Resume a&ll"), this)), m_pause(new QPushButton(tr("&Pause"), this)),
      m_resume(new QPushButton(tr("&Resume"), this)), m_verify(new QPushButton(tr("&Verify"), this)),
      m_cancel(new QPushButton(tr("Ca&ncel job"), this)), m_open(new QPushButton(tr("Open &folder"), this)),
      m_remove(new QPushButton(tr("F&orget"), this)), m_hint(new QLabel(this)), m_banner(new Banner(this))
{
    setObjectName(QStringLiteral("jobsView"));
    m_table->setObjectName(QStringLiteral("jobsTable"));
    m_table->setAccessibleName(tr("Export jobs"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHorizontalHeaderLabels({tr("Tenant"), tr("What"), tr("State"), tr("Progress"), tr("Events"),
                                        tr("Events/s"), tr("Left"), tr("Details")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int em = m_table->fontMetrics().horizontalAdvance(QLatin1Char('M'));
    const int widths[] = {11, 24, 16, 12, 9, 8, 6};
    for (int column = 0; column < NoteColumn; ++column)
        m_table->setColumnWidth(column, widths[column] * em);
    auto *buttons = new QHBoxLayout;
    m_resumeAll->setObjectName(QStringLiteral("resumeAllButton"));
    m_resume->setObjectName(QStringLiteral("resumeButton"));
    m_verify->setObjectName(QStringLiteral("verifyButton"));
    m_cancel->setObjectName(QStringLiteral("cancelJobButton"));
    m_hint->setObjectName(QStringLiteral("jobsHint"));
    buttons->addWidget(m_hint);
    buttons->addWidget(m_resumeAll);
    buttons->addStretch();
    for (QPushButton *button : {m_pause, m_resume, m_verify, m_cancel, m_open, m_remove})
        buttons->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 8);
    layout->addWidget(m_banner);
    layout->addWidget(m_table, 1);
    layout->addLayout(buttons);

    connect(&workspace.jobs(), &JobService::jobChanged, this, &JobsView::showJob);
    connect(&workspace.jobs(), &JobService::jobRemoved, this, [this](const QString &id) {
        m_jobs.remove(id);
        for (int row = 0; row < m_table->rowCount(); ++row) {
            if (m_table->item(row, TenantColumn)->data(Qt::UserRole).toString() == id)
                m_table->removeRow(row--);
        }
        updateButtons();
    });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] { updateButtons(); });
    const auto act = [this](Result<void> (JobService::*action)(const QString &)) {
        if (const auto done = (m_workspace.jobs().*action)(selectedId()); !done)
            m_banner->show(done.error());
        else
            m_banner->hide();
    };
    connect(m_pause, &QPushButton::clicked, this, [act] { act(&JobService::pause); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { cancel(); });
    connect(m_verify, &QPushButton::clicked, this, [this] { verify(); });
    connect(m_resumeAll, &QPushButton::clicked, this, [this] {
        for (const QString &id : resumable())
            resume(id);
    });
    connect(m_remove, &QPushButton::clicked, this, [act] { act(&JobService::remove); });
    connect(m_resume, &QPushButton::clicked, this, [this] { resume(selectedId()); });
    connect(m_open, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_jobs.value(selectedId()).request.folder));
    });
    const QList<JobSnapshot> jobs = workspace.jobs().jobs();
    for (auto job = jobs.crbegin(); job != jobs.crend(); ++job)
        showJob(*job);
    updateButtons();
}

void JobsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (const JobSnapshot &job : QHash<QString, JobSnapshot>(m_jobs))
        showJob(job);
}

QString JobsView::selectedId() const
{
    const int row = m_table->currentRow();
    return row < 0 ? QString() : m_table->item(row, TenantColumn)->data(Qt::UserRole).toString();
}

void JobsView::showJob(const JobSnapshot &job)
{
    const bool isNew = !m_jobs.contains(job.id);
    m_jobs.insert(job.id, job);
    int row = 0;
    if (isNew) {
        m_table->insertRow(0); // newest first
        for (int column = 0; column < ColumnCount; ++column)
            m_table->setItem(0, column, new QTableWidgetItem);
        m_table->item(0, TenantColumn)->setData(Qt::UserRole, job.id);
        auto *bar = new QProgressBar(m_table);
        bar->setRange(0, 1000);
        bar->setAccessibleName(tr("Progress"));
        m_table->setCellWidget(0, ProgressColumn, bar);
        m_table->selectRow(0);
    } else {
        while (m_table->item(row, TenantColumn)->data(Qt::UserRole).toString() != job.id)
            ++row;
    }
    fillRow(row, job);
    updateButtons();
}

void JobsView::fillRow(int row, const JobSnapshot &job)
{
    const QLocale locale;
    const auto time = [&](qint64 epoch) {
        return locale.toString(QDateTime::fromSecsSinceEpoch(epoch), QStringLiteral("d MMM HH:mm"));
    };
    const theme::Tone tone = theme::toneOf(job.state);
    m_table->item(row, TenantColumn)->setText(job.request.tenantName);
    m_table->item(row, TenantColumn)->setToolTip(job.request.tenantName);
    m_table->item(row, WhatColumn)
        ->setText(QStringLiteral("%1 · %2 – %3")
                      .arg(job.request.endpointIds.join(QStringLiteral(", ")), time(job.request.from),
                           time(job.request.to)));
    m_table->item(row, WhatColumn)->setToolTip(m_table->item(row, WhatColumn)->text());
    m_table->item(row, StateColumn)->setText(theme::sign(tone) + QLatin1Char(' ') + jobStateWord(job.state));
    m_table->item(row, StateColumn)->setForeground(theme::text(tone, this));
    static_cast<QProgressBar *>(m_table->cellWidget(row, ProgressColumn))
        ->setValue(static_cast<int>(job.fraction * 1000));
    m_table->item(row, EventsColumn)->setText(locale.toString(job.events()));
    m_table->item(row, RateColumn)
        ->setText(job.state == JobState::Running ? locale.toString(static_cast<qint64>(job.eventsPerSecond))
                                                 : QString());
    m_table->item(row, LeftColumn)
        ->setText(job.state == JobState::Running && job.etaSeconds >= 0
                      ? QStringLiteral("%1:%2")
                            .arg(job.etaSeconds / 60)
                            .arg(job.etaSeconds % 60, 2, 10, QLatin1Char('0'))
                      : QString());
    const QString note = scrubbed(noteOf(job));
    m_table->item(row, NoteColumn)->setText(note);
    m_table->item(row, NoteColumn)->setToolTip(note);
}

void JobsView::updateButtons()
{
    const QString id = selectedId();
    const bool any = !id.isEmpty();
    const JobSnapshot job = m_jobs.value(id);
    const JobState state = job.state;
    m_pause->setEnabled(any && (state == JobState::Running || state == JobState::Queued));
    m_resume->setEnabled(any && isResumable(state));
    m_resume->setText(any && state == JobState::Incomplete ? tr("Fetch &again") : tr("&Resume"));
    m_verify->setEnabled(m_verification || (any && !m_isPreparing && !job.manifests.isEmpty()));
    m_verify->setToolTip(job.request.bucket
                             ? tr("Reads the objects again from the bucket (%1) and checks them against "
                                  "their manifest. Nothing "
                                  "of them is kept here.")
                                   .arg(QLocale().formattedDataSize(job.fileBytes()))
                             : tr("Reads the finished files again and checks them against their manifest."));
    m_verify->setText(m_verification ? tr("Stop &verifying") : tr("&Verify"));
    m_cancel->setEnabled(any && !isFinal(state));
    m_open->setEnabled(any && !job.request.bucket);
    m_remove->setEnabled(any && isFinal(state));
    const qsizetype waiting = resumable().size();
    m_resumeAll->setVisible(waiting > 0);
    m_hint->setText(
        m_jobs.isEmpty()
            ? tr("No exports yet. They run here in the background and survive closing the window.")
        : waiting == 1 ? tr("1 job can be resumed.")
        : waiting > 1  ? tr("%1 jobs can be resumed.").arg(waiting)
                       : QString());
}

QStringList JobsView::resumable() const
{
    QStringList ids;
    for (const JobSnapshot &job : m_jobs) {
        // What was refused is not offered: it needs a permission first.
        if (isResumable(job.state) && job.state != JobState::Incomplete && job.state != JobState::Failed)
            ids << job.id;
    }
    ids.sort(); // the oldest first
    return ids;
}

void JobsView::cancel()
{
    const JobSnapshot job = m_jobs.value(selectedId());
    bool losesFiles = false;
    for (const StreamProgress &stream : job.streams)
        losesFiles = losesFiles || (!stream.done && stream.events > 0);
    if (losesFiles) {
        QMessageBox box(QMessageBox::Question, tr("Cancel the export"),
                        tr("Cancel this export and remove the files of what is not finished?"),
                        QMessageBox::NoButton, this);
        box.setInformativeText(tr("Endpoints that are complete keep their files and manifest. An export that "
                                  "is paused keeps everything and can go on later."));
        const QPushButton *cancelled = box.addButton(tr("&Cancel the export"), QMessageBox::DestructiveRole);
        box.setDefaultButton(box.addButton(tr("&Keep it"), QMessageBox::RejectRole));
        box.exec();
        if (box.clickedButton() != cancelled)
            return;
    }
    if (const auto done = m_workspace.jobs().cancel(job.id); !done)
        m_banner->show(done.error());
    else
        m_banner->hide();
}

void JobsView::verify()
{
    if (m_verification)
        return m_verification->stop();
    m_isPreparing = true;
    m_banner->show(theme::Tone::Neutral, tr("Verifying…"));
    QPointer<JobsView> self(this);
    QCoro::connect(m_workspace.toVerify(m_jobs.value(selectedId())), this,
                   [self](const Result<QList<VerifySubject>> &subjects) {
                       if (!self)
                           return;
                       self->m_isPreparing = false;
                       if (subjects)
                           self->verify(*subjects);
                       else
                           self->m_banner->show(subjects.error());
                       self->updateButtons();
                   });
    updateButtons();
}

void JobsView::verify(const QList<VerifySubject> &subjects)
{
    m_verification = std::make_unique<VerificationRun>(subjects);
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
    qint64 events = 0, files = 0, problems = 0;
    QStringList lines, notes;
    for (const VerifyReport &report : reports) {
        notes << report.notes;
        events += report.events;
        files += report.files;
        problems += report.findings.size() + report.moreFindings;
        for (const VerifyFinding &finding : report.findings)
            lines << finding.file + QStringLiteral(": ") + finding.problem;
    }
    notes.removeDuplicates();
    if (problems == 0) {
        const QString good =
            tr("Verified. Events: %1, files: %2. Nothing is missing, changed or there twice, "
               "and the range is covered.")
                .arg(locale.toString(events), locale.toString(files));
        return m_banner->show(theme::Tone::Good, (QStringList(good) + notes).join(QLatin1Char(' ')));
    }
    m_banner->show(theme::Tone::Bad,
                   problems == 1 ? tr("The files are not what was exported. %1").arg(lines.first())
                                 : tr("The files are not what was exported. %1 (and %2 more; Copy has them)")
                                       .arg(lines.first())
                                       .arg(problems - 1),
                   lines.join(QLatin1Char('\n')));
}

void JobsView::resume(const QString &id)
{
    const JobSnapshot job = m_jobs.value(id);
    Tenant owner;
    for (const Tenant &tenant : m_workspace.tenants()) {
        if (tenant.id == job.request.tenantId ||
            (job.request.tenantId.isEmpty() && tenant.address == job.request.address))
            owner = tenant;
    }
    if (owner.id.isEmpty())
        return m_banner->show(
            {ErrorKind::NotFound,
             tr("The tenant of this job (%1) is not saved here.").arg(job.request.address.host()),
             tr("Add it, or resume with: slipway-cli jobs resume %1 --token-stdin").arg(job.id),
             {}});
    QPointer<JobsView> self(this);
    QCoro::connect(m_workspace.resume(job, owner), this, [self](const Result<void> &resumed) {
        if (!self)
            return;
        if (resumed)
            self->m_banner->hide();
        else
            self->m_banner->show(resumed.error());
    });
}

} // namespace slipway
