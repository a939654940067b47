#include "core/io/durable_folder.h"

#include "core/io/native_path.h"
#include "core/platform/file_names.h"
#include "core/platform/native_file.h"

#include <QFileInfo>

namespace slipway {

std::error_code syncFolder(const QString &folder)
{
    const SystemResult<void> synced = slipway::syncFolder(nativePath(folder));
    return synced ? std::error_code() : synced.error();
}

std::error_code syncFile(const QString &path)
{
    SystemResult<NativeFile> file = NativeFile::open(nativePath(path), {.followsLinks = true});
    if (!file)
        return file.error();
    const SystemResult<void> synced = file->sync();
    return synced ? std::error_code() : synced.error();
}

std::error_code makeFolder(const QString &folder)
{
    const QString parent = QFileInfo(folder).path();
    if (QFileInfo(folder).isDir()) {
        // A process that was killed may have created it without making its name durable. If syncing
        // fails, the parent is a folder in which only others create anything.
        (void)syncFolder(parent);
        return {};
    }
    if (parent != folder) {
        if (const std::error_code failed = makeFolder(parent))
            return failed;
    }
    // Another process may create it at the same moment.
    if (const auto created = createFolder(nativePath(folder));
        !created && (created.error() != std::errc::file_exists || !QFileInfo(folder).isDir()))
        return created.error();
    return syncFolder(parent);
}

} // namespace slipway
