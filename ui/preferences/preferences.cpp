#include "ui/preferences/preferences.h"

#include <QSettings>
#include <QTimeZone>

#include <algorithm>
#include <ctime>

namespace slipway::preferences {
namespace {

constexpr auto themeKey = "window/theme";
constexpr auto languageKey = "window/language";
constexpr auto folderKey = "export/folder";
constexpr auto timeZoneKey = "window/timeZone";
constexpr auto paceKey = "export/pace";
constexpr auto recentFoldersKey = "export/recentFolders";
constexpr auto notificationsKey = "window/notifications";
constexpr auto closingKey = "window/closing";
constexpr auto sessionJobsKey = "jobs/session";

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

QString timeZone()
{
    return QSettings().value(QLatin1String(timeZoneKey)).toString();
}

void setTimeZone(const QString &id)
{
    QSettings settings;
    if (id.isEmpty())
        settings.remove(QLatin1String(timeZoneKey));
    else
        settings.setValue(QLatin1String(timeZoneKey), id);
}

void useTimeZone()
{
    const QByteArray id = timeZone().toLatin1();
    if (id.isEmpty() || (id != "UTC" && !QTimeZone::isTimeZoneIdAvailable(id)))
        return;
    qputenv("TZ", id);
    ::tzset();
}

double pace()
{
    return std::clamp(QSettings().value(QLatin1String(paceKey), 1.0).toDouble(), 0.0, 100.0);
}

void setPace(double requestsPerSecond)
{
    QSettings().setValue(QLatin1String(paceKey), requestsPerSecond);
}

QStringList recentFolders()
{
    return QSettings().value(QLatin1String(recentFoldersKey)).toStringList();
}

void addRecentFolder(const QString &folder)
{
    constexpr qsizetype kept = 8;
    QStringList folders = recentFolders();
    folders.removeAll(folder);
    folders.prepend(folder);
    QSettings().setValue(QLatin1String(recentFoldersKey), folders.first(std::min(kept, folders.size())));
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

Closing closing()
{
    const QString word = QSettings().value(QLatin1String(closingKey)).toString();
    return word == QLatin1String("go on")  ? Closing::GoOn
           : word == QLatin1String("stop") ? Closing::Stop
                                           : Closing::Ask;
}

void setClosing(Closing closing)
{
    QSettings().setValue(QLatin1String(closingKey), closing == Closing::GoOn   ? QStringLiteral("go on")
                                                    : closing == Closing::Stop ? QStringLiteral("stop")
                                                                               : QStringLiteral("ask"));
}

void keepSessionJobs(const QStringList &ids)
{
    QSettings().setValue(QLatin1String(sessionJobsKey), ids);
}

QStringList takeSessionJobs()
{
    QSettings settings;
    const QStringList ids = settings.value(QLatin1String(sessionJobsKey)).toStringList();
    settings.remove(QLatin1String(sessionJobsKey));
    return ids;
}

} // namespace slipway::preferences
