#include "core/base/user_folders.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace slipway {
namespace {

QString absolute(const char *variable)
{
    const QString path = QFile::decodeName(qgetenv(variable));
    return path.startsWith(QLatin1Char('/')) ? QDir::cleanPath(path) : QString();
}

QString folder(const char *variable, const char *inHome, QStandardPaths::StandardLocation location)
{
    if (QStandardPaths::isTestModeEnabled())
        return QStandardPaths::writableLocation(location);
    if (const QString given = absolute(variable); !given.isEmpty())
        return given;
    const QString home = absolute("HOME");
    return home.isEmpty() ? QString() : QDir::cleanPath(home + QLatin1String(inHome));
}

} // namespace

QString userDataFolder()
{
    return folder("XDG_DATA_HOME", "/.local/share", QStandardPaths::GenericDataLocation);
}

QString userCacheFolder()
{
    return folder("XDG_CACHE_HOME", "/.cache", QStandardPaths::GenericCacheLocation);
}

} // namespace slipway
