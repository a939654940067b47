#include "core/base/system_package.h"

#include <QCoreApplication>
#include <QFile>
#include <QStringList>

#include <algorithm>
#include <array>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SystemPackage)
};

struct PackageManager
{
    const char *system; // an ID, or one of the words of ID_LIKE, in os-release
    const char *command;
    const char *rclone, *keyring, *sessionBus;
};

// The first matching row is used, so a system comes before the one that it is like.
constexpr std::array managers{
    PackageManager{"debian", "sudo apt install", "rclone", "gnome-keyring", "dbus gnome-keyring"},
    PackageManager{"ubuntu", "sudo apt install", "rclone", "gnome-keyring", "dbus gnome-keyring"},
    PackageManager{"fedora", "sudo dnf install", "rclone", "gnome-keyring", "dbus-daemon gnome-keyring"},
    PackageManager{"rhel", "sudo dnf install", "rclone", "gnome-keyring", "dbus-daemon gnome-keyring"},
    PackageManager{"suse", "sudo zypper install", "rclone", "gnome-keyring", "dbus-1 gnome-keyring"},
    PackageManager{"opensuse", "sudo zypper install", "rclone", "gnome-keyring", "dbus-1 gnome-keyring"},
    PackageManager{"arch", "sudo pacman -S", "rclone", "gnome-keyring", "dbus gnome-keyring"},
    PackageManager{"alpine", "doas apk add", "rclone", "gnome-keyring", "dbus gnome-keyring"},
};

// The words after "NAME=", quoted or not.
QList<QByteArray> wordsOf(const QByteArray &osRelease, const QByteArray &name)
{
    for (const QByteArray &line : osRelease.split('\n')) {
        if (!line.startsWith(name + '='))
            continue;
        QByteArray value = line.mid(name.size() + 1).trimmed();
        value.replace('"', "").replace('\'', "");
        return value.split(' ');
    }
    return {};
}

QString withCommand(SystemPackage package, const PackageManager &manager)
{
    const QString command = QString::fromLatin1(manager.command);
    switch (package) {
    case SystemPackage::Rclone:
        return Texts::tr("Install it with: %1 %2").arg(command, QString::fromLatin1(manager.rclone));
    case SystemPackage::Keyring:
        return Texts::tr("Install one with: %1 %2").arg(command, QString::fromLatin1(manager.keyring));
    case SystemPackage::SessionBus:
        break;
    }
    return Texts::tr("Install a bus and a keyring with: %1 %2")
        .arg(command, QString::fromLatin1(manager.sessionBus));
}

QString withoutCommand(SystemPackage package)
{
    switch (package) {
    case SystemPackage::Rclone:
        return Texts::tr("Install rclone 1.60 or newer (rclone.org/install)");
    case SystemPackage::Keyring:
        return Texts::tr("Install GNOME Keyring, KeePassXC or KWallet");
    case SystemPackage::SessionBus:
        break;
    }
    return Texts::tr("Install D-Bus and GNOME Keyring");
}

} // namespace

QString howToInstall(SystemPackage package, const QByteArray &osRelease)
{
    const QList<QByteArray> systems = wordsOf(osRelease, "ID") + wordsOf(osRelease, "ID_LIKE");
    for (const QByteArray &system : systems) {
        const auto manager =
            std::ranges::find_if(managers, [&](const PackageManager &each) { return system == each.system; });
        if (manager != managers.end())
            return withCommand(package, *manager);
    }
    return withoutCommand(package);
}

QString howToInstall(SystemPackage package)
{
    QByteArray osRelease;
#ifdef Q_OS_LINUX
    // The administrator's file takes precedence over the system's.
    for (const char *path : {"/etc/os-release", "/usr/lib/os-release"}) {
        QFile file(QString::fromLatin1(path));
        if (osRelease.isEmpty() && file.open(QIODevice::ReadOnly))
            osRelease = file.read(64 * 1024);
    }
#endif
    return howToInstall(package, osRelease);
}

} // namespace slipway
