// For the functions that stat a file in one way or another.
#pragma once
#include "core/platform/file_facts.h"

#include <sys/stat.h>

namespace slipway::posix {

[[nodiscard]] FileFacts factsFrom(const struct stat &status);

} // namespace slipway::posix
