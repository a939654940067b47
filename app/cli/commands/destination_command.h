// Saves, lists, tests and deletes destinations. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int destinationCommand(const QStringList &arguments);

} // namespace slipway::cli
