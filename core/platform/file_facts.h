// What the file system knows about a file, whatever its name is.
//
// Threads: any. May block on a network file system.
#pragma once
#include "core/platform/system_result.h"

#include <cstdint>
#include <filesystem>

namespace slipway {

struct FileFacts
{
    std::uint64_t device = 0, number = 0; // two files with the same pair are one file
    std::int64_t size = 0;                // bytes
    std::int64_t modified = 0;            // nanoseconds since 1970
    std::uint64_t links = 0;              // names that it has; 0: it has been removed and is still open
    bool isPlain = false;                 // not a folder, a device, a pipe or a socket

    [[nodiscard]] bool isSameFile(const FileFacts &other) const
    {
        return device == other.device && number == other.number;
    }
};

// Of the file to which `path` leads, through links.
[[nodiscard]] SystemResult<FileFacts> factsOf(const std::filesystem::path &path);

// Whether there is a link, a file or a folder of that name that can be reached; through links.
[[nodiscard]] SystemResult<void> checkExists(const std::filesystem::path &path);

} // namespace slipway
