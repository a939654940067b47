// What has happened to a file since it was opened, according to the file system. Its content is not read.
#pragma once
#include <QString>

#include <optional>

namespace slipway {

class NativeFile;

struct FileState
{
    quint64 device = 0, number = 0; // which file it is, whatever its name
    qint64 size = 0;
    qint64 modified = 0; // nanoseconds

    // Of an open file.
    [[nodiscard]] static std::optional<FileState> of(const NativeFile &file);
    // The state of the file that has this name now; empty: there is none. May block on a network file system.
    [[nodiscard]] static std::optional<FileState> of(const QString &path);
    bool operator==(const FileState &) const = default;
};

enum class FileChange {
    None,
    Grown,
    CutOff,      // shorter than it was
    Overwritten, // as long as it was, but written to
    Replaced,    // another file has its name
    Gone,        // no file has its name
};

[[nodiscard]] FileChange changeSince(const FileState &opened, const std::optional<FileState> &now);

} // namespace slipway
