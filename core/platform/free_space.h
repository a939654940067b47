// How much room is left on a disk.
//
// Threads: any. May block on a network file system.
#pragma once
#include "core/platform/system_result.h"

#include <cstdint>
#include <filesystem>

namespace slipway {

// Bytes that this user may still write to the file system of `folder`, which exists.
// std::errc::not_supported: it has no limit, as in /proc.
[[nodiscard]] SystemResult<std::int64_t> freeSpace(const std::filesystem::path &folder);

} // namespace slipway
