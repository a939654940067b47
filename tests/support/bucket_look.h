// Checks that a bucket contains exactly what an undisturbed export would have left there.
#pragma once
#include "tests/support/bucket_server.h"
#include "tests/support/export_world.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::test {

// Fails unless the manifests, their checksum files and the objects they list are all there and
// nothing else is, and the events are those of the demo tenant.
inline void isWhole(const QMap<QString, QByteArray> &there, const ExportWorld &world)
{
    QVERIFY(linesIn(there) == world.truth());
    QStringList listed;
    for (auto object = there.cbegin(); object != there.cend(); ++object) {
        if (!object.key().endsWith(QLatin1String("-manifest.json")))
            continue;
        listed << object.key() << object.key().chopped(14) + QStringLiteral(".sha256");
        for (const QJsonValue file :
             QJsonDocument::fromJson(object.value()).object()[QStringLiteral("files")].toArray())
            listed << file[QStringLiteral("object")].toString();
    }
    listed.sort();
    QCOMPARE(QStringList(there.keys()), listed);
}
inline void isWhole(const SwiftServer &server, const ExportWorld &world, const QString &prefix)
{
    isWhole(objects(server.environment(), QStringLiteral("drop/") + prefix), world);
}

} // namespace slipway::test
