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
    const char *rclone, *keyring;
};

// The first matching row is used, so a system comes before the one that it is like.
constexpr std::array managers{
    PackageManager{"debian", "sudo apt install", "rclone", "gnome-keyring"},
    PackageManager{"ubuntu", "sudo apt install", "rclone", "gnome-keyring"},
    PackageManager{"fedora", "sudo dnf install", "rclone", "gnome-keyring"},
    PackageManager{"rhel", "sudo dnf install", "rclone", "gnome-keyring"},
    PackageManager{"suse", "sudo zypper install", "rclone", "gnome-keyring"},
    PackageManager{"opensuse", "sudo zypper install", "rclone", "gnome-keyring"},
    PackageManager{"arch", "sudo pacman -S", "rclone", "gnome-keyring"},
    PackageManager{"alpine", "doas apk add", "rclone", "gnome-keyring"},
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

} // namespace

QString howToInstall(SystemPackage package, const QByteArray &osRelease)
{
    const QList<QByteArray> systems = wordsOf(osRelease, "ID") + wordsOf(osRelease, "ID_LIKE");
    for (const QByteArray &system : systems) {
        const auto manager =
            std::ranges::find_if(managers, [&](const PackageManager &each) { return system == each.system; });
        if (manager != managers.end())
            return package == SystemPackage::Rclone
                       ? Texts::tr("Install it with: %1 %2")
                             .arg(QString::fromLatin1(manager->command), QString::fromLatin1(manager->rclone))
                       : Texts::tr("Install one with: %1 %2")
                             .arg(QString::fromLatin1(manager->command),
                                  QString::fromLatin1(manager->keyring));
    }
    return package == SystemPackage::Rclone ? Texts::tr("Install rclone 1.60 or newer (rclone.org/install)")
                                            : Texts::tr("Install GNOME Keyring, KeePassXC or KWallet");
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
