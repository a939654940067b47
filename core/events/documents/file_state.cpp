#include "core/events/documents/file_state.h"

#include <QFile>

#include <sys/stat.h>

namespace slipway {
namespace {

FileState from(const struct stat &status)
{
    return {static_cast<quint64>(status.st_dev), static_cast<quint64>(status.st_ino), status.st_size,
            status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
}

} // namespace

std::optional<FileState> FileState::of(int descriptor)
{
    struct stat status = {};
    return ::fstat(descriptor, &status) == 0 ? std::optional(from(status)) : std::nullopt;
}

std::optional<FileState> FileState::of(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? std::optional(from(status))
                                                                     : std::nullopt;
}

FileChange changeSince(const FileState &opened, const std::optional<FileState> &now)
{
    if (!now)
        return FileChange::Gone;
    if (now->device != opened.device || now->number != opened.number)
        return FileChange::Replaced;
    if (now->size != opened.size)
        return now->size > opened.size ? FileChange::Grown : FileChange::CutOff;
    return now->modified != opened.modified ? FileChange::Overwritten : FileChange::None;
}

} // namespace slipway
