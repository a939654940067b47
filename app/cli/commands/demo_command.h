// Runs the demo tenant until it is interrupted. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int demoTenantCommand(const QStringList &arguments);

} // namespace slipway::cli
