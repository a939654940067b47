// Other programs that Slipway needs, by their package names on Linux systems.
#pragma once
#include <QByteArray>
#include <QString>

namespace slipway {

enum class SystemPackage {
    Rclone,    // transfers files to buckets
    Keyring,   // a Secret Service that keeps tokens
    SessionBus // D-Bus and a keyring, for computers without a desktop
};

// A sentence for people, without a full stop because it may end with a command to copy: "Install it
// with: sudo apt install rclone". The command is the one for the system that Slipway runs on; for
// an unknown system the sentence only names the program.
[[nodiscard]] QString howToInstall(SystemPackage package);
// The same for the system described by `osRelease`, the text of an os-release file. Format:
// https://www.freedesktop.org/software/systemd/man/latest/os-release.html
[[nodiscard]] QString howToInstall(SystemPackage package, const QByteArray &osRelease);

} // namespace slipway
