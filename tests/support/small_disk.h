// A file system of a few megabytes (tmpfs) that can be filled, grown and made read-only.
//
// Mounting requires a privilege. Root in a container has it; other users get a separate namespace
// from enterMountSpace(), which must run before any thread starts.
#pragma once
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace slipway::test {

inline void enterMountSpace()
{
    const auto put = [](const char *path, const QByteArray &text) {
        if (std::FILE *file = std::fopen(path, "w")) {
            std::fputs(text.constData(), file);
            std::fclose(file);
        }
    };
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    // The mounts are private to this process and disappear with it.
    if (::unshare(CLONE_NEWNS) != 0) {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return; // SmallDisk::isMounted() is false then
        put("/proc/self/setgroups", "deny");
        put("/proc/self/uid_map", "0 " + QByteArray::number(user) + " 1");
        put("/proc/self/gid_map", "0 " + QByteArray::number(group) + " 1");
    }
    ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
}

class SmallDisk
{
public:
    explicit SmallDisk(qint64 bytes)
        : m_mounted(::mount("tmpfs", path().toLocal8Bit().constData(), "tmpfs", 0, size(bytes).constData()) ==
                    0)
    {}
    SmallDisk(const SmallDisk &) = delete;
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(path().toLocal8Bit().constData(), MNT_DETACH);
    }
    [[nodiscard]] bool isMounted() const { return m_mounted; }
    [[nodiscard]] QString path() const { return m_point.path(); }
    [[nodiscard]] QString filePath(const QString &name) const { return m_point.filePath(name); }
    bool grow(qint64 bytes) { return remount(0, size(bytes)); }
    bool setReadOnly(bool readOnly) { return remount(readOnly ? MS_RDONLY : 0, {}); }

private:
    static QByteArray size(qint64 bytes) { return "size=" + QByteArray::number(bytes); }
    bool remount(unsigned long flags, const QByteArray &options)
    {
        return ::mount("tmpfs", path().toLocal8Bit().constData(), "tmpfs", MS_REMOUNT | flags,
                       options.constData()) == 0;
    }

    QTemporaryDir m_point;
    bool m_mounted;
};

} // namespace slipway::test
