#include "core/events/documents/files/file_state.h"

#include "core/io/native_path.h"
#include "core/platform/native_file.h"

namespace slipway {
namespace {

std::optional<FileState> from(const SystemResult<FileFacts> &facts)
{
    if (!facts)
        return std::nullopt;
    return FileState{facts->device, facts->number, facts->size, facts->modified};
}

} // namespace

std::optional<FileState> FileState::of(const NativeFile &file)
{
    return from(file.facts());
}

std::optional<FileState> FileState::of(const QString &path)
{
    return from(factsOf(nativePath(path)));
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
