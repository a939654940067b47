// Judges files of events. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int conformCommand(const QStringList &arguments);

} // namespace slipway::cli
