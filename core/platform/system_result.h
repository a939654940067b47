// The result of a call to the operating system: a value, or the system's own error.
//
// The errors are in std::system_category: errno on POSIX, GetLastError() on Windows. Compare them with
// std::errc, which means the same on both: `error == std::errc::no_such_file_or_directory`.
#pragma once
#include <expected>
#include <system_error>

namespace slipway {

template<class T>
using SystemResult = std::expected<T, std::error_code>;

// The error of the call that this thread has just made.
[[nodiscard]] std::error_code lastSystemError();

// Whether a disk or a quota is full, for which std::errc has only half of the names.
[[nodiscard]] bool isDiskFull(const std::error_code &error);

} // namespace slipway
