// A lock that one process, and one object in it, holds at a time.
//
// The system holds it and releases it when the process ends, however that happens. A process that later gets
// the same id is not mistaken for the owner.
//
// Threads: any, one at a time.
#pragma once
#include "core/platform/native_file.h"

#include <filesystem>

namespace slipway {

class FileLock
{
public:
    // Creates the file if there is none, and never waits. std::errc::device_or_resource_busy: another
    // FileLock holds it, in this process or in another. Any other error: nobody holds it. Links are not
    // followed.
    [[nodiscard]] static SystemResult<FileLock> tryTake(const std::filesystem::path &path);
    FileLock(FileLock &&other) noexcept = default;
    FileLock &operator=(FileLock &&) = delete;
    ~FileLock(); // releases the lock and removes the file

private:
    FileLock(std::filesystem::path path, NativeFile file) : m_path(std::move(path)), m_file(std::move(file))
    {}

    std::filesystem::path m_path;
    NativeFile m_file;
};

} // namespace slipway
