// Verifies exports against their manifests. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int verifyCommand(const QStringList &arguments);

} // namespace slipway::cli
