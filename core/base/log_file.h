// The log: warnings and errors of all Slipway processes of this user, one line each with its time (UTC), in a
// small file that a support bundle takes along. Every line is scrubbed of secrets before it is written.
#pragma once
#include <QString>

namespace slipway {

inline constexpr qint64 longestLog = 512 << 10; // bytes; then it becomes `path`.1 and a new one begins

// From now on. Thread-safe, as is writeLog().
void setLogFile(const QString &path);
// "2026-11-25T09:30:00.123Z [1234] text". Without a log file, or where it cannot be written, nothing happens:
// a log is never a reason to fail.
void writeLog(const QString &text);

} // namespace slipway
