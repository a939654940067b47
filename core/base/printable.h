// Text that came from outside, as it may be shown where control characters are obeyed or not seen: a
// terminal, a log, a window. What would be hidden or obeyed becomes a visible mark, so that what is seen is
// what is there.
#pragma once
#include <QString>

namespace slipway {

// Control characters (ESC, BEL, backspace, those from U+0080 to U+009F), marks that turn the direction of
// writing, invisible, private and unassigned characters, separators of lines, halves of a surrogate pair.
[[nodiscard]] bool isHidden(char32_t character);
// "‹U+202E›". (Their pictures, ␀ and the like, are missing in many fonts.)
[[nodiscard]] QString characterMark(char32_t character);

// With a mark in the place of each hidden character. Line breaks and tabs stay.
[[nodiscard]] QString printable(const QString &text);
// The same as one line: line breaks and tabs become marks, too.
[[nodiscard]] QString printableLine(const QString &text);
// JSON text with \uXXXX in the place of each hidden character, which means the same to a program that reads
// it.
[[nodiscard]] QString printableJson(const QString &json);

} // namespace slipway
