// Lists, resumes, pauses and cancels export jobs. See command.h for what commands share.
#pragma once
#include <QStringList>

namespace slipway::cli {

int jobsCommand(const QStringList &arguments);

} // namespace slipway::cli
