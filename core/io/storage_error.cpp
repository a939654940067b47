#include "core/io/storage_error.h"

#include "core/platform/system_result.h"

#include <QCoreApplication>

#include <algorithm>
#include <initializer_list>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(StorageError)
};

} // namespace

Error storageError(const QString &what, const QString &path, const std::error_code &reason)
{
    using enum std::errc;
    const QString words = QString::fromLocal8Bit(reason.message());
    const QString details = QStringLiteral("%1: %2 (errno %3)").arg(path, words).arg(reason.value());
    const auto isOneOf = [&](std::initializer_list<std::errc> reasons) {
        return std::ranges::any_of(reasons, [&](std::errc each) { return reason == each; });
    };
    if (isDiskFull(reason))
        return {ErrorKind::DiskFull, Texts::tr("%1: the disk is full.").arg(what),
                Texts::tr("Make room, then resume the job."), details};
    if (isOneOf({permission_denied, operation_not_permitted, read_only_file_system}))
        return {
            ErrorKind::Storage, Texts::tr("%1: writing to %2 is not allowed.").arg(what, path),
            Texts::tr("Change the permissions of the folder and of the files in it, then resume the job."),
            details};
    if (reason == no_such_file_or_directory)
        return {ErrorKind::Storage, Texts::tr("%1: %2 is gone.").arg(what, path),
                Texts::tr("Restore the folder, then resume the job."), details};
    if (reason == too_many_symbolic_link_levels)
        return {ErrorKind::Storage,
                Texts::tr("%1: %2 is a link, which Slipway does not follow.").arg(what, path),
                Texts::tr("Remove it, then resume the job."), details};
    if (isOneOf({is_a_directory, no_such_device_or_address, invalid_seek})) // a pipe cannot be sought in
        return notAFileError(path);
    if (isOneOf({file_exists, not_a_directory}))
        return {ErrorKind::Storage, Texts::tr("%1: there is a file in the way of %2.").arg(what, path),
                Texts::tr("Move it elsewhere, then resume the job."), details};
    if (reason == file_too_large)
        return {ErrorKind::Storage, Texts::tr("%1: a larger file is not allowed there.").arg(what),
                Texts::tr("Cancel the job and export again with a smaller file size."), details};
    if (reason == filename_too_long)
        return {ErrorKind::Storage, Texts::tr("%1: the path is too long.").arg(what),
                Texts::tr("Choose a shorter folder name."), details};
    return {ErrorKind::Storage, Texts::tr("%1: %2.").arg(what, words),
            Texts::tr("Check the disk, then resume the job."), details};
}

Error notAFileError(const QString &path)
{
    return {ErrorKind::Storage, Texts::tr("%1 is a folder, a pipe or a device, not a file.").arg(path),
            Texts::tr("Move it elsewhere, then resume the job."), QString()};
}

} // namespace slipway
