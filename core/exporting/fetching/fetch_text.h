// Texts for people about fetching: what it waits for, and why an endpoint is not complete.
#pragma once
#include "core/exporting/fetching/fetch_step.h"
#include "core/exporting/journal/job_journal.h"
#include "core/netskope/endpoint.h"

namespace slipway {

// "5 s", "3600 s (until 14:32:05 UTC)": how long a wait takes that begins now.
[[nodiscard]] QString waitText(std::chrono::milliseconds wait);

// "The tenant asks to wait 30 s (until 14:32:05 UTC)", for a pause that begins now. `last`: the last answer
// without a page, if it is the reason for the pause.
[[nodiscard]] QString pauseText(const FetchStep &step, const std::optional<Error> &last);

// Why fetching ended. `mark`: everything before it is in the files, epoch seconds.
[[nodiscard]] Error obstacleError(Obstacle obstacle, const Endpoint &endpoint, qint64 mark,
                                  const std::optional<Error> &last);

// That pages could not be obtained, and which times they cover.
[[nodiscard]] Error gapsError(const Endpoint &endpoint, const ExportRequest &request,
                              const QList<GapRecord> &gaps);

} // namespace slipway
