#include "core/io/durable_folder.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway {

namespace {

int sync(const QString &path, int flags)
{
    const int fd = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    if (fd < 0)
        return errno;
    const int failed = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    return failed;
}

} // namespace

int syncFolder(const QString &folder)
{
    return sync(folder, O_RDONLY | O_DIRECTORY);
}

int syncFile(const QString &path)
{
    return sync(path, O_RDONLY);
}

int makeFolder(const QString &folder)
{
    const QString parent = QFileInfo(folder).path();
    if (QFileInfo(folder).isDir()) {
        // A process that was killed may have created it without making its name durable. If syncing
        // fails, the parent is a folder in which only others create anything.
        (void)syncFolder(parent);
        return 0;
    }
    if (parent != folder) {
        if (const int failed = makeFolder(parent))
            return failed;
    }
    // Another process may create it at the same moment.
    if (::mkdir(QFile::encodeName(folder).constData(), 0777) != 0 &&
        (errno != EEXIST || !QFileInfo(folder).isDir()))
        return errno;
    return syncFolder(parent);
}

} // namespace slipway
