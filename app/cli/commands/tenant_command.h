// Adds, changes, lists and deletes saved tenants. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int tenantCommand(const QStringList &arguments);

} // namespace slipway::cli
