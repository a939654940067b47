// How long the end of a program may take.
#pragma once
#include <chrono>

namespace slipway {

// Ends this process with `exitCode`, without destructors, if it still runs after `limit`. For the end of
// main(), when what has to be kept is stored: a thread that waits for a disk or a server which does not
// answer must not keep the program from ending. Threads: any.
void endWithin(std::chrono::milliseconds limit, int exitCode);

} // namespace slipway
