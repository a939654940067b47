// What a file or folder that is dropped on the window, or named when Slipway is started, offers to be shown.
//
// Threads: any; it reads a manifest or lists folders, which takes milliseconds.
#pragma once
#include "core/base/error.h"

namespace slipway {

// The files of events behind `path`, in the order of their names: the file itself; the files that a manifest
// lists; or those in a folder and in its immediate subfolders, as an export lays them out. Never empty.
// BadInput if there is none: another kind of file, a manifest whose files are in a bucket or gone, a folder
// without any. Files are judged by their first bytes and their names, not read.
[[nodiscard]] Result<QStringList> eventFilesIn(const QString &path);

} // namespace slipway
