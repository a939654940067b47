// Preloaded into a program under test. Counts its calls that change files, and makes one of them
// fail or ends the process before, during or after it, as a crash would.
//
//   FAULT_FOLDERS  only files below these folders count; separated by ':'
//   FAULT_CALLS    the kinds of call that count, of "write,fsync,rename,ftruncate,mkdir"
//   FAULT_TRACE    a file to which a line "NUMBER KIND PATH" is appended for each call
//   FAULT_AT       the number of the call at which something happens, from 1; if unset, nothing does
//   FAULT_ACTION   "kill-before", "kill-torn" (half of the bytes are written), "kill-after", "fail",
//                  "fail-on" (this call and all that follow fail), "hang" (it never returns, as with a
//                  file server that has gone away), or "power": the process ends
//                  before the call, and everything that was not synced is lost. Without FAULT_AT,
//                  "power" does the latter when the process exits.
//   FAULT_ERRNO    the error for "fail" and "fail-on", as a number
#include "unsynced.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string_view>

namespace {

std::string setting(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

struct Plan
{
    std::string folders = setting("FAULT_FOLDERS") + ':';
    std::string calls = ',' + setting("FAULT_CALLS") + ',';
    std::string action = setting("FAULT_ACTION");
    long at = std::atol(setting("FAULT_AT").c_str());
    int error = std::atoi(setting("FAULT_ERRNO").c_str());
    // Far from the descriptors that the program gets for its own files, and not inherited by its
    // children.
    int trace = -1;
    std::atomic<long> number{0};
    // For "power": one call at a time.
    std::mutex mutex;
    Unsynced unsynced;

    Plan()
    {
        const std::string path = setting("FAULT_TRACE");
        const int fd = path.empty() ? -1
                                    : static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path.c_str(),
                                                                 O_WRONLY | O_CREAT | O_APPEND, 0600));
        if (fd >= 0) {
            trace = ::fcntl(fd, F_DUPFD_CLOEXEC, 500);
            ::syscall(SYS_close, fd);
        }
    }
    bool counts(const char *kind, std::string_view path) const
    {
        if (calls.find(',' + std::string(kind) + ',') == std::string::npos)
            return false;
        for (size_t begin = 0, end; (end = folders.find(':', begin)) != std::string::npos; begin = end + 1) {
            const std::string_view folder = std::string_view(folders).substr(begin, end - begin);
            if (!folder.empty() && path.starts_with(folder))
                return true;
        }
        return false;
    }
};

Plan &plan()
{
    static Plan *const once = [] {
        std::atexit([] {
            if (plan().action == "power" && plan().at <= 0)
                plan().unsynced.takeBack();
        });
        return new Plan; // never deleted, since code that runs at exit uses it, too
    }();
    return *once;
}

[[noreturn]] void die()
{
    ::kill(::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

std::string pathOf(int fd)
{
    char link[64], path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t size = ::readlink(link, path, sizeof path);
    return {path, size > 0 ? static_cast<size_t>(size) : 0};
}

// What to record about a call for a power failure: before it, and after it if it succeeded.
struct Record
{
    std::function<void(Unsynced &)> before, after;
};

// Runs `call`, or does what the plan says instead. `torn` does half of the call.
template<class Call, class Torn>
long around(const char *kind, const std::string &path, const Record &record, const Call &call,
            const Torn &torn)
{
    Plan &faults = plan();
    if (!faults.counts(kind, path))
        return call();
    const bool isPower = faults.action == "power";
    std::unique_lock lock(faults.mutex, std::defer_lock);
    if (isPower)
        lock.lock();
    const long number = ++faults.number;
    if (faults.trace >= 0) {
        const std::string line = std::to_string(number) + ' ' + kind + ' ' + path + '\n';
        (void)::syscall(SYS_write, faults.trace, line.data(), line.size());
    }
    if (isPower && number == faults.at) {
        faults.unsynced.takeBack();
        die(); // while holding the lock, so that no other thread changes anything more
    }
    if (isPower) {
        if (record.before)
            record.before(faults.unsynced);
        const long result = call();
        if (result >= 0 && record.after)
            record.after(faults.unsynced);
        return result;
    }
    const bool isLater = faults.action == "fail-on" && faults.at > 0 && number > faults.at;
    if (number != faults.at && !isLater)
        return call();
    while (faults.action == "hang")
        ::pause();
    if (faults.action.starts_with("fail")) {
        errno = faults.error;
        return -1;
    }
    if (faults.action == "kill-torn")
        (void)torn();
    if (faults.action == "kill-after")
        (void)call();
    die();
}

template<class Call>
long around(const char *kind, const std::string &path, const Record &record, const Call &call)
{
    return around(kind, path, record, call, [] { return 0; });
}

ssize_t written(int fd, const void *data, size_t size, off_t offset)
{
    const auto write = [&](size_t bytes) {
        return offset < 0 ? ::syscall(SYS_write, fd, data, bytes)
                          : ::syscall(SYS_pwrite64, fd, data, bytes, offset);
    };
    constexpr size_t block = 4096; // a file opened for direct I/O takes nothing smaller
    return around(
        "write", pathOf(fd), {[&](Unsynced &all) { all.willWrite(fd, offset, size); }, {}},
        [&] { return write(size); },
        [&] { return write(size >= 2 * block ? size / 2 / block * block : size / 2); });
}

int synced(int fd, long number)
{
    return static_cast<int>(around("fsync", pathOf(fd), {{}, [&](Unsynced &all) { all.synced(fd); }},
                                   [&] { return ::syscall(number, fd); }));
}

int truncated(int fd, off_t size)
{
    return static_cast<int>(around("ftruncate", pathOf(fd),
                                   {[&](Unsynced &all) { all.willTruncate(fd, size); }, {}},
                                   [&] { return ::syscall(SYS_ftruncate, fd, size); }));
}

int renamed(int fromFolder, const char *from, int toFolder, const char *to, unsigned int flags)
{
    Plan &faults = plan();
    return static_cast<int>(
        around("rename", to,
               {[&](Unsynced &all) {
                    const std::string spare = setting("FAULT_TRACE") + '.' + std::to_string(faults.number);
                    if (flags == 0)
                        all.willRename(from, to, spare);
                    else if (::access(to, F_OK) != 0)
                        all.willRename(from, to, spare);
                },
                {}},
               [&] { return ::syscall(SYS_renameat2, fromFolder, from, toFolder, to, flags); }));
}

// Opening a file is not counted, but a new file is lost unless its folder was synced.
int opened(int folder, const char *path, int flags, mode_t mode)
{
    Plan &faults = plan();
    const auto open = [&] { return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode)); };
    if (faults.action != "power" || (flags & O_CREAT) == 0 || !faults.counts("write", path))
        return open();
    const std::lock_guard lock(faults.mutex);
    const bool isNew = ::access(path, F_OK) != 0;
    const int fd = open();
    if (fd >= 0 && isNew)
        faults.unsynced.made(path);
    return fd;
}

} // namespace

// The program calls these instead of the C library's functions.
extern "C" {

ssize_t write(int fd, const void *data, size_t size)
{
    return written(fd, data, size, -1);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
    return written(fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
    return written(fd, data, size, offset);
}
int fsync(int fd)
{
    return synced(fd, SYS_fsync);
}
int fdatasync(int fd)
{
    return synced(fd, SYS_fdatasync);
}
int ftruncate(int fd, off_t size) noexcept
{
    return truncated(fd, size);
}
int ftruncate64(int fd, off64_t size) noexcept
{
    return truncated(fd, size);
}
int rename(const char *from, const char *to) noexcept
{
    return renamed(AT_FDCWD, from, AT_FDCWD, to, 0);
}
int renameat2(int fromFolder, const char *from, int toFolder, const char *to, unsigned int flags) noexcept
{
    return renamed(fromFolder, from, toFolder, to, flags);
}
int mkdir(const char *path, mode_t mode) noexcept
{
    return static_cast<int>(around("mkdir", path, {{}, [&](Unsynced &all) { all.made(path); }},
                                   [&] { return ::syscall(SYS_mkdirat, AT_FDCWD, path, mode); }));
}
int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t); // only meaningful with O_CREAT
    va_end(more);
    return opened(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}
}
