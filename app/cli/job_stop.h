// Pauses or cancels jobs, including those run by another Slipway process.
#pragma once
#include "app/cli/command.h"
#include "core/workspace/job_stop.h"

namespace slipway::cli {

// Waits at most 5 s until each job has really ended, prints its state, and returns the exit code.
// Files are removed only after confirmation, either with --yes or at the terminal.
[[nodiscard]] int stopJobs(JobService &service, const Arguments &arguments, const QStringList &ids,
                           JobStop what);

} // namespace slipway::cli
