#include "ui/preferences/preferences.h"

#include <QSettings>

namespace slipway::preferences {
namespace {

constexpr auto themeKey = "window/theme";
constexpr auto languageKey = "window/language";
constexpr auto folderKey = "export/folder";
constexpr auto notificationsKey = "window/notifications";

} // namespace

theme::Scheme scheme()
{
    const QString name = QSettings().value(QLatin1String(themeKey)).toString();
    return name == QLatin1String("dark")    ? theme::Scheme::Dark
           : name == QLatin1String("light") ? theme::Scheme::Light
                                            : theme::Scheme::System;
}

void setScheme(theme::Scheme scheme)
{
    QSettings().setValue(QLatin1String(themeKey), scheme == theme::Scheme::Dark ? QStringLiteral("dark")
                                                  : scheme == theme::Scheme::Light
                                                      ? QStringLiteral("light")
                                                      : QStringLiteral("system"));
}

QString language()
{
    return QSettings().value(QLatin1String(languageKey)).toString();
}

void setLanguage(const QString &code)
{
    QSettings settings;
    if (code.isEmpty())
        settings.remove(QLatin1String(languageKey));
    else
        settings.setValue(QLatin1String(languageKey), code);
}

QString exportFolder()
{
    return QSettings().value(QLatin1String(folderKey)).toString();
}

void setExportFolder(const QString &folder)
{
    QSettings().setValue(QLatin1String(folderKey), folder);
}

bool wantsNotifications()
{
    return QSettings().value(QLatin1String(notificationsKey), true).toBool();
}

void setWantsNotifications(bool wanted)
{
    QSettings().setValue(QLatin1String(notificationsKey), wanted);
}

} // namespace slipway::preferences
