// `check --all`: tests every saved tenant, a few at a time, each for its own profile.
#pragma once
#include "app/cli/command.h"

namespace slipway::cli {

// Prints one line or one JSON object for each tenant, in the order of their names, and returns the exit code:
// AllWell if every tenant is ready.
[[nodiscard]] int checkAll(bool json);

} // namespace slipway::cli
