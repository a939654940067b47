#include "core/base/resource_file.h"

#include <QFile>
#include <QJsonDocument>

// The resources are in a static library, and the linker would leave them out without this.
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
