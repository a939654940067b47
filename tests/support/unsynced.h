// What a power failure would undo: everything that a process has done to files since they, or the
// folders that list them, were last synced. This is the strict reading of POSIX: nothing is on the
// disk unless somebody asked for it to be.
//
// Part of the preloaded fault_shim.cpp. Uses system calls directly, since the C library's functions
// are intercepted. Keeps a descriptor of each file it has seen, because closing one would release
// the program's locks.
#pragma once
#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

class Unsynced
{
public:
    // `offset`: -1 for the descriptor's current position.
    void willWrite(int fd, off_t offset, size_t size)
    {
        const int file = shadowOf(fd);
        if (file < 0)
            return;
        const off_t end = ::lseek(file, 0, SEEK_END);
        if (offset < 0)
            offset = (::fcntl(fd, F_GETFL) & O_APPEND) ? end : ::lseek(fd, 0, SEEK_CUR);
        std::string before(offset < end ? std::min(size, static_cast<size_t>(end - offset)) : 0, '\0');
        ::syscall(SYS_pread64, file, before.data(), before.size(), offset);
        add(idOf(fd), [=] {
            ::syscall(SYS_pwrite64, file, before.data(), before.size(), offset);
            ::syscall(SYS_ftruncate, file, end);
        });
    }
    void willTruncate(int fd, off_t size)
    {
        const int file = shadowOf(fd);
        if (file < 0)
            return;
        const off_t end = ::lseek(file, 0, SEEK_END);
        std::string before(size < end ? static_cast<size_t>(end - size) : 0, '\0');
        ::syscall(SYS_pread64, file, before.data(), before.size(), size);
        add(idOf(fd), [=] {
            ::syscall(SYS_ftruncate, file, end);
            ::syscall(SYS_pwrite64, file, before.data(), before.size(), size);
        });
    }
    // A file or folder that was not there before.
    void made(const std::string &path)
    {
        add(folderOf(path), [=] {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored); // with its contents, which can no longer be reached
        });
    }
    // If `to` exists already, its file is kept as `spare`.
    void willRename(const std::string &from, const std::string &to, const std::string &spare)
    {
        const bool replaces = ::syscall(SYS_linkat, AT_FDCWD, to.c_str(), AT_FDCWD, spare.c_str(), 0) == 0;
        add(folderOf(to), [=] {
            ::syscall(SYS_renameat2, AT_FDCWD, to.c_str(), AT_FDCWD, from.c_str(), 0);
            if (replaces)
                ::syscall(SYS_renameat2, AT_FDCWD, spare.c_str(), AT_FDCWD, to.c_str(), 0);
        });
    }
    // A file's content, or the names in a folder.
    void synced(int fd)
    {
        const Id id = idOf(fd);
        std::erase_if(m_changes, [&](const Change &change) { return change.where == id; });
    }
    void takeBack()
    {
        for (auto change = m_changes.rbegin(); change != m_changes.rend(); ++change)
            change->undo();
    }

private:
    using Id = std::pair<dev_t, ino_t>;
    struct Change
    {
        Id where;
        std::function<void()> undo;
    };

    void add(const Id &where, std::function<void()> undo) { m_changes.push_back({where, std::move(undo)}); }
    static Id idOf(int fd)
    {
        struct stat info = {};
        ::fstat(fd, &info);
        return {info.st_dev, info.st_ino};
    }
    static Id folderOf(const std::string &path)
    {
        struct stat info = {};
        ::stat(std::filesystem::path(path).parent_path().c_str(), &info);
        return {info.st_dev, info.st_ino};
    }
    // A descriptor for reading and writing the same file, without the program's flags.
    int shadowOf(int fd)
    {
        const auto [shadow, isNew] = m_shadows.try_emplace(idOf(fd), -1);
        if (isNew)
            shadow->second = static_cast<int>(::syscall(
                SYS_openat, AT_FDCWD, ("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDWR | O_CLOEXEC));
        return shadow->second;
    }

    std::vector<Change> m_changes;
    std::map<Id, int> m_shadows;
};
