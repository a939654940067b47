// Names in folders, and making them durable: a file whose content is on the disk is still lost if the folder
// that names it is not.
//
// Threads: any.
#pragma once
#include "core/platform/system_result.h"

#include <filesystem>

namespace slipway {

// Makes the names in `folder` durable. On Windows, NTFS keeps a log of them, and the functions below write it
// through; this only checks that the folder is there.
[[nodiscard]] SystemResult<void> syncFolder(const std::filesystem::path &folder);

// Creates one folder, whose parent exists. The usual permissions apply.
[[nodiscard]] SystemResult<void> createFolder(const std::filesystem::path &folder);

// Gives the file another name on the same file system. A file of that name is replaced atomically:
// there is never a moment without one.
[[nodiscard]] SystemResult<void> renameReplacing(const std::filesystem::path &from,
                                                 const std::filesystem::path &to);

// The same, but nothing is replaced: std::errc::file_exists. On a file system that cannot rename in this way,
// a file of that name is replaced after all.
[[nodiscard]] SystemResult<void> renameIntoPlace(const std::filesystem::path &from,
                                                 const std::filesystem::path &to);

// Removes a file or a link. Whoever has it open can still use it.
[[nodiscard]] SystemResult<void> removeFile(const std::filesystem::path &path);

} // namespace slipway
