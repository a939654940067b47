// What this process may do and leave behind: open files, permissions of new files, core dumps.
//
// Threads: any, unless stated otherwise.
#pragma once

namespace slipway {

// Raises the number of files, sockets and pipes that this process may have open at a time to `wanted` if it
// is lower, as far as this user may. Returns the limit that is in force afterwards. Windows has none: returns
// `wanted`.
//
// The children that setChildLimits() prepares keep the limit that this process was started with: some
// programs become slow, or fail, where the limit is high.
int raiseOpenFileLimit(int wanted);

// For programs that do much at a time: many jobs with uploads need some thousand.
inline constexpr int manyOpenFiles = 65'536;

// Call this at the start of main(). From then on
// - files and folders that this process creates are for this user only
//   (on Windows those in the user's profile are,
//   because they inherit that),
// - a file that grows beyond a limit is an error to report, and not a reason to die,
// - on Linux, it leaves no core dump, and other processes of this user cannot read its memory, if its
//   environment has a secret: a token, a bucket's credentials, the password of a proxy. (Otherwise this
//   begins with the first secret, see secret_memory.h.)
void protectProcess();

// Call this in a child process between fork and exec: neither it nor the programs that it starts will leave a
// core dump, and they may have as many files open as this process might before it raised its limit. Only
// makes calls that are allowed there. On Windows, where a process has no such limits, it does nothing.
void setChildLimits();

} // namespace slipway
