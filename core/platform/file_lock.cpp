#include "core/platform/file_lock.h"

#include "core/platform/file_names.h"

namespace slipway {

SystemResult<FileLock> FileLock::tryTake(const std::filesystem::path &path)
{
    for (;;) {
        auto file = NativeFile::open(path, {.access = NativeFile::Access::ReadAndWrite, .creates = true});
        if (!file)
            return std::unexpected(file.error());
        if (const SystemResult<void> locked = file->lock(); !locked)
            return std::unexpected(locked.error());
        // Its last holder may have removed the file between our two calls, in which case the lock is
        // worthless.
        const auto held = file->facts();
        const auto there = factsOf(path);
        if (held && there && held->isSameFile(*there))
            return FileLock(path, std::move(*file));
    }
}

FileLock::~FileLock()
{
    if (m_file.isOpen())
        (void)removeFile(m_path); // while it is still ours
}

} // namespace slipway
