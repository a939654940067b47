// How events are laid out in memory while they are read.
#pragma once
#include <cstddef>

namespace slipway {

// Bytes after the end of every event that may be read (their content means nothing). simdjson wants 64, so a
// parser needs no copy: parser.iterate(text.data(), text.size(), text.size() + eventPadding).
inline constexpr size_t eventPadding = 64;

} // namespace slipway
