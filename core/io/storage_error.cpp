#include "core/io/storage_error.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(StorageError)
};

} // namespace

Error storageError(const QString &what, const QString &path, int errorNumber)
{
    const QString details = QStringLiteral("%1: %2 (errno %3)")
                                .arg(path, QString::fromLocal8Bit(std::strerror(errorNumber)))
                                .arg(errorNumber);
    switch (errorNumber) {
    case ENOSPC:
    case EDQUOT:
        return {ErrorKind::DiskFull, Texts::tr("%1: the disk is full.").arg(what),
                Texts::tr("Make room, then resume the job."), details};
    case EACCES:
    case EPERM:
    case EROFS:
        return {ErrorKind::Storage, Texts::tr("%1: writing to %2 is not allowed.").arg(what, path),
                Texts::tr("Change the folder's permissions, then resume the job."), details};
    case ENOENT:
        return {ErrorKind::Storage, Texts::tr("%1: %2 is gone.").arg(what, path),
                Texts::tr("Restore the folder, then resume the job."), details};
    case ELOOP:
        return {ErrorKind::Storage,
                Texts::tr("%1: %2 is a link, which Slipway does not follow.").arg(what, path),
                Texts::tr("Remove it, then resume the job."), details};
    case EEXIST:
    case ENOTDIR:
        return {ErrorKind::Storage, Texts::tr("%1: there is a file in the way of %2.").arg(what, path),
                Texts::tr("Move it elsewhere, then resume the job."), details};
    case EFBIG:
        return {ErrorKind::Storage, Texts::tr("%1: a larger file is not allowed there.").arg(what),
                Texts::tr("Cancel the job and export again with a smaller file size."), details};
    case ENAMETOOLONG:
        return {ErrorKind::Storage, Texts::tr("%1: the path is too long.").arg(what),
                Texts::tr("Choose a shorter folder name."), details};
    default:
        return {ErrorKind::Storage,
                Texts::tr("%1: %2.").arg(what, QString::fromLocal8Bit(std::strerror(errorNumber))),
                Texts::tr("Check the disk, then resume the job."), details};
    }
}

} // namespace slipway
