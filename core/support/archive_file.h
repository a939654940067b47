// Writes files as a zip, a tar.gz (libarchive) or a folder.
#pragma once
#include "core/support/support_bundle.h"

namespace slipway {

// Puts all files below the folder `root` inside the archive. Replaces `path` when everything is
// written.
[[nodiscard]] Result<void> writeArchive(const QList<BundleFile> &files, const QString &root,
                                        const QString &path);
// BadInput if `path` exists. The folder is removed again if it cannot be completed.
[[nodiscard]] Result<void> writeFolder(const QList<BundleFile> &files, const QString &path);

} // namespace slipway
