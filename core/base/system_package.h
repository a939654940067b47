// What other programs Slipway needs, by the names that the package managers of Linux systems give them.
#pragma once
#include <QByteArray>
#include <QString>

namespace slipway {

enum class SystemPackage {
    Rclone, // moves files to buckets
    Keyring // a Secret Service that keeps tokens
};

// A sentence for a person, without the full stop since it may end in a command to copy: "Install it with:
// sudo apt install rclone". It follows the system that Slipway runs on, and names the program where that
// system is not known.
[[nodiscard]] QString howToInstall(SystemPackage package);
// The same for the system that `osRelease`, the text of an os-release file, describes. Its source is
// https://www.freedesktop.org/software/systemd/man/latest/os-release.html
[[nodiscard]] QString howToInstall(SystemPackage package, const QByteArray &osRelease);

} // namespace slipway
