// Writes a file as a whole, in the place that a user has named.
//
// Threads: any.
#pragma once
#include <QByteArray>
#include <QString>

#include <expected>

namespace slipway {

enum class ReadableBy { Everyone, OwnerOnly }; // Everyone: as the user's umask says

// Replaces a file that exists, and leaves it as it is if the new one cannot be written. A device or a pipe
// ("/dev/stdout") is not replaced; it is written to. The error is the system's reason.
[[nodiscard]] std::expected<void, QString> writeWholeFile(const QString &path, const QByteArray &content,
                                                          ReadableBy readers = ReadableBy::Everyone);
// Whether something at `path` is not a regular file, so that no file may take its place: a device, a pipe or
// a socket. A folder counts as well.
[[nodiscard]] bool isOtherThanFile(const QString &path);

} // namespace slipway
