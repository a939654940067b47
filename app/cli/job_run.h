// Follows a job on the terminal until it ends.
#pragma once
#include "app/cli/command.h"
#include "core/exporting/jobs/job_service.h"

namespace slipway::cli {

// Waits for the jobs, shows their progress on standard error, prints each one's result, and returns the exit
// code. SIGINT or SIGTERM leaves the jobs interrupted and resumable.
[[nodiscard]] int followJobs(JobService &service, const QStringList &ids, bool json);
[[nodiscard]] int exitCodeOf(JobState state);
// A job in a few lines for people.
[[nodiscard]] QString describe(const JobSnapshot &job);
// The same, or a JSON object.
void printJob(const JobSnapshot &job, bool json);

} // namespace slipway::cli
