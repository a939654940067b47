// Reading what is in a destination: as a stream, and as a list.
#include "core/destinations/object_store.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace slipway {

QCoro::Task<Result<void>> ObjectStore::stream(QString object, qint64 offset,
                                              std::function<void(const QByteArray &)> receive,
                                              std::stop_token stop) const
{
    RcloneCall call;
    // Without a list of the folder, which not everybody may see who may read.
    call.arguments << QStringLiteral("cat") << path(object) << QStringLiteral("--no-traverse");
    if (offset > 0)
        call.arguments << QStringLiteral("--offset=%1").arg(offset);
    call.limit = std::chrono::hours(24); // rclone gives up by itself where nothing moves
    call.receive = std::move(receive);
    const Result<RcloneOutput> output = co_await run(std::move(call), stop);
    if (!output)
        co_return std::unexpected(output.error());
    co_return Result<void>{};
}

bool ObjectStore::isNoFolder(const Error &error) const
{
    // A store without folders says so of the bucket, which may be a wrong name or a store in trouble: that
    // says nothing about one object.
    return !m_destination.kindRow().isAtomic && error.kind == ErrorKind::NotFound;
}

QCoro::Task<Result<std::optional<StoredObject>>> ObjectStore::look(QString object, std::stop_token stop) const
{
    RcloneCall call;
    call.arguments << QStringLiteral("lsjson") << QStringLiteral("--stat") << path(object);
    if (m_destination.kindRow().hasStoreChecksum)
        call.arguments << QStringLiteral("--hash") << QStringLiteral("--hash-type=MD5");
    const Result<RcloneOutput> output = co_await run(std::move(call), stop);
    if (!output && isNoFolder(output.error()))
        co_return std::nullopt;
    if (!output)
        co_return std::unexpected(output.error());
    const QJsonObject json = QJsonDocument::fromJson(output->bytes).object();
    // Where nothing is, a store without folders shows one.
    if (json.isEmpty() || json[QStringLiteral("IsDir")].toBool())
        co_return std::nullopt;
    co_return StoredObject{
        json[QStringLiteral("Size")].toInteger(),
        json[QStringLiteral("Hashes")].toObject()[QStringLiteral("md5")].toString().toLatin1()};
}

QCoro::Task<Result<QMap<QString, StoredObject>>> ObjectStore::listing(QString folder, QString pattern,
                                                                      int depth, std::stop_token stop) const
{
    RcloneCall call;
    // Without times and types, which would ask for each object once more.
    call.arguments << QStringLiteral("lsjson") << path(folder) << QStringLiteral("--files-only")
                   << QStringLiteral("--no-modtime") << QStringLiteral("--no-mimetype")
                   << QStringLiteral("--include") << pattern;
    if (depth > 1)
        call.arguments << QStringLiteral("--recursive") << QStringLiteral("--max-depth=%1").arg(depth);
    if (m_destination.kindRow().hasStoreChecksum)
        call.arguments << QStringLiteral("--hash") << QStringLiteral("--hash-type=MD5");
    call.limit = std::chrono::minutes(30);
    const Result<RcloneOutput> output = co_await run(std::move(call), stop);
    QMap<QString, StoredObject> objects;
    if (!output && isNoFolder(output.error()))
        co_return objects;
    if (!output)
        co_return std::unexpected(output.error());
    QJsonParseError parsed;
    const QJsonArray list = QJsonDocument::fromJson(output->bytes, &parsed).array();
    if (parsed.error != QJsonParseError::NoError)
        co_return failure(ErrorKind::BadAnswer, QStringLiteral("rclone's list is not complete."), {},
                          parsed.errorString());
    for (const QJsonValue entry : list)
        objects.insert(entry[QStringLiteral("Path")].toString(),
                       {entry[QStringLiteral("Size")].toInteger(),
                        entry[QStringLiteral("Hashes")][QStringLiteral("md5")].toString().toLatin1()});
    co_return objects;
}

} // namespace slipway
