// Lists the checks in the history, and compares two of them. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int historyCommand(const QStringList &arguments);

} // namespace slipway::cli
