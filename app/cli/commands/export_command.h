// Exports the events of a time range to a folder or a bucket. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int exportCommand(const QStringList &arguments);

} // namespace slipway::cli
