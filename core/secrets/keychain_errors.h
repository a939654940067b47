// Internal to core/secrets: what can go wrong with keychains, explained to people. `service` is a
// keychain's human-readable name, `details` is technical; neither contains a secret.
#pragma once
#include "core/base/error.h"

namespace slipway::keychain {

[[nodiscard]] Error cancelled();
[[nodiscard]] Error noToken(const QString &details = {});
// It is running but does not answer.
[[nodiscard]] Error notAnswering(const QString &service, const QString &details);
[[nodiscard]] Error notUnlocked(const QString &service, const QString &details);
[[nodiscard]] Error refused(const QString &service, const QString &details);
// It answered a request with an error.
[[nodiscard]] Error failed(const QString &service, const QString &details);
// It had ended, or never existed, when it was asked.
[[nodiscard]] Error gone(const QString &service, const QString &details);
// What a keychain has of a key after a write that failed.
enum class Left {
    Nothing, // there was no entry before, and there is none now
    Former,  // the entry of before, unchanged or restored
    Unclear, // the former entry may be lost, or the new one may be there
};
// What was read back is not what was written.
[[nodiscard]] Error notKept(const QString &service, Left left, const QString &details);
// The write was answered with an error.
[[nodiscard]] Error notWritten(const QString &service, Left left, const QString &details);

} // namespace slipway::keychain
