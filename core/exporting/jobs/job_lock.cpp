#include "core/exporting/jobs/job_lock.h"

#include "core/io/storage_error.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(JobService)
};

} // namespace

Result<std::unique_ptr<JobLock>> JobLock::tryTake(const QString &path)
{
    const QString what = Texts::tr("The job cannot be locked");
    const QByteArray name = QFile::encodeName(path);
    for (;;) {
        const int fd = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return std::unexpected(storageError(what, path, errno));
        if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
            const int failed = errno;
            ::close(fd);
            if (failed == EWOULDBLOCK)
                return failure(ErrorKind::Busy, Texts::tr("The job is running in another Slipway."),
                               Texts::tr("Use that window, or wait until it ends."), path);
            if (failed == EINTR)
                continue;
            return std::unexpected(storageError(what, path, failed));
        }
        // Its last holder may have removed the file between our two calls, in which case the lock is
        // worthless.
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
