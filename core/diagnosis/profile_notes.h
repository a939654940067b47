// What a check says about the profile itself, whatever the tenant answers: rights to change something, which
// are never tested, and needs that give the same records twice.
#pragma once
#include "core/diagnosis/check_result.h"

namespace slipway {

// The paths where the profile's consumer also changes something. They are named, since a test would have to
// change something, too.
[[nodiscard]] QStringList writtenPaths(const CheckResult &result);

// One sentence each. Reads the token's facts of a settled result: its own list may tell about write access.
[[nodiscard]] QStringList profileNotes(const CheckResult &result);

} // namespace slipway
