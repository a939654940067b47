// Folders whose names survive a power failure: a file that is on the disk is lost all the same where the
// folder that names it is not.
#pragma once
#include <QString>

namespace slipway {

// The names in `folder` are on the disk. 0, or the error's number.
[[nodiscard]] int syncFolder(const QString &folder);

// Makes `folder` and what is missing above it, each with its name on the disk. Nothing happens where it is
// there. 0, or the error's number.
[[nodiscard]] int makeFolder(const QString &folder);

} // namespace slipway
