// A stand-in for Google Cloud Storage that checks the signatures of service accounts.
#pragma once
#include "tests/support/bucket_server.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::test {

class GcsServer : public ScriptServer
{
public:
    GcsServer() : ScriptServer("gcs-stand-in") {}
    // "owner", "writer" (may only create), "stranger", "forged".
    [[nodiscard]] QString accountFile(const char *name = "owner") const
    {
        return folder() + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".json");
    }
    [[nodiscard]] QByteArray account(const char *name = "owner") const
    {
        QFile file(accountFile(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] DestinationAccess access(const QString &prefix, const char *name = "owner",
                                           quint16 viaPort = 0) const
    {
        DestinationAccess access;
        access.destination.kind = QStringLiteral("gcs");
        access.destination.bucket = QStringLiteral("drop");
        access.destination.prefix = prefix;
        access.destination.options = {
            {QStringLiteral("endpoint"),
             QStringLiteral("http://127.0.0.1:%1").arg(viaPort ? viaPort : port())}};
        access.secrets = {{QStringLiteral("service_account"), Secret(account(name))}};
        return access;
    }
    // The objects below a prefix, read directly from the server's folder.
    [[nodiscard]] QMap<QString, QByteArray> objects(const QString &prefix,
                                                    const QString &bucket = QStringLiteral("drop")) const
    {
        return read(prefix, bucket, false);
    }
    // The metadata that the store has for each object: "storageClass", "x-acl", …
    [[nodiscard]] QMap<QString, QJsonObject> known(const QString &prefix,
                                                   const QString &bucket = QStringLiteral("drop")) const
    {
        QMap<QString, QJsonObject> all;
        const auto files = read(prefix, bucket, true);
        for (auto file = files.cbegin(); file != files.cend(); ++file)
            all.insert(file.key(), QJsonDocument::fromJson(file.value()).object());
        return all;
    }

private:
    [[nodiscard]] QMap<QString, QByteArray> read(const QString &prefix, const QString &bucket,
                                                 bool meta) const
    {
        QMap<QString, QByteArray> found;
        const auto files = filesIn(folder() + QStringLiteral("/objects/") + bucket);
        for (auto file = files.cbegin(); file != files.cend(); ++file) {
            QString name = QUrl::fromPercentEncoding(file.key().toUtf8());
            if (name.endsWith(QLatin1String(".meta")) != meta || !name.startsWith(prefix + QLatin1Char('/')))
                continue;
            if (meta)
                name.chop(5);
            found.insert(name.mid(prefix.size() + 1), file.value());
        }
        return found;
    }
};

} // namespace slipway::test
