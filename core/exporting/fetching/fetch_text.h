// What a person reads of the fetching: what it waits for, and why an endpoint is not complete.
#pragma once
#include "core/exporting/fetching/fetch_step.h"
#include "core/exporting/jobs/job_journal.h"
#include "core/netskope/endpoint.h"

namespace slipway {

// "The tenant asks to wait 30 s". `last`: the last answer that was no page, where the pause is because of it.
[[nodiscard]] QString pauseText(const FetchStep &step, const std::optional<Error> &last);

// Why fetching ended. `mark`: everything before is in the files, epoch seconds.
[[nodiscard]] Error obstacleError(Obstacle obstacle, const Endpoint &endpoint, qint64 mark,
                                  const std::optional<Error> &last);

// That pages could not be had, and of which times they are.
[[nodiscard]] Error gapsError(const Endpoint &endpoint, const ExportRequest &request,
                              const QList<GapRecord> &gaps);

} // namespace slipway
