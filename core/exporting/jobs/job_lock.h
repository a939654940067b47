// Who runs a job: one process at a time.
//
// The kernel holds the lock and lets go of it when the process ends, however it ends; a process that later
// gets the same number is not mistaken for it.
#pragma once
#include "core/base/error.h"

#include <QString>
#include <memory>

namespace slipway {

class JobLock
{
public:
    // Busy: another process has it, or another JobLock of this one. Else Storage or DiskFull: the file cannot
    // be made, so that nobody has it.
    [[nodiscard]] static Result<std::unique_ptr<JobLock>> tryTake(const QString &path);
    JobLock(const JobLock &) = delete;
    ~JobLock(); // lets go and removes the file

private:
    JobLock(QString path, int fd) : m_path(std::move(path)), m_fd(fd) {}
    QString m_path;
    int m_fd;
};

} // namespace slipway
