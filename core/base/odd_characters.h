// Odd characters that copying leaves in otherwise plain ASCII text: what they are called, and what
// they were meant to be. For addresses, tokens and keys, where such a character is invisible or
// looks like another one.
#pragma once
#include <QString>

namespace slipway {

// Whether it takes no room on the screen: zero-width characters, the byte order mark, the soft
// hyphen, direction marks, variation selectors, tags.
[[nodiscard]] bool isInvisible(char32_t character);

// Whether it is a quotation mark, straight or typographic, or a backtick.
[[nodiscard]] bool isQuote(char32_t character);

// The ASCII character that it stands for or looks like: U+2013 is '-', the Cyrillic "а" is 'a'. 0
// if there is none.
[[nodiscard]] char asciiLookAlike(char32_t character);

// Its name with an article, for use in a sentence: "a zero-width space (U+200B)", "a Cyrillic
// letter that looks like \"a\" (U+0430)", "a line break". A printable ASCII character is quoted:
// "the character \";\"".
[[nodiscard]] QString characterName(char32_t character);

// The text without its invisible characters, and with look-alikes replaced by their ASCII
// characters.
[[nodiscard]] QString asAscii(const QString &text);

// The first character of `text` that is not printable ASCII (a space also counts as one); 0 if
// there is none.
[[nodiscard]] char32_t firstOddCharacter(const QString &text);

} // namespace slipway
