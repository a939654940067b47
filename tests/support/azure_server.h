// Azure Blob Storage as emulated by Azurite, accessed with one of its shared access signatures.
#pragma once
#include "tests/support/bucket_server.h"

namespace slipway::test {

class AzureServer : public ScriptServer
{
public:
    AzureServer() : ScriptServer("azurite") {}
    static QByteArray key() { return QByteArray("4zur3-k3y-0f-th3-t3sts, no secret").toBase64(); }
    // The shared access signature in the file `name`: "sas", "sas-write", "sas-create", "sas-list"
    // or "sas-old".
    [[nodiscard]] QByteArray sas(const char *name = "sas") const
    {
        QFile file(folder() + QLatin1Char('/') + QLatin1String(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QString endpoint(quint16 viaPort = 0) const
    {
        return QStringLiteral("http://127.0.0.1:%1/slipway").arg(viaPort ? viaPort : port());
    }
    [[nodiscard]] DestinationAccess access(const QString &prefix, const char *sasName = "sas",
                                           quint16 viaPort = 0) const
    {
        DestinationAccess access;
        access.destination.kind = QStringLiteral("azblob");
        access.destination.bucket = QStringLiteral("drop");
        access.destination.prefix = prefix;
        access.destination.options = {{QStringLiteral("account"), QStringLiteral("slipway")},
                                      {QStringLiteral("endpoint"), endpoint(viaPort)}};
        access.secrets = {{QStringLiteral("sas"), Secret(sas(sasName))}};
        return access;
    }
    // For looking into the container with rclone alone.
    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("RCLONE_CONFIG_LOOK_TYPE"), QStringLiteral("azureblob"));
        environment.insert(QStringLiteral("RCLONE_CONFIG_LOOK_SAS_URL"),
                           endpoint() + QStringLiteral("/?") + QString::fromLatin1(sas()));
        return environment;
    }
};

} // namespace slipway::test
