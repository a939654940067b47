// Makes sure that only one process at a time runs a job.
//
// The kernel holds the lock and releases it when the process ends, however that happens. A process that later
// gets the same id is not mistaken for the owner.
#pragma once
#include "core/base/error.h"

#include <QString>
#include <memory>

namespace slipway {

class JobLock
{
public:
    // Busy: another process, or another JobLock in this one, holds it. Storage or DiskFull: the file cannot
    // be created, so nobody holds it.
    [[nodiscard]] static Result<std::unique_ptr<JobLock>> tryTake(const QString &path);
    JobLock(const JobLock &) = delete;
    ~JobLock(); // releases the lock and removes the file

private:
    JobLock(QString path, int fd) : m_path(std::move(path)), m_fd(fd) {}
    QString m_path;
    int m_fd;
};

} // namespace slipway
