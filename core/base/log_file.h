// The log: warnings and errors of all Slipway processes of this user, one line each with its time
// (UTC), in a small file that support bundles include. Every line is scrubbed of secrets before it
// is written.
#pragma once
#include <QString>

namespace slipway {

inline constexpr qint64 longestLog = 512 << 10; // bytes; then it is renamed to `path`.1

// Takes effect immediately. Thread-safe, as is writeLog().
void setLogFile(const QString &path);
// "2026-11-25T09:30:00.123Z [1234] text". Does nothing without a log file, or if it cannot be
// written: a log is never a reason to fail.
void writeLog(const QString &text);

} // namespace slipway
