// Checks whether event files conform to what a SIEM expects. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int conformCommand(const QStringList &arguments);

} // namespace slipway::cli
