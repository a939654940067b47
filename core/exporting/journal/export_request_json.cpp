#include "core/exporting/journal/export_request_json.h"

#include "core/net/proxy.h"

#include <QJsonArray>

#include <algorithm>

namespace slipway {

QJsonObject toJson(const ExportRequest &request)
{
    QJsonObject json{{QStringLiteral("tenantId"), request.tenantId},
                     {QStringLiteral("tenantName"), request.tenantName},
                     {QStringLiteral("address"), request.address.toString()},
                     {QStringLiteral("endpoints"), QJsonArray::fromStringList(request.endpointIds)},
                     {QStringLiteral("from"), request.from},
                     {QStringLiteral("to"), request.to},
                     {QStringLiteral("folder"), request.folder},
                     {QStringLiteral("gzip"), request.compression == Compression::Gzip},
                     {QStringLiteral("partSize"), request.partSize},
                     {QStringLiteral("maxRate"), request.maxRate},
                     {QStringLiteral("parallel"), request.parallel},
                     {QStringLiteral("keepDuplicates"), request.keepDuplicates},
                     {QStringLiteral("late"),
                      request.late == LatePolicy::Keep ? QStringLiteral("keep") : QStringLiteral("drop")},
                     {QStringLiteral("askOldest"), request.askOldest},
                     {QStringLiteral("proxy"), storableProxy(request.proxy)},
                     {QStringLiteral("caFile"), request.caFile}};
    if (!request.continues.isEmpty())
        json.insert(QStringLiteral("continues"), request.continues);
    if (request.bucket) {
        json.insert(QStringLiteral("bucket"), toJson(*request.bucket));
        json.insert(QStringLiteral("bandwidth"), request.bandwidth);
        json.insert(QStringLiteral("spoolLimit"), request.spoolLimit);
    }
    return json;
}

ExportRequest requestFrom(const QJsonObject &json)
{
    ExportRequest request;
    request.tenantId = json[QStringLiteral("tenantId")].toString();
    request.tenantName = json[QStringLiteral("tenantName")].toString();
    request.address = QUrl(json[QStringLiteral("address")].toString());
    for (const QJsonValue id : json[QStringLiteral("endpoints")].toArray())
        request.endpointIds << id.toString();
    request.from = json[QStringLiteral("from")].toInteger();
    request.to = json[QStringLiteral("to")].toInteger();
    request.folder = json[QStringLiteral("folder")].toString();
    request.compression = json[QStringLiteral("gzip")].toBool() ? Compression::Gzip : Compression::None;
    request.partSize = json[QStringLiteral("partSize")].toInteger();
    request.maxRate = json[QStringLiteral("maxRate")].toDouble();
    request.parallel = std::clamp(json[QStringLiteral("parallel")].toInt(1), 1, 8); // earlier versions: 1
    request.keepDuplicates = json[QStringLiteral("keepDuplicates")].toBool();
    request.late = json[QStringLiteral("late")].toString() == QLatin1String("keep") ? LatePolicy::Keep
                                                                                    : LatePolicy::Drop;
    request.askOldest = json[QStringLiteral("askOldest")].toBool();
    request.continues = json[QStringLiteral("continues")].toString();
    request.proxy = json[QStringLiteral("proxy")].toString();
    request.caFile = json[QStringLiteral("caFile")].toString();
    if (const QJsonObject bucket = json[QStringLiteral("bucket")].toObject(); !bucket.isEmpty())
        request.bucket = destinationFrom(bucket);
    request.bandwidth = json[QStringLiteral("bandwidth")].toInteger();
    request.spoolLimit = json[QStringLiteral("spoolLimit")].toInteger();
    return request;
}

} // namespace slipway
