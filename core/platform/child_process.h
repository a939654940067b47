// Child processes that die with their parent, so that none keeps writing to a bucket after Slipway was
// killed.
//
// POSIX has a step between fork and exec, Windows one after the start: call both functions, each where it
// says. macOS has neither: there a child outlives a parent that was killed, and ends when it notices that its
// pipes are closed.
#pragma once
#include "core/platform/system_result.h"

#include <cstdint>

namespace slipway {

// For prepareChild().
[[nodiscard]] std::int64_t ownProcessId();

// In the child, between fork and exec (QProcess::setChildProcessModifier()). Only makes calls that are
// allowed there.
// - The child is killed when the thread that started it ends.
//   `parentId`: the ownProcessId() of the parent,
//   which may have been killed already.
// - A key pressed in the terminal is not meant for it, and signals do what they do by default.
// - It leaves no core dump, and has the limits of setChildLimits().
// Windows has no such step, and no such function.
void prepareChild(std::int64_t parentId);

// In the parent, as soon as the child has started. Windows: the child, and whatever it starts from now on,
// ends when this process does. Elsewhere prepareChild() has done that already. Fails when the child is gone
// already.
SystemResult<void> adoptChild(std::int64_t processId);

} // namespace slipway
