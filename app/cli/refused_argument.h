// A token that someone types as an argument by mistake must not be repeated on the screen or in the
// log, and so not in a support bundle either. Any argument that cannot be used is therefore treated
// as a secret, whatever it looks like, and so are the query parameters and user information of a
// URL. Messages refer to it by its position, "argument 3", counted from the command.
#pragma once
#include "core/base/error.h"

namespace slipway::cli {

// "Argument 3"; the first position if the word occurs more than once. `word` may be the value in
// "--option=value".
[[nodiscard]] QString placeOfArgument(const QString &word);
// "Argument 3 is unexpected.", with `usage` as the next step.
[[nodiscard]] Error unexpectedArgument(const QString &word, const QString &usage);

// Allows the word to be shown from now on, because it turned out to be the name of something that
// exists.
void acceptArgument(const QString &word);
// Says with the next error that this argument, or a part of it, may be a secret that was dropped or refused
// without being repeated, such as the parameters of a URL.
void suspectArgument(const QString &word);
// What to do about such an argument: "If argument 3 contains a token …".
[[nodiscard]] QString adviceOnArgument(const QString &word);
// Replaces each argument in the text by "‹argument 3›", and also each part of an argument that is a
// URL or a list. Still shown are options, accepted arguments, existing files, times, job ids, schemes
// ("https"), Netskope's domains and hosts in them with names of a few letters, and words of fewer than 4
// characters, since no token is that short.
[[nodiscard]] QString withoutArguments(const QString &text);
// The same for an error. If an argument may have caused it (BadInput, NotFound) and something that may be a
// token was replaced, the next step says what to do if it is one. In other errors only the names of files
// that do not exist are replaced.
[[nodiscard]] Error withoutArguments(Error error);

} // namespace slipway::cli
