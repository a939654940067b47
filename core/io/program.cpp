#include "core/io/program.h"

#include <QDir>
#include <QStandardPaths>

namespace slipway {

QString programInPath(const QString &name)
{
    QStringList folders = qEnvironmentVariable("PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    folders.removeIf([](const QString &folder) { return !QDir::isAbsolutePath(folder); });
    // Without any, it would look into those of PATH after all.
    return folders.isEmpty() ? QString() : QStandardPaths::findExecutable(name, folders);
}

} // namespace slipway
