// A path as core/platform takes it.
#pragma once
#include <QString>

#include <filesystem>

namespace slipway {

// The bytes that QFile would use as well, or Unicode on Windows. Threads: any.
[[nodiscard]] std::filesystem::path nativePath(const QString &path);

} // namespace slipway
