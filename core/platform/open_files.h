// How many files, sockets and pipes this process may have open at a time.
//
// Threads: any.
#pragma once

namespace slipway {

// Raises the limit to `wanted` if it is lower, as far as this user may. Returns the limit that is in force
// afterwards.
int raiseOpenFileLimit(int wanted);

} // namespace slipway
