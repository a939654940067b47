// What this process may do and leave behind: open files, permissions of new files, core dumps.
//
// Threads: any, unless stated otherwise.
#pragma once

namespace slipway {

// Raises the number of files, sockets and pipes that this process may have open at a time to `wanted` if it
// is lower, as far as this user may. Returns the limit that is in force afterwards. Windows has none: returns
// `wanted`.
int raiseOpenFileLimit(int wanted);

// Call this at the start of main(). From then on
// - files and folders that this process creates are for this user only (on Windows those in the user's
// profile are, because
//   they inherit that),
// - a file that grows beyond a limit is an error to report, and not a reason to die.
void protectProcess();

// Call this in a child process between fork and exec: neither it nor the programs that it starts will leave a
// core dump. Only makes calls that are allowed there. On Windows, where a process has no such limit, it does
// nothing.
void forbidCoreDumps();

} // namespace slipway
