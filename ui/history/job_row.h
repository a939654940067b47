// One job's row in the table of jobs.
#pragma once
#include "core/exporting/jobs/export_job.h"

class QTableWidget;

namespace slipway::job_row {

void setColumns(QTableWidget *table);
// Fills a new row with empty cells and remembers the job's id in it.
void make(QTableWidget *table, int row, const QString &jobId);
[[nodiscard]] QString idAt(const QTableWidget *table, int row);
void fill(QTableWidget *table, int row, const JobSnapshot &job);

// What there is to say about a job: what it is waiting for, its error and the next step, how far
// its upload has got, or where the files are.
[[nodiscard]] QString noteOf(const JobSnapshot &job);

} // namespace slipway::job_row
