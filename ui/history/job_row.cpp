#include "ui/history/job_row.h"

#include "core/base/secret.h"
#include "core/netskope/endpoint.h"
#include "ui/history/job_row_delegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/shown_time.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QLocale>
#include <QTreeWidget>

#include <algorithm>

namespace slipway::job_row {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(JobRow)
};

// How far the upload has got, if there is one.
QString uploadOf(const JobSnapshot &job)
{
    const QLocale locale;
    if (!job.request.bucket || job.state == JobState::Queued)
        return {};
    const QString uploaded = locale.formattedDataSize(job.uploadedBytes());
    if (job.state == JobState::Complete)
        return Texts::tr("Uploaded: %1 to %2").arg(uploaded, job.place());
    return Texts::tr("Uploaded: %1 of %2 to %3")
        .arg(uploaded, locale.formattedDataSize(job.fileBytes()), job.place());
}

} // namespace

QString titleOf(const QString &endpointId)
{
    static const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    const Endpoint *endpoint = catalogue.endpoint(endpointId);
    return endpoint ? endpoint->title : endpointId;
}

theme::Tone toneOf(const JobSnapshot &job)
{
    const theme::Tone tone = theme::toneOf(job.state);
    return tone == theme::Tone::Neutral && job.state == JobState::Paused && job.error ? theme::Tone::Warning
                                                                                      : tone;
}

QStringList contentsOf(const JobSnapshot &job)
{
    QStringList lines;
    for (const EndpointProgress &progress : job.endpoints)
        lines << QStringLiteral("%1 · %2").arg(titleOf(progress.endpointId),
                                               contentsOf(progress, job.request));
    return lines;
}

QString contentsOf(const EndpointProgress &progress, const ExportRequest &request)
{
    const QLocale locale;
    QStringList parts{Texts::tr("Events: %1").arg(locale.toString(progress.events))};
    if (progress.earliest > 0)
        parts << Texts::tr("begins at %1").arg(withZone(shownTime(progress.earliest)));
    if (progress.hwm > 0)
        parts << Texts::tr("covered until %1")
                     .arg(withZone(shownTime(progress.completeUntil(request.from, request.to))));
    const std::pair<QString, qint64> counts[] = {
        {Texts::tr("outside the range, left out: %1"), progress.outOfRange},
        {Texts::tr("sent twice, left out: %1"), progress.duplicates},
        {Texts::tr("late, left out: %1"), progress.late},
        {Texts::tr("late, kept: %1"), progress.lateKept},
        {Texts::tr("without a readable time: %1"), progress.undated},
        {Texts::tr("with the id of another event: %1"), progress.sameId},
        {Texts::tr("not strict JSON, kept as sent: %1"), progress.odd},
    };
    for (const auto &[text, count] : counts) {
        if (count > 0)
            parts << text.arg(locale.toString(count));
    }
    return parts.join(QStringLiteral(" · "));
}

QString noteOf(const JobSnapshot &job)
{
    const QString upload = uploadOf(job);
    for (const EndpointProgress &progress : job.endpoints) {
        if (!progress.note.isEmpty() && (job.state == JobState::Running || job.state == JobState::Queued)) {
            // The note concerns one endpoint; the others may be running normally.
            const QString note =
                job.endpoints.size() == 1
                    ? progress.note
                    : QStringLiteral("%1: %2").arg(titleOf(progress.endpointId), progress.note);
            return upload.isEmpty() ? note : note + QStringLiteral(" · ") + upload;
        }
    }
    if (job.error)
        return job.error->message + QLatin1Char(' ') + job.error->nextStep;
    if (const QString remark = job.remark(); !remark.isEmpty())
        return remark;
    return upload.isEmpty() ? job.place() : upload;
}

QString noteOf(const EndpointProgress &progress, const ExportRequest &request)
{
    if (progress.error)
        return progress.error->message + QLatin1Char(' ') + progress.error->nextStep;
    return progress.done ? contentsOf(progress, request) : progress.note;
}

QString nameOf(Action action, JobState state)
{
    switch (action) {
    case Action::Pause:
        return Texts::tr("Pause");
    case Action::Resume:
        return state == JobState::Incomplete ? Texts::tr("Fetch again") : Texts::tr("Resume");
    case Action::Cancel:
        return Texts::tr("Cancel job");
    case Action::OpenFolder:
        return Texts::tr("Open folder");
    case Action::Hide:
        return Texts::tr("Hide");
    case Action::Fix:
        return Texts::tr("How to fix");
    }
    return {};
}

const char *iconOf(Action action)
{
    switch (action) {
    case Action::Pause:
        return "pause";
    case Action::Resume:
        return "resume";
    case Action::OpenFolder:
        return "folder";
    case Action::Fix:
        return "fix";
    case Action::Cancel:
        return "stop";
    case Action::Hide:
        return "hide";
    }
    return "more";
}

QList<Action> actionsOf(const JobSnapshot &job)
{
    const bool isUnderWay = job.state == JobState::Running || job.state == JobState::Queued;
    QList<Action> actions;
    if (isUnderWay)
        actions << Action::Pause;
    if (isResumable(job.state))
        actions << Action::Resume;
    if (!job.request.bucket && !isUnderWay)
        actions << Action::OpenFolder;
    if (!isFinal(job.state))
        actions << Action::Cancel;
    if (!isUnderWay)
        actions << Action::Hide;
    return actions;
}

void setColumns(QTreeWidget *tree)
{
    tree->setColumnCount(ColumnCount);
    tree->setHeaderLabels({Texts::tr("Tenant"), withZone(Texts::tr("What")), Texts::tr("State"),
                           Texts::tr("Progress"), Texts::tr("Actions"), Texts::tr("Events"),
                           Texts::tr("Events/s"), Texts::tr("Left"), Texts::tr("Details")});
    for (const Column column : {EventsColumn, RateColumn, LeftColumn}) // like their numbers
        tree->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    tree->setWordWrap(false); // the full note is shown below the list
    tree->header()->setStretchLastSection(true);
    tree->header()->setSectionsMovable(false);
    tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    tree->header()->setMinimumSectionSize(theme::gap);
    tree->setTextElideMode(Qt::ElideRight);
    fitColumns(tree);
}

void fitColumns(QTreeWidget *tree)
{
    const int em = tree->fontMetrics().horizontalAdvance(QLatin1Char('M'));
    const int fix = tree->fontMetrics().horizontalAdvance(nameOf(Action::Fix, JobState::Incomplete));
    const int actions = std::max(JobRowDelegate::widthOf(3), JobRowDelegate::widthOf(2) + fix);
    // In ems, what each column has in a wide window and in a narrow one.
    struct Width
    {
        Column column;
        int usual, least;
    };
    constexpr Width widths[] = {{TenantColumn, 17, 9},  {WhatColumn, 19, 15}, {StateColumn, 15, 10},
                                {ProgressColumn, 9, 6}, {EventsColumn, 6, 4}, {RateColumn, 6, 6},
                                {LeftColumn, 5, 3}};
    constexpr int leastNote = 14;
    int usual = 0, least = 0;
    for (const Width &width : widths) {
        const bool isRate = width.column == RateColumn; // the first to go
        usual += width.usual;
        least += isRate ? 0 : width.least;
    }
    const int room = (tree->viewport()->width() - actions) / em - leastNote;
    const bool hasRate = room >= usual;
    const double share = std::clamp((room - least) / static_cast<double>(usual - least), 0.0, 1.0);
    for (const auto &[column, most, fewest] : widths) {
        const int ems = static_cast<int>(em * (fewest + share * (most - fewest)));
        tree->setColumnHidden(column, column == RateColumn && !hasRate);
        tree->setColumnWidth(column, std::max(ems, tree->header()->sectionSizeHint(column)));
    }
    tree->setColumnWidth(ActionsColumn, actions);
}

QTreeWidgetItem *make(QTreeWidget *tree, const QString &jobId)
{
    auto *row = new QTreeWidgetItem;
    row->setData(TenantColumn, idRole, jobId);
    for (const Column column : {EventsColumn, RateColumn, LeftColumn})
        row->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    tree->insertTopLevelItem(0, row);
    return row;
}

namespace {

void setActions(QTreeWidgetItem *row, const QList<Action> &actions, JobState state)
{
    QVariantList numbers;
    QStringList names;
    for (const Action action : actions) {
        numbers << static_cast<int>(action);
        names << nameOf(action, state);
    }
    row->setData(ActionsColumn, actionsRole, numbers);
    row->setData(ActionsColumn, stateRole, static_cast<int>(state));
    row->setData(ActionsColumn, Qt::AccessibleTextRole, names.join(QStringLiteral(", ")));
}

void setProgress(QTreeWidgetItem *row, double fraction)
{
    row->setData(ProgressColumn, progressRole, static_cast<int>(fraction * 1000));
    row->setText(ProgressColumn, inItsOwnOrder(Texts::tr("%1 %").arg(static_cast<int>(fraction * 100))));
}

// By the time of the range that is in the files.
double fractionOf(const EndpointProgress &progress, const ExportRequest &request)
{
    if (progress.done)
        return 1;
    const qint64 begin = progress.startMark > 0 ? progress.startMark : request.from;
    const qint64 covered = progress.coveredUntil(request.from, request.to) - begin;
    return request.to > begin
               ? std::clamp(static_cast<double>(covered) / static_cast<double>(request.to - begin), 0.0, 1.0)
               : 0;
}

bool isRefused(const EndpointProgress &progress)
{
    return progress.error && (progress.error->kind == ErrorKind::PermissionMissing ||
                              progress.error->kind == ErrorKind::TokenRefused);
}

void fillEndpoint(QTreeWidgetItem *row, const EndpointProgress &progress, const JobSnapshot &job,
                  const EndpointCatalogue &catalogue)
{
    const Endpoint *endpoint = catalogue.endpoint(progress.endpointId);
    const theme::Tone tone = progress.done         ? theme::Tone::Good
                             : isRefused(progress) ? theme::Tone::Bad
                             : progress.error      ? theme::Tone::Warning
                                                   : theme::Tone::Neutral;
    const QString word = progress.done                    ? Texts::tr("complete")
                         : isRefused(progress)            ? Texts::tr("refused")
                         : progress.error                 ? Texts::tr("not complete")
                         : job.state == JobState::Running ? Texts::tr("being fetched")
                                                          : Texts::tr("not complete");
    const QString note = scrubbed(noteOf(progress, job.request));
    row->setText(TenantColumn, endpoint ? endpoint->title : progress.endpointId);
    row->setText(StateColumn, theme::sign(tone) + QLatin1Char(' ') + word);
    row->setForeground(StateColumn, theme::text(tone, row->treeWidget()->window()));
    row->setText(EventsColumn, QLocale().toString(progress.events));
    row->setText(NoteColumn, note);
    row->setToolTip(NoteColumn, note.toHtmlEscaped());
    setProgress(row, fractionOf(progress, job.request));
    setActions(row, isRefused(progress) ? QList<Action>{Action::Fix} : QList<Action>{}, job.state);
}

} // namespace

void fill(QTreeWidgetItem *row, const JobSnapshot &job, const EndpointCatalogue &catalogue)
{
    const QLocale locale;
    const QString what =
        QStringLiteral("%1 – %2").arg(shownShortTime(job.request.from), shownShortTime(job.request.to));
    const bool isRunning = job.state == JobState::Running;
    const theme::Tone tone = toneOf(job);
    const QString note = scrubbed(noteOf(job));
    row->setText(TenantColumn, job.request.tenantName);
    row->setText(WhatColumn, what);
    row->setText(StateColumn, theme::sign(tone) + QLatin1Char(' ') + jobStateWord(job.state));
    row->setText(EventsColumn, locale.toString(job.events()));
    row->setText(RateColumn,
                 isRunning ? locale.toString(static_cast<qint64>(job.eventsPerSecond)) : QString());
    row->setText(LeftColumn, isRunning && job.etaSeconds >= 0
                                 ? QStringLiteral("%1:%2")
                                       .arg(job.etaSeconds / 60)
                                       .arg(job.etaSeconds % 60, 2, 10, QLatin1Char('0'))
                                 : QString());
    row->setText(NoteColumn, inItsOwnOrder(note));
    row->setToolTip(TenantColumn, job.request.tenantName.toHtmlEscaped());
    row->setToolTip(WhatColumn, QStringLiteral("%1 · %2").arg(
                                    job.request.endpointIds.join(QStringLiteral(", ")), withZone(what)));
    row->setToolTip(NoteColumn, note.toHtmlEscaped());
    row->setForeground(StateColumn, theme::text(tone, row->treeWidget()->window()));
    setProgress(row, job.fraction);
    setActions(row, actionsOf(job), job.state);
    while (row->childCount() > job.endpoints.size())
        delete row->takeChild(row->childCount() - 1);
    for (int at = 0; at < job.endpoints.size(); ++at) {
        if (at >= row->childCount()) {
            auto *child = new QTreeWidgetItem(row);
            for (const Column column : {EventsColumn, RateColumn, LeftColumn})
                child->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
            child->setData(TenantColumn, idRole, job.id);
        }
        QTreeWidgetItem *child = row->child(at);
        child->setData(TenantColumn, endpointRole, job.endpoints[at].endpointId);
        fillEndpoint(child, job.endpoints[at], job, catalogue);
    }
}

} // namespace slipway::job_row
