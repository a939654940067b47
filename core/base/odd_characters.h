// Characters that copying leaves in text which is plain ASCII otherwise: what they are called, and what they
// were meant to be. For addresses, tokens and keys, where such a character is invisible or looks like another
// one.
#pragma once
#include <QString>

namespace slipway {

// It takes no room on the screen: zero-width characters, the byte order mark, the soft hyphen, direction
// marks.
[[nodiscard]] bool isInvisible(char32_t character);

// A quotation mark, straight or typographic, or a backtick.
[[nodiscard]] bool isQuote(char32_t character);

// The ASCII character that it stands for or looks like: U+2013 is '-', the Cyrillic "а" is 'a'. 0: there is
// none.
[[nodiscard]] char asciiLookAlike(char32_t character);

// As part of a sentence, with its article: "a zero-width space (U+200B)", "a Cyrillic letter that looks like
// \"a\" (U+0430)", "a line break". For a printable ASCII character the character itself: "the character
// \";\"".
[[nodiscard]] QString characterName(char32_t character);

// The text without its invisible characters, and with the ASCII characters that the others stand for.
[[nodiscard]] QString asAscii(const QString &text);

// The first character of `text` that is not printable ASCII, a blank included; 0: there is none.
[[nodiscard]] char32_t firstOddCharacter(const QString &text);

} // namespace slipway
