#include "core/exporting/job_lock.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway {

std::unique_ptr<JobLock> JobLock::tryTake(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    for (;;) {
        const int fd = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return nullptr;
        if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
            ::close(fd);
            return nullptr;
        }
        // Its last holder may have removed the file between our two calls: then the lock is on nothing.
        struct stat held = {}, there = {};
        if (::fstat(fd, &held) == 0 && ::stat(name.constData(), &there) == 0 && held.st_ino == there.st_ino &&
            held.st_dev == there.st_dev)
            return std::unique_ptr<JobLock>(new JobLock(path, fd));
        ::close(fd);
    }
}

JobLock::~JobLock()
{
    ::unlink(QFile::encodeName(m_path).constData()); // while it is still ours
    ::close(m_fd);
}

} // namespace slipway
