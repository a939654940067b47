// Kills and power failures inside the test's own process: the C library's functions that change files are
// replaced for the whole program. From the moment of a simulated death none of them changes anything more,
// so objects can be destroyed without leaving a trace; then, as after a power failure, everything that was
// not synced is undone.
//
// Only files below the watched folder count. Include it in one file of a test program. Linux.
#pragma once
#include "unsynced.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <mutex>

namespace slipway::test {

class FileLayer
{
public:
    static FileLayer &instance()
    {
        static auto *const layer = new FileLayer; // never deleted, since code that runs at exit uses it, too
        return *layer;
    }

    // A process begins whose files are below `folder`. `dieAt`: the call with this number, from 1, and all
    // later ones are not carried out; 0: none.
    void begin(const std::string &folder, int dieAt)
    {
        const std::lock_guard lock(m_mutex);
        m_folder = folder + '/';
        m_callsLeft = dieAt;
        m_isDead = false;
    }
    // The process dies here.
    void die()
    {
        const std::lock_guard lock(m_mutex);
        m_isDead = true;
    }
    [[nodiscard]] bool isDead()
    {
        const std::lock_guard lock(m_mutex);
        return m_isDead;
    }
    // The process is over and its objects are destroyed. What was not synced is lost for each file and folder
    // for which `isLost` says so.
    void end(const std::function<bool()> &isLost)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_folder.clear();
            m_isDead = false;
        }
        m_unsynced.takeBack(isLost); // calls what is replaced
        m_unsynced.forget();
    }

    // Runs `call`, or returns `pretended` if the process is dead.
    template<class Before, class Call, class After>
    long around(const std::string &path, long pretended, const Before &before, const Call &call,
                const After &after)
    {
        const std::lock_guard lock(m_mutex);
        if (!counts(path))
            return call();
        if (m_callsLeft > 0 && --m_callsLeft == 0)
            m_isDead = true;
        if (m_isDead)
            return pretended;
        before(m_unsynced);
        const long result = call();
        if (result >= 0)
            after(m_unsynced);
        return result;
    }
    int open(const char *path, int flags, mode_t mode)
    {
        const std::lock_guard lock(m_mutex);
        const bool changes = (flags & (O_CREAT | O_TRUNC)) != 0 && counts(path);
        if (changes && m_isDead)
            flags &= ~(O_CREAT | O_TRUNC | O_EXCL);
        const bool isNew = changes && ::access(path, F_OK) != 0;
        const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
        if (fd >= 0 && isNew)
            m_unsynced.made(path);
        return fd;
    }
    std::string spare() { return m_folder + "spare-" + std::to_string(++m_spares); }
    static std::string pathOf(int fd)
    {
        char link[64], path[4096];
        std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        const ssize_t size = ::readlink(link, path, sizeof path);
        return {path, size > 0 ? static_cast<size_t>(size) : 0};
    }
    [[nodiscard]] bool isWatching()
    {
        const std::lock_guard lock(m_mutex);
        return !m_folder.empty();
    }

private:
    // SQLite's shared memory is no file to it: it is made anew when the first connection opens.
    [[nodiscard]] bool counts(std::string_view path) const
    {
        return !m_folder.empty() && path.starts_with(m_folder) && !path.ends_with("-shm");
    }

    std::mutex m_mutex;
    std::string m_folder;
    int m_callsLeft = 0, m_spares = 0;
    bool m_isDead = false;
    Unsynced m_unsynced;
};

inline constexpr auto nothing = [](Unsynced &) {};

template<class Before, class Call, class After>
long aroundFile(int fd, long pretended, const Before &before, const Call &call, const After &after)
{
    FileLayer &layer = FileLayer::instance();
    return layer.isWatching() ? layer.around(FileLayer::pathOf(fd), pretended, before, call, after) : call();
}

} // namespace slipway::test

// The program, and the libraries that it has loaded, call these instead of the C library's functions.
extern "C" {

#define SLIPWAY_REPLACED __attribute__((visibility("default")))

SLIPWAY_REPLACED ssize_t write(int fd, const void *data, size_t size)
{
    using namespace slipway::test;
    return aroundFile(
        fd, static_cast<long>(size), [&](Unsynced &all) { all.willWrite(fd, -1, size); },
        [&] { return ::syscall(SYS_write, fd, data, size); }, nothing);
}
SLIPWAY_REPLACED ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
    using namespace slipway::test;
    return aroundFile(
        fd, static_cast<long>(size), [&](Unsynced &all) { all.willWrite(fd, offset, size); },
        [&] { return ::syscall(SYS_pwrite64, fd, data, size, offset); }, nothing);
}
SLIPWAY_REPLACED ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
    return pwrite64(fd, data, size, offset);
}
SLIPWAY_REPLACED int fsync(int fd)
{
    using namespace slipway::test;
    return static_cast<int>(aroundFile(
        fd, 0, nothing, [&] { return ::syscall(SYS_fsync, fd); }, [&](Unsynced &all) { all.synced(fd); }));
}
SLIPWAY_REPLACED int fdatasync(int fd)
{
    return fsync(fd);
}
SLIPWAY_REPLACED int ftruncate64(int fd, off64_t size) noexcept
{
    using namespace slipway::test;
    return static_cast<int>(aroundFile(
        fd, 0, [&](Unsynced &all) { all.willTruncate(fd, size); },
        [&] { return ::syscall(SYS_ftruncate, fd, size); }, nothing));
}
SLIPWAY_REPLACED int ftruncate(int fd, off_t size) noexcept
{
    return ftruncate64(fd, size);
}
SLIPWAY_REPLACED int renameat2(int fromFolder, const char *from, int toFolder, const char *to,
                               unsigned int flags) noexcept
{
    using namespace slipway::test;
    FileLayer &layer = FileLayer::instance();
    return static_cast<int>(layer.around(
        to, 0,
        [&](Unsynced &all) {
            if (flags == 0 || ::access(to, F_OK) != 0)
                all.willRename(from, to, layer.spare());
        },
        [&] { return ::syscall(SYS_renameat2, fromFolder, from, toFolder, to, flags); }, nothing));
}
SLIPWAY_REPLACED int rename(const char *from, const char *to) noexcept
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}
SLIPWAY_REPLACED int unlink(const char *path) noexcept
{
    using namespace slipway::test;
    FileLayer &layer = FileLayer::instance();
    return static_cast<int>(layer.around(
        path, 0, [&](Unsynced &all) { all.willUnlink(path, layer.spare()); },
        [&] { return ::syscall(SYS_unlinkat, AT_FDCWD, path, 0); }, nothing));
}
SLIPWAY_REPLACED int mkdir(const char *path, mode_t mode) noexcept
{
    using namespace slipway::test;
    return static_cast<int>(FileLayer::instance().around(
        path, 0, nothing, [&] { return ::syscall(SYS_mkdirat, AT_FDCWD, path, mode); },
        [&](Unsynced &all) { all.made(path); }));
}
SLIPWAY_REPLACED int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t); // only meaningful with O_CREAT
    va_end(more);
    return slipway::test::FileLayer::instance().open(path, flags | O_LARGEFILE, mode);
}
SLIPWAY_REPLACED int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return slipway::test::FileLayer::instance().open(path, flags, mode);
}

#undef SLIPWAY_REPLACED
}
