// An export as a command for slipway-cli.
#pragma once
#include "core/exporting/journal/export_job.h"

namespace slipway {

// The command that does the same as `request`, for a shell. `relative`: seconds before the start at which the
// range begins; 0: the range is the request's. Has no secrets: the token and the credentials come from the
// keychain there too.
[[nodiscard]] QString exportCommand(const ExportRequest &request, qint64 relative);

} // namespace slipway
