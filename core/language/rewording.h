// Says in the language in use what was said in another one: sentences that were stored when they were made,
// such as the error of an export, and are shown after the language has been changed.
//
// A stored sentence is looked up in the translations of the language that it was made in. That gives its
// source text and what was filled into it, such as a host or a number, and from these it is made again.
// Stored sentences of earlier versions need nothing else, nor do those of any part of Slipway. A sentence
// that no translation accounts for, such as one that a server said, stays as it is.
//
// Threads: any.
#pragma once
#include <QString>

namespace slipway {

// One or several sentences or lines. `madeIn` is the code of a language ("de"); empty if it is not known.
[[nodiscard]] QString reworded(const QString &text, const QString &madeIn = {});

} // namespace slipway
