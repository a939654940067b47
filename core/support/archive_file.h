// Files as a zip, a tar.gz (libarchive) or a folder.
#pragma once
#include "core/support/support_bundle.h"

namespace slipway {

// Everything below the folder `root` inside the archive. Takes the place of `path` when all is written.
[[nodiscard]] Result<void> writeArchive(const QList<BundleFile> &files, const QString &root,
                                        const QString &path);
// BadInput where `path` exists; removed again when it cannot be finished.
[[nodiscard]] Result<void> writeFolder(const QList<BundleFile> &files, const QString &path);

} // namespace slipway
