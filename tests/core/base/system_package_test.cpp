// If a program is missing, the user is told the command that installs it on their system.
#include "core/base/system_package.h"

#include <QTest>

using namespace slipway;

class SystemPackageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCommandIsThatOfTheSystem_data()
    {
        QTest::addColumn<QByteArray>("osRelease");
        QTest::addColumn<QString>("command");
        QTest::newRow("Debian") << QByteArray("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n")
                                << QStringLiteral("sudo apt install");
        QTest::newRow("Ubuntu") << QByteArray("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n")
                                << QStringLiteral("sudo apt install");
        QTest::newRow("like Debian") << QByteArray("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n")
                                     << QStringLiteral("sudo apt install");
        QTest::newRow("Fedora") << QByteArray("ID=fedora\n") << QStringLiteral("sudo dnf install");
        QTest::newRow("like RHEL") << QByteArray("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n")
                                   << QStringLiteral("sudo dnf install");
        QTest::newRow("openSUSE") << QByteArray("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n")
                                  << QStringLiteral("sudo zypper install");
        QTest::newRow("Arch") << QByteArray("ID=arch\n") << QStringLiteral("sudo pacman -S");
    }
    void theCommandIsThatOfTheSystem()
    {
        QFETCH(QByteArray, osRelease);
        QFETCH(QString, command);
        QVERIFY(howToInstall(SystemPackage::Rclone, osRelease).endsWith(command + QStringLiteral(" rclone")));
        QVERIFY(howToInstall(SystemPackage::Keyring, osRelease)
                    .endsWith(command + QStringLiteral(" gnome-keyring")));
        const QString bus = howToInstall(SystemPackage::SessionBus, osRelease);
        QVERIFY2(bus.contains(command + QStringLiteral(" dbus")) &&
                     bus.endsWith(QLatin1String(" gnome-keyring")),
                 qPrintable(bus));
    }
    void anUnknownSystemGetsTheNameOfTheProgram()
    {
        for (const QByteArray &osRelease : {QByteArray(), QByteArray("ID=plan9\n"), QByteArray("ID")}) {
            QVERIFY(howToInstall(SystemPackage::Rclone, osRelease).contains(QLatin1String("rclone.org")));
            QVERIFY(howToInstall(SystemPackage::Keyring, osRelease).contains(QLatin1String("KeePassXC")));
            QCOMPARE(howToInstall(SystemPackage::SessionBus, osRelease),
                     QStringLiteral("Install D-Bus and GNOME Keyring"));
        }
    }
};

QTEST_GUILESS_MAIN(SystemPackageTest)
#include "system_package_test.moc"
