#include "ui/history/job_row.h"

#include "core/base/secret.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QLocale>
#include <QProgressBar>
#include <QTableWidget>

namespace slipway::job_row {
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

// Unlike a job that the user paused, a job that stopped because of an error needs attention.
theme::Tone toneOf(const JobSnapshot &job)
{
    const theme::Tone tone = theme::toneOf(job.state);
    return tone == theme::Tone::Neutral && job.state == JobState::Paused && job.error ? theme::Tone::Warning
                                                                                      : tone;
}

} // namespace

QString noteOf(const JobSnapshot &job)
{
    const QString upload = uploadOf(job);
    for (const EndpointProgress &stream : job.streams) {
        if (!stream.note.isEmpty() && (job.state == JobState::Running || job.state == JobState::Queued)) {
            // The note concerns one endpoint; the others may be running normally.
            const QString note = job.streams.size() == 1
                                     ? stream.note
                                     : QStringLiteral("%1: %2").arg(stream.endpointId, stream.note);
            return upload.isEmpty() ? note : note + QStringLiteral(" · ") + upload;
        }
    }
    if (job.error)
        return job.error->message + QLatin1Char(' ') + job.error->nextStep;
    if (const QString remark = job.remark(); !remark.isEmpty())
        return remark;
    return upload.isEmpty() ? job.place() : upload;
}

void setColumns(QTableWidget *table)
{
    table->setColumnCount(ColumnCount);
    table->setHorizontalHeaderLabels({Texts::tr("Tenant"), Texts::tr("What"), Texts::tr("State"),
                                      Texts::tr("Progress"), Texts::tr("Events"), Texts::tr("Events/s"),
                                      Texts::tr("Left"), Texts::tr("Details")});
    table->setWordWrap(false); // the full note is shown below the table
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int em = table->fontMetrics().horizontalAdvance(QLatin1Char('M'));
    const int widths[] = {11, 24, 16, 12, 9, 8, 6};
    for (int column = 0; column < NoteColumn; ++column)
        table->setColumnWidth(column, widths[column] * em);
}

void make(QTableWidget *table, int row, const QString &jobId)
{
    for (int column = 0; column < ColumnCount; ++column)
        table->setItem(row, column, new QTableWidgetItem);
    for (const Column column : {EventsColumn, RateColumn, LeftColumn})
        table->item(row, column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table->item(row, TenantColumn)->setData(Qt::UserRole, jobId);
    auto *bar = new QProgressBar(table);
    bar->setRange(0, 1000);
    bar->setAccessibleName(Texts::tr("Progress"));
    table->setCellWidget(row, ProgressColumn, bar);
}

QString idAt(const QTableWidget *table, int row)
{
    return table->item(row, TenantColumn)->data(Qt::UserRole).toString();
}

void fill(QTableWidget *table, int row, const JobSnapshot &job)
{
    const QLocale locale;
    const auto set = [&](Column column, const QString &text) { table->item(row, column)->setText(text); };
    const auto time = [&](qint64 epoch) {
        return locale.toString(QDateTime::fromSecsSinceEpoch(epoch), Texts::tr("d MMM HH:mm"));
    };
    const QString what = QStringLiteral("%1 · %2 – %3")
                             .arg(job.request.endpointIds.join(QStringLiteral(", ")), time(job.request.from),
                                  time(job.request.to));
    const bool isRunning = job.state == JobState::Running;
    const theme::Tone tone = toneOf(job);
    const QString note = scrubbed(noteOf(job));
    set(TenantColumn, job.request.tenantName);
    set(WhatColumn, what);
    set(StateColumn, theme::sign(tone) + QLatin1Char(' ') + jobStateWord(job.state));
    set(EventsColumn, locale.toString(job.events()));
    set(RateColumn, isRunning ? locale.toString(static_cast<qint64>(job.eventsPerSecond)) : QString());
    set(LeftColumn, isRunning && job.etaSeconds >= 0 ? QStringLiteral("%1:%2")
                                                           .arg(job.etaSeconds / 60)
                                                           .arg(job.etaSeconds % 60, 2, 10, QLatin1Char('0'))
                                                     : QString());
    set(NoteColumn, note);
    table->item(row, TenantColumn)->setToolTip(job.request.tenantName);
    table->item(row, WhatColumn)->setToolTip(what);
    table->item(row, NoteColumn)->setToolTip(note);
    table->item(row, StateColumn)->setForeground(theme::text(tone, table->window()));
    static_cast<QProgressBar *>(table->cellWidget(row, ProgressColumn))
        ->setValue(static_cast<int>(job.fraction * 1000));
}

} // namespace slipway::job_row
