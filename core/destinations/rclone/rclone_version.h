// Which rclone is installed, and whether Slipway can work with it.
//
// Source: rclone.org/changelog. Slipway uses "lsjson --stat" (since 1.57), shell_type of SFTP and
// no_check_bucket of Google (since 1.59); 1.60 is the oldest version that the tests run with.
// Debian 12 and 13 and Ubuntu 24.04 have it.
#pragma once
#include "core/base/error.h"

#include <QString>
#include <optional>

namespace slipway {

struct RcloneVersion
{
    int major = 0, minor = 0;
    QString text; // "1.60.1-DEV"; empty if it did not say

    [[nodiscard]] bool isAtLeast(int wantedMajor, int wantedMinor) const
    {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
    // The SFTP option host_key_algorithms.
    [[nodiscard]] bool knowsHostKeyAlgorithms() const { return isAtLeast(1, 63); }
};

inline constexpr int oldestRcloneMajor = 1, oldestRcloneMinor = 60;

// Parses the output of "rclone version": "rclone v1.60.1-DEV".
[[nodiscard]] std::optional<RcloneVersion> rcloneVersionFrom(const QString &output);

// The installed version. rclone is asked once, and again when its file has changed; that blocks for
// some 50 ms. NotFound without rclone; NotAvailable if it is too old. An rclone whose version
// cannot be parsed is accepted, with an empty text. Threads: any.
[[nodiscard]] Result<RcloneVersion> usableRclone();

// "Slipway needs rclone 1.60 or newer …"
[[nodiscard]] Error rcloneTooOld(const QString &version);

} // namespace slipway
