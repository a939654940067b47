// Internal to core/secrets: what goes wrong with keychains, in words for people. `service` is a keychain's
// name for people, `details` technical; neither holds a secret.
#pragma once
#include "core/base/error.h"

namespace slipway::keychain {

// "You can keep the token for this session only; it is never written to disk."
[[nodiscard]] QString sessionHint();
[[nodiscard]] Error cancelled();
[[nodiscard]] Error noToken(const QString &details = {});
// It is there but says nothing.
[[nodiscard]] Error notAnswering(const QString &service, const QString &details);
[[nodiscard]] Error notUnlocked(const QString &service, const QString &details);
[[nodiscard]] Error refused(const QString &service, const QString &details);
// It answered a question with an error.
[[nodiscard]] Error failed(const QString &service, const QString &details);
// It ended, or was never there, when it was asked.
[[nodiscard]] Error gone(const QString &service, const QString &details);
// What was written is not what can be read from there.
[[nodiscard]] Error notKept(const QString &service, const QString &details);

} // namespace slipway::keychain
