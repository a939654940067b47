#include "core/base/resource_file.h"

#include <QFile>
#include <QJsonDocument>

// The resources are in a static library: without this the linker leaves them out.
static void initResources()
{
    Q_INIT_RESOURCE(core);
}

namespace slipway {

QByteArray resourceFile(const char *name)
{
    initResources();
    QFile file(QStringLiteral(":/slipway/") + QString::fromLatin1(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The program was built without resources/%s.", name);
    return file.readAll();
}

QJsonObject resourceObject(const char *name)
{
    return QJsonDocument::fromJson(resourceFile(name)).object();
}

} // namespace slipway
