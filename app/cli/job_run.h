// Follows a job on the terminal until it ends.
#pragma once
#include "app/cli/command.h"
#include "core/exporting/jobs/job_service.h"

namespace slipway::cli {

// Waits for the jobs, shows their progress on standard error, prints each result, and returns the
// exit code. On SIGINT or SIGTERM the jobs are paused and can be resumed later; if one is still busy after
// most of a second, its state is printed as interrupted and the process ends at once, without destructors.
[[nodiscard]] int followJobs(JobService &service, const QStringList &ids, bool json);
[[nodiscard]] int exitCodeOf(JobState state);
// Describes a job in a few human-readable lines.
[[nodiscard]] QString describe(const JobSnapshot &job);
// Prints that description, or a JSON object.
void printJob(const JobSnapshot &job, bool json);

} // namespace slipway::cli
