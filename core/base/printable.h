// Makes text from outside safe to show in a terminal, a log or a window, where control characters
// would be obeyed or stay invisible. Each becomes a visible mark, so that the reader sees exactly
// what the text contains.
#pragma once
#include <QString>

namespace slipway {

// True for control characters (ESC, BEL, backspace, U+0080 to U+009F), marks that change the
// writing direction, invisible, private-use and unassigned characters, line separators, and halves
// of a surrogate pair.
[[nodiscard]] bool isHidden(char32_t character);
// "‹U+202E›". (Many fonts lack the control pictures such as ␀.)
[[nodiscard]] QString characterMark(char32_t character);

// Replaces each hidden character by its mark. Line breaks and tabs stay.
[[nodiscard]] QString printable(const QString &text);
// The same for a single line: line breaks and tabs become marks, too.
[[nodiscard]] QString printableLine(const QString &text);
// Replaces each hidden character in JSON text by \uXXXX, which means the same to a program.
[[nodiscard]] QString printableJson(const QString &json);

} // namespace slipway
