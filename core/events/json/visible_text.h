// Text from an event in a form that is safe to show: anything that a screen would hide or obey becomes a
// visible mark, so that people see what is really there.
#pragma once
#include <QString>

namespace slipway {

// Control characters, marks that change the direction of writing, invisible and unassigned characters become
// ‹U+202E› (their pictures, ␀ and the like, are missing in many fonts). Line breaks and tabs too, unless
// `keepLines`. At most `limit` characters of `text` are looked at; an ellipsis follows if there are more. The
// text is never cut inside a surrogate pair.
[[nodiscard]] QString visibleText(const QString &text, qsizetype limit, bool keepLines = false);

} // namespace slipway
