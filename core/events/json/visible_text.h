// Text from an event as it may be shown: what a screen would hide or obey becomes a visible mark, so that
// what is seen is what is there.
#pragma once
#include <QString>

namespace slipway {

// Control characters, marks that turn the direction of writing, invisible and unassigned characters become
// ‹U+202E› (their pictures, ␀ and the like, are missing in many fonts). Line breaks and tabs too, unless
// `keepLines`. At most `limit` characters of `text` are looked at; an ellipsis follows when it has more.
// Never shortened inside a surrogate pair.
[[nodiscard]] QString visibleText(const QString &text, qsizetype limit, bool keepLines = false);

} // namespace slipway
