// Writes a support bundle. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int supportCommand(const QStringList &arguments);

} // namespace slipway::cli
