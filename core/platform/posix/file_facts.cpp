#include "core/platform/file_facts.h"

#include "core/platform/posix/facts_from_stat.h"

#include <unistd.h>

namespace slipway {

FileFacts posix::factsFrom(const struct stat &status)
{
#ifdef __APPLE__
    const timespec &modified = status.st_mtimespec;
#else
    const timespec &modified = status.st_mtim;
#endif
    return {static_cast<std::uint64_t>(status.st_dev),
            static_cast<std::uint64_t>(status.st_ino),
            status.st_size,
            modified.tv_sec * 1'000'000'000 + modified.tv_nsec,
            static_cast<std::uint64_t>(status.st_nlink),
            S_ISREG(status.st_mode)};
}

SystemResult<FileFacts> factsOf(const std::filesystem::path &path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        return std::unexpected(lastSystemError());
    return posix::factsFrom(status);
}

SystemResult<void> checkExists(const std::filesystem::path &path)
{
    if (::access(path.c_str(), F_OK) != 0)
        return std::unexpected(lastSystemError());
    return {};
}

} // namespace slipway
