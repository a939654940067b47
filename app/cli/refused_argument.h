// A token typed as an argument by mistake must not be repeated: not on the screen, not in the log, and so not
// in a support bundle. What the command line cannot use therefore counts as a secret whatever it looks like,
// and so do the parameters and the user information of an address. It is named by its place, "argument 3",
// counted from the command on.
#pragma once
#include "core/base/error.h"

namespace slipway::cli {

// "Argument 3"; where the word stands several times, the first place. `word` may be the value in
// "--option=value".
[[nodiscard]] QString placeOfArgument(const QString &word);
// "Argument 3 is unexpected.", with `usage` as the next step.
[[nodiscard]] Error unexpectedArgument(const QString &word, const QString &usage);

// From now on the word may be shown: it turned out to be the name of something that is there.
void acceptArgument(const QString &word);
// The text with "‹argument 3›" in the place of each argument, and of each part of one that is an address or a
// list. Shown all the same: options, what acceptArgument() was told, existing files, and words of fewer than
// 4 characters, which no token has.
[[nodiscard]] QString withoutArguments(const QString &text);
// The same for an error that an argument may have caused (BadInput, NotFound); where one is left out that may
// be a token, the next step says what to do if it is. Other errors stay as they are.
[[nodiscard]] Error withoutArguments(Error error);

} // namespace slipway::cli
