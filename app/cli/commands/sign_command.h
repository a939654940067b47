// Signs manifests with an SSH key. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int signCommand(const QStringList &arguments);

} // namespace slipway::cli
