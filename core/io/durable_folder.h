// Files and folders whose content survives a power failure: a file whose content is on the disk is still
// lost if the folder that names it is not.
#pragma once
#include <QString>

#include <system_error>

namespace slipway {

// Makes the names in `folder` durable. Returns what went wrong, if anything did.
[[nodiscard]] std::error_code syncFolder(const QString &folder);

// Makes what was written to a file durable, by whatever process. Returns what went wrong, if anything did.
[[nodiscard]] std::error_code syncFile(const QString &path);

// Creates `folder` and its missing parents, each with its name durable. If it exists, its name is made
// durable where that is permitted. Returns what went wrong, if anything did.
[[nodiscard]] std::error_code makeFolder(const QString &folder);

} // namespace slipway
