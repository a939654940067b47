#include "core/platform/file_names.h"

#include "core/platform/windows/windows_api.h"

namespace slipway {

using windows::succeeded;

SystemResult<void> syncFolder(const std::filesystem::path &folder)
{
    const auto facts = factsOf(folder);
    if (!facts)
        return std::unexpected(facts.error());
    if (facts->isPlain)
        return std::unexpected(std::make_error_code(std::errc::not_a_directory));
    return {};
}

SystemResult<void> createFolder(const std::filesystem::path &folder)
{
    return succeeded(::CreateDirectoryW(folder.c_str(), nullptr));
}

SystemResult<void> renameReplacing(const std::filesystem::path &from, const std::filesystem::path &to)
{
    return succeeded(
        ::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH));
}

SystemResult<void> renameIntoPlace(const std::filesystem::path &from, const std::filesystem::path &to)
{
    return succeeded(::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_WRITE_THROUGH));
}

SystemResult<void> removeFile(const std::filesystem::path &path)
{
    return succeeded(::DeleteFileW(path.c_str()));
}

} // namespace slipway
