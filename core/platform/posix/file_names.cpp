#include "core/platform/file_names.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway {
namespace {

SystemResult<void> succeeded(int result)
{
    if (result != 0)
        return std::unexpected(lastSystemError());
    return {};
}

} // namespace

SystemResult<void> syncFolder(const std::filesystem::path &folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return std::unexpected(lastSystemError());
    const SystemResult<void> synced = succeeded(::fsync(descriptor));
    ::close(descriptor);
    return synced;
}

SystemResult<void> createFolder(const std::filesystem::path &folder)
{
    return succeeded(::mkdir(folder.c_str(), 0777));
}

SystemResult<void> renameReplacing(const std::filesystem::path &from, const std::filesystem::path &to)
{
    return succeeded(::rename(from.c_str(), to.c_str()));
}

SystemResult<void> renameIntoPlace(const std::filesystem::path &from, const std::filesystem::path &to)
{
#ifdef __APPLE__
    if (::renamex_np(from.c_str(), to.c_str(), RENAME_EXCL) == 0)
        return {};
    if (errno != ENOTSUP)
        return std::unexpected(lastSystemError());
#else
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return {};
    if (errno != EINVAL)
        return std::unexpected(lastSystemError());
#endif
    return renameReplacing(from, to);
}

SystemResult<void> removeFile(const std::filesystem::path &path)
{
    return succeeded(::unlink(path.c_str()));
}

} // namespace slipway
