#include "ui/widgets/file_dialogs.h"

#include <QCoreApplication>
#include <QFile>

namespace slipway {

bool portalShowsFileDialogs(const QProcessEnvironment &environment, bool isSandboxed)
{
    if (isSandboxed)
        return false;
    const auto isOn = [&](const char *name) {
        const QString value = environment.value(QString::fromLatin1(name));
        return !value.isEmpty() && value != QLatin1String("0");
    };
    return environment.value(QStringLiteral("QT_QPA_PLATFORMTHEME"))
               .contains(QLatin1String("xdgdesktopportal"), Qt::CaseInsensitive) ||
           isOn("GTK_USE_PORTAL") || isOn("PLASMA_INTEGRATION_USE_PORTAL") ||
           environment.value(QStringLiteral("GDK_DEBUG")).contains(QLatin1String("portals"));
}

void chooseFileDialogs()
{
    const bool isSandboxed =
        QFile::exists(QStringLiteral("/.flatpak-info")) || qEnvironmentVariableIsSet("SNAP");
    if (portalShowsFileDialogs(QProcessEnvironment::systemEnvironment(), isSandboxed))
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
}

} // namespace slipway
