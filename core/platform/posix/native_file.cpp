#include "core/platform/native_file.h"

#include "core/platform/posix/facts_from_stat.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace slipway {
namespace {

int flagsOf(const NativeFile::Opening &opening)
{
    using Access = NativeFile::Access;
    const int access = opening.access == Access::Read    ? O_RDONLY
                       : opening.access == Access::Write ? O_WRONLY
                                                         : O_RDWR;
    return access | O_NONBLOCK | O_CLOEXEC | (opening.creates ? O_CREAT : 0) |
           (opening.empties ? O_TRUNC : 0) | (opening.followsLinks ? 0 : O_NOFOLLOW);
}

// Repeats a call that a signal has interrupted.
template<class Call>
auto repeated(const Call &call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

SystemResult<std::size_t> counted(ssize_t count)
{
    if (count < 0)
        return std::unexpected(lastSystemError());
    return static_cast<std::size_t>(count);
}

SystemResult<void> succeeded(int result)
{
    if (result != 0)
        return std::unexpected(lastSystemError());
    return {};
}

// True: direct access is not supported after all, and has been given up; try again.
bool fellBack([[maybe_unused]] int descriptor, bool &isDirect, const std::error_code &error)
{
    if (!isDirect || error.value() != EINVAL)
        return false;
    isDirect = false;
#ifdef O_DIRECT
    const int flags = ::fcntl(descriptor, F_GETFL);
    return flags >= 0 && ::fcntl(descriptor, F_SETFL, flags & ~O_DIRECT) == 0;
#else
    return false;
#endif
}

} // namespace

SystemResult<NativeFile> NativeFile::open(const std::filesystem::path &path, const Opening &opening)
{
    const int flags = flagsOf(opening);
    const auto opened = [&](int more) {
        return repeated([&] { return ::open(path.c_str(), flags | more, 0600); });
    };
    bool isDirect = opening.isDirect;
#ifdef O_DIRECT
    int descriptor = opened(isDirect ? O_DIRECT : 0);
    if (descriptor < 0 && isDirect && errno == EINVAL) {
        isDirect = false;
        descriptor = opened(0);
    }
#else
    const int descriptor = opened(0);
    if (descriptor >= 0 && isDirect)
        isDirect = ::fcntl(descriptor, F_NOCACHE, 1) == 0;
#endif
    if (descriptor < 0)
        return std::unexpected(lastSystemError());
    return NativeFile(descriptor, isDirect);
}

SystemResult<NativeFile> NativeFile::temporary(const std::filesystem::path &folder)
{
#ifdef O_TMPFILE
    // It never has a name, so nothing is left of it even if the process is killed here.
    if (const int nameless = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); nameless >= 0)
        return NativeFile(nameless);
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)
        return std::unexpected(lastSystemError());
#endif
    std::string name = (folder / ".unnamed-XXXXXX").string();
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC); // for this user alone
    if (descriptor < 0)
        return std::unexpected(lastSystemError());
    ::unlink(name.c_str());
    return NativeFile(descriptor);
}

NativeFile::NativeFile(NativeFile &&other) noexcept
    : m_handle(std::exchange(other.m_handle, closed)), m_isDirect(other.m_isDirect)
{}

NativeFile &NativeFile::operator=(NativeFile &&other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_isDirect, other.m_isDirect);
    return *this;
}

NativeFile::~NativeFile()
{
    close();
}

void NativeFile::close()
{
    if (isOpen())
        ::close(static_cast<int>(std::exchange(m_handle, closed)));
}

SystemResult<std::size_t> NativeFile::read(char *into, std::size_t size)
{
    return counted(repeated([&] { return ::read(static_cast<int>(m_handle), into, size); }));
}

SystemResult<std::size_t> NativeFile::readAt(char *into, std::size_t size, std::int64_t offset) const
{
    const int descriptor = static_cast<int>(m_handle);
    const auto once = [&] {
        return counted(repeated([&] { return ::pread(descriptor, into, size, offset); }));
    };
    const auto result = once();
    return !result && fellBack(descriptor, m_isDirect, result.error()) ? once() : result;
}

SystemResult<std::size_t> NativeFile::write(const char *from, std::size_t size)
{
    return counted(repeated([&] { return ::write(static_cast<int>(m_handle), from, size); }));
}

SystemResult<std::size_t> NativeFile::writeAt(const char *from, std::size_t size, std::int64_t offset)
{
    const int descriptor = static_cast<int>(m_handle);
    const auto once = [&] {
        return counted(repeated([&] { return ::pwrite(descriptor, from, size, offset); }));
    };
    const auto result = once();
    return !result && fellBack(descriptor, m_isDirect, result.error()) ? once() : result;
}

SystemResult<void> NativeFile::truncate(std::int64_t size)
{
    return succeeded(::ftruncate(static_cast<int>(m_handle), size));
}

SystemResult<void> NativeFile::syncContent()
{
#ifdef __APPLE__
    return sync();
#else
    return succeeded(::fdatasync(static_cast<int>(m_handle)));
#endif
}

SystemResult<void> NativeFile::sync()
{
#ifdef __APPLE__
    // fsync() leaves the data in the disk's own cache there.
    if (::fcntl(static_cast<int>(m_handle), F_FULLFSYNC) == 0)
        return {};
#endif
    return succeeded(::fsync(static_cast<int>(m_handle)));
}

SystemResult<void> NativeFile::lock()
{
    if (repeated([&] { return ::flock(static_cast<int>(m_handle), LOCK_EX | LOCK_NB); }) == 0)
        return {};
    if (errno == EWOULDBLOCK)
        return std::unexpected(std::make_error_code(std::errc::device_or_resource_busy));
    return std::unexpected(lastSystemError());
}

SystemResult<FileFacts> NativeFile::facts() const
{
    struct stat status = {};
    if (::fstat(static_cast<int>(m_handle), &status) != 0)
        return std::unexpected(lastSystemError());
    return posix::factsFrom(status);
}

SystemResult<std::int64_t> NativeFile::freeSpace() const
{
    struct statvfs disk = {};
    if (::fstatvfs(static_cast<int>(m_handle), &disk) != 0)
        return std::unexpected(lastSystemError());
    return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
}

void NativeFile::giveBack(std::int64_t offset, std::int64_t size)
{
#ifdef FALLOC_FL_PUNCH_HOLE
    (void)::fallocate(static_cast<int>(m_handle), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                      static_cast<off_t>(offset), static_cast<off_t>(size));
#else
    (void)offset;
    (void)size;
#endif
}

void NativeFile::willBeReadInOrder()
{
#ifdef POSIX_FADV_SEQUENTIAL
    ::posix_fadvise(static_cast<int>(m_handle), 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
}

} // namespace slipway
