// What a check says about the profile itself, whatever the tenant answers: write permissions, which are never
// tested, and endpoints that bring the same records twice.
#pragma once
#include "core/diagnosis/check_result.h"

namespace slipway {

// The paths that the profile's consumer also writes to. They are only named, since a test would have to
// change something, too.
[[nodiscard]] QStringList writtenPaths(const CheckResult &result);

// One sentence each. Call it with a result that has been judged, because the token's own list may say whether
// it can write.
[[nodiscard]] QStringList profileNotes(const CheckResult &result);

} // namespace slipway
