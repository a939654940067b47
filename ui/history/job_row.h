// One job in the list of jobs: its row, and below it a row for each of its endpoints.
#pragma once
#include "core/exporting/journal/export_job.h"
#include "ui/theme/theme.h"

class QTreeWidget;
class QTreeWidgetItem;

namespace slipway {
class EndpointCatalogue;
}

namespace slipway::job_row {

enum Column {
    TenantColumn, // in the row of an endpoint: the endpoint
    WhatColumn,
    StateColumn,
    ProgressColumn,
    ActionsColumn,
    EventsColumn,
    RateColumn,
    LeftColumn,
    NoteColumn,
    ColumnCount
};

// What can be done in a row. A refused endpoint can be fixed; the others are for whole jobs.
enum class Action { Pause, Resume, Cancel, OpenFolder, Hide, Fix };
[[nodiscard]] QString nameOf(Action action, JobState state); // without an accelerator
[[nodiscard]] const char *iconOf(Action action);             // for theme::icon()
// In the order in which they are offered, the most likely first.
[[nodiscard]] QList<Action> actionsOf(const JobSnapshot &job);

constexpr int idRole = Qt::UserRole;           // of the job, also in the rows of its endpoints
constexpr int endpointRole = Qt::UserRole + 1; // empty in a job's own row
constexpr int progressRole = Qt::UserRole + 2; // 0 … 1000
constexpr int actionsRole = Qt::UserRole + 3;  // QList<int> of Action: the buttons
constexpr int stateRole = Qt::UserRole + 4;    // int: the job's state

void setColumns(QTreeWidget *tree);
// Fits the columns to the width of the list: in a narrow one, the rate goes first, and then all columns get
// narrower. Call it whenever the size of the list has changed.
void fitColumns(QTreeWidget *tree);
// Adds an empty row for a job at the top.
[[nodiscard]] QTreeWidgetItem *make(QTreeWidget *tree, const QString &jobId);
void fill(QTreeWidgetItem *row, const JobSnapshot &job, const EndpointCatalogue &catalogue);

// An endpoint's title for people; the id itself if it is unknown.
[[nodiscard]] QString titleOf(const QString &endpointId);
// What there is to say about a job: what it is waiting for, its error and the next step, how far
// its upload has got, or where the files are.
[[nodiscard]] QString noteOf(const JobSnapshot &job);
// The same for one endpoint, and what is in the files of one that is complete; often empty.
[[nodiscard]] QString noteOf(const EndpointProgress &progress, const ExportRequest &request);
// What a careful reader of an endpoint's files must know: where its events begin and end, and how many were
// late, outside of the range, undated or sent twice.
[[nodiscard]] QString contentsOf(const EndpointProgress &progress, const ExportRequest &request);
// One line of this for each endpoint, with its title.
[[nodiscard]] QStringList contentsOf(const JobSnapshot &job);
// Unlike a job that the user paused, one that stopped because of an error needs attention.
[[nodiscard]] theme::Tone toneOf(const JobSnapshot &job);

} // namespace slipway::job_row
