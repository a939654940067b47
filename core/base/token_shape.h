// What a token looks like, for the places where a name is expected and one may have been pasted by mistake: a
// host, a proxy, a new file.
#pragma once
#include <QStringView>

namespace slipway {

// Whether a word without punctuation is far more likely a token than a name: 24 characters or more in which
// letters and digits take turns at least six times, as in random text ("0f3a9c2e…"), or the beginning of a
// JSON Web Token ("eyJhbGciOiJIUzI1NiJ9"), in either case. "audit20261130events"
// and "acme2024staging" are names. A short token, or one of letters alone, cannot be told from a name.
[[nodiscard]] bool isMixedLikeToken(QStringView word);

// Whether any part of a host or a path is one.
[[nodiscard]] bool hasPartLikeToken(QStringView text);

} // namespace slipway
