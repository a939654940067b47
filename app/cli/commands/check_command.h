// Tests a tenant's token for the endpoints of a profile, or all saved tenants. See command.h for what
// commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int checkCommand(const QStringList &arguments);

} // namespace slipway::cli
