#include "core/base/log_file.h"

#include "core/base/printable.h"
#include "core/base/secret.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QMutex>

namespace slipway {
namespace {

struct Log
{
    QMutex mutex;
    QString path;
};

// One per process, like the message handler that writes to it.
Log &theLog()
{
    static Log log;
    return log;
}

} // namespace

void setLogFile(const QString &path)
{
    QMutexLocker lock(&theLog().mutex);
    theLog().path = path;
}

void writeLog(const QString &text)
{
    const QString line = QStringLiteral("%1 [%2] ")
                             .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs))
                             .arg(QCoreApplication::applicationPid()) +
                         printable(scrubbed(text)).replace(QLatin1Char('\n'), QLatin1String("\n    ")) +
                         QLatin1Char('\n');
    QMutexLocker lock(&theLog().mutex);
    const QString path = theLog().path;
    if (path.isEmpty())
        return;
    if (QFileInfo(path).size() > longestLog) {
        QFile::remove(path + QStringLiteral(".1"));
        QFile::rename(path, path + QStringLiteral(".1"));
    }
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
        return;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(line.toUtf8()); // in one write, so that lines of two processes do not mix
}

} // namespace slipway
