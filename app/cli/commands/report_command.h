// Checks a tenant and writes the onboarding report. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int reportCommand(const QStringList &arguments); // needs a QGuiApplication

} // namespace slipway::cli
