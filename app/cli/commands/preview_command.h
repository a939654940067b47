// Shows the newest events of an endpoint. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int previewCommand(const QStringList &arguments);

} // namespace slipway::cli
