// Which rclone is installed, and whether Slipway can work with it.
//
// Source: rclone.org/changelog. Slipway uses "lsjson --stat" (since 1.57), shell_type of SFTP and
// no_check_bucket of Google (since 1.59); 1.60 is the oldest version that the tests run with. Debian 12 and
// 13 and Ubuntu 24.04 have it.
#pragma once
#include "core/base/error.h"

#include <QString>
#include <optional>

namespace slipway {

struct RcloneVersion
{
    int major = 0, minor = 0;
    QString text; // "1.60.1-DEV"; empty where it did not say

    [[nodiscard]] bool isAtLeast(int wantedMajor, int wantedMinor) const
    {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
    // The option host_key_algorithms of SFTP.
    [[nodiscard]] bool knowsHostKeyAlgorithms() const { return isAtLeast(1, 63); }
};

inline constexpr int oldestRcloneMajor = 1, oldestRcloneMinor = 60;

// From what "rclone version" prints: "rclone v1.60.1-DEV".
[[nodiscard]] std::optional<RcloneVersion> rcloneVersionFrom(const QString &output);

// The installed one. It is asked once, and again when its file has changed; that blocks for some 50 ms.
// NotFound without rclone; NotAvailable when it is too old. One that does not say its version in these words
// is given a try: its text is empty. Threads: any.
[[nodiscard]] Result<RcloneVersion> usableRclone();

// "Slipway needs rclone 1.60 or newer …"
[[nodiscard]] Error rcloneTooOld(const QString &version);

} // namespace slipway
