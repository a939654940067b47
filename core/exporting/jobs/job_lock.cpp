#include "core/exporting/jobs/job_lock.h"

#include "core/io/native_path.h"
#include "core/io/storage_error.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(JobService)
};

} // namespace

Result<std::unique_ptr<JobLock>> JobLock::tryTake(const QString &path)
{
    auto lock = FileLock::tryTake(nativePath(path));
    if (lock)
        return std::unique_ptr<JobLock>(new JobLock(std::move(*lock)));
    if (lock.error() == std::errc::device_or_resource_busy)
        return failure(ErrorKind::Busy, Texts::tr("The job is running in another Slipway process."),
                       Texts::tr("Use the window or command that runs it, or wait until it ends."), path);
    return std::unexpected(storageError(Texts::tr("The job cannot be locked"), path, lock.error()));
}

} // namespace slipway
