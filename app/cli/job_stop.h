// Pauses or cancels jobs, including those run by another Slipway process.
#pragma once
#include "app/cli/command.h"
#include "core/exporting/jobs/job_service.h"

namespace slipway::cli {

enum class Stop { Pause, Cancel };

// Waits at most 5 s until each job has really ended, prints its state, and returns the exit code.
// Files are removed only after confirmation, either with --yes or at the terminal.
[[nodiscard]] int stopJobs(JobService &service, const Arguments &arguments, const QStringList &ids,
                           Stop what);

} // namespace slipway::cli
