// Makes sure that only one process at a time runs a job.
//
// The system holds the lock (core/platform/file_lock.h) and releases it when the process ends, however that
// happens. A process that later gets the same id is not mistaken for the owner.
#pragma once
#include "core/base/error.h"
#include "core/platform/file_lock.h"

#include <QString>
#include <memory>

namespace slipway {

class JobLock
{
public:
    // Busy: another process, or another JobLock in this one, holds it. Storage or DiskFull: the file cannot
    // be created, so no process holds it.
    [[nodiscard]] static Result<std::unique_ptr<JobLock>> tryTake(const QString &path);
    JobLock(const JobLock &) = delete;
    // Releases the lock and removes the file.
    ~JobLock() = default;

private:
    explicit JobLock(FileLock lock) : m_lock(std::move(lock)) {}
    FileLock m_lock;
};

} // namespace slipway
