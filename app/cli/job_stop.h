// Pauses or cancels jobs, also those that another Slipway runs.
#pragma once
#include "app/cli/command.h"
#include "core/exporting/jobs/job_service.h"

namespace slipway::cli {

enum class Stop { Pause, Cancel };

// Waits until each has really ended, 5 s at most, prints how it stands, and returns the exit code. Before
// files are removed somebody has said so: --yes, or a person at the terminal.
[[nodiscard]] int stopJobs(JobService &service, const Arguments &arguments, const QStringList &ids,
                           Stop what);

} // namespace slipway::cli
