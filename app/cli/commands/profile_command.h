// Commands for the built-in profiles and the user's own. See command.h for what commands share.
#pragma once
#include "core/netskope/endpoint.h"

namespace slipway::cli {

int profileCommand(const QStringList &arguments);
// Finds a profile by its id, or one of the user's own by its name. BadInput suggests similar names.
[[nodiscard]] Result<Profile> profileNamed(const QString &name, ApiVersion api);

} // namespace slipway::cli
