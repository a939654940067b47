#include "core/destinations/object_store.h"

#include "core/base/forward_error.h"
#include "core/destinations/destination_proxy.h"
#include "core/destinations/kinds/store_kind.h"
#include "core/destinations/rclone/rclone_environment.h"
#include "core/destinations/rclone/rclone_error.h"
#include "core/destinations/rclone/rclone_version.h"
#include "core/destinations/ssh/host_key_error.h"
#include "core/io/file_hash.h"
#include "core/net/ca_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway {
namespace {

using std::chrono::hours;

// As upload_cutoff in kinds/s3_kind.cpp: larger objects are uploaded in parts, and their
// checksum is one of checksums.
constexpr qint64 largestInOnePiece = 5LL << 30;

// The result of a run without its output.
Result<void> done(const Result<RcloneOutput> &output)
{
    if (!output)
        return std::unexpected(output.error());
    return {};
}

// rclone reads only plain PEM; companies also hand out other formats.
Result<std::shared_ptr<const QTemporaryFile>> writtenForRclone(const QString &caFile)
{
    ASSIGN_OR_RETURN(const CaFile authorities, readCaFile(caFile));
    auto file = std::make_shared<QTemporaryFile>(QDir::tempPath() + QStringLiteral("/slipway-ca-XXXXXX.pem"));
    QByteArray pem;
    for (const QSslCertificate &certificate : authorities.certificates)
        pem += certificate.toPem();
    if (!file->open() || file->write(pem) != pem.size() || !file->flush())
        return failure(
            ErrorKind::Storage,
            QCoreApplication::translate("ObjectStore", "The certificates of %1 cannot be written for rclone.")
                .arg(caFile),
            QCoreApplication::translate("ObjectStore", "Make room in %1.").arg(QDir::tempPath()),
            file->errorString());
    return file;
}

Error notWhole(const QString &details)
{
    return {ErrorKind::BadAnswer,
            QCoreApplication::translate("ObjectStore", "rclone's list is not complete."),
            {},
            details};
}

// An answer that was cut off must not read as fewer objects.
Result<QJsonDocument> wholeAnswer(const QByteArray &bytes)
{
    QJsonParseError parsed;
    QJsonDocument json = QJsonDocument::fromJson(bytes, &parsed);
    if (parsed.error != QJsonParseError::NoError)
        return std::unexpected(notWhole(parsed.errorString()));
    return json;
}

Result<StoredObject> objectFrom(const QJsonValue &json)
{
    const QJsonValue size = json[QStringLiteral("Size")];
    if (!size.isDouble()) // read as 0, it would look as if someone had changed the object
        return std::unexpected(notWhole(QStringLiteral("An object without a size")));
    return StoredObject{size.toInteger(),
                        json[QStringLiteral("Hashes")][QStringLiteral("md5")].toString().toLatin1()};
}

// What rclone lists, by path.
Result<QMap<QString, StoredObject>> objectsFrom(const QByteArray &bytes)
{
    ASSIGN_OR_RETURN(const QJsonDocument json, wholeAnswer(bytes));
    if (!json.isArray())
        return std::unexpected(notWhole(QStringLiteral("Not a list")));
    QMap<QString, StoredObject> objects;
    for (const QJsonValue each : json.array()) {
        const QString path = each[QStringLiteral("Path")].toString();
        if (path.isEmpty())
            return std::unexpected(notWhole(QStringLiteral("An object without a path")));
        ASSIGN_OR_RETURN(const StoredObject object, objectFrom(each));
        objects.insert(path, object);
    }
    return objects;
}

} // namespace

Result<ObjectStore> ObjectStore::open(DestinationAccess access)
{
    RETURN_IF_ERROR(validate(access));
    RETURN_IF_ERROR(usableRclone());
    ASSIGN_OR_RETURN(QProcessEnvironment environment,
                     rcloneEnvironment(access, QProcessEnvironment::systemEnvironment()));
    std::shared_ptr<const QTemporaryFile> authorities;
    if (!access.destination.caFile.isEmpty()) {
        ASSIGN_OR_RETURN(auto written, writtenForRclone(access.destination.caFile));
        authorities = std::move(written);
        access.destination.caFile = authorities->fileName();
    }
    const StoreKind &kind = StoreKind::of(access.destination);
    auto blobs = kind.writeOnly(access);
    QUrl service = kind.service(access);
    return ObjectStore(std::move(access.destination), std::move(authorities), std::move(environment),
                       std::move(service), std::move(blobs));
}

bool ObjectStore::hasStoreChecksum(qint64 size) const
{
    // With a KMS key the store's ETag is not an MD5. In that case, and for an object sent in parts,
    // rclone reports the checksum of what it sent itself.
    return m_destination.kindRow().hasStoreChecksum && size < largestInOnePiece &&
           m_destination.option("encryption") != QLatin1String("aws:kms") &&
           m_destination.option("etag_is_not_md5") != QLatin1String("true");
}

bool ObjectStore::checksOnReceipt() const
{
    // rclone sends Content-MD5 with each object that is sent in one part, whatever the store does
    // with it afterwards.
    return m_blobs || m_destination.kindRow().hasStoreChecksum;
}

void ObjectStore::ignoreRclonesOwnCheck(RcloneCall &call) const
{
    if (StoreKind::of(m_destination).ignoresRclonesCheck())
        call.arguments << QStringLiteral("--ignore-checksum");
}

QString ObjectStore::path(const QString &object) const
{
    return rclonePath(m_destination, object);
}

QCoro::Task<Result<RcloneOutput>> ObjectStore::run(RcloneCall call, std::stop_token stop) const
{
    QProcessEnvironment environment = m_environment;
    ProxyRoute route;
    if (m_destination.kindRow().isHttp) {
        CO_ASSIGN_OR_RETURN(route, co_await routeOf(m_destination, m_service, stop));
        setRcloneProxy(environment, m_destination, route, QProcessEnvironment::systemEnvironment());
        CO_RETURN_IF_ERROR(co_await admitRclone(route, m_service, stop));
    }
    const Result<RcloneOutput> output = co_await runRclone(m_destination, environment, std::move(call), stop);
    if (output)
        co_return output;
    if (!isAboutHostKey(output.error())) {
        Error explained = co_await explainedProxy(route, m_service, output.error(), stop);
        co_return std::unexpected(std::move(explained));
    }
    Error explained = co_await explainedHostKey(m_destination, output.error(), stop);
    co_return std::unexpected(std::move(explained));
}

QCoro::Task<Result<RcloneOutput>> ObjectStore::send(RcloneCall call, std::stop_token stop) const
{
    Result<RcloneOutput> output = co_await run(call, stop);
    // If two uploads create the same folder at the same moment, an SFTP server refuses the later
    // one without saying why. The folder exists now.
    if (!output && output.error().details.contains(QLatin1String("mkdir \"")))
        output = co_await run(std::move(call), stop);
    co_return output;
}

QCoro::Task<Result<void>> ObjectStore::put(QString file, QString object, qint64 bandwidth,
                                           std::function<void(qint64)> sent, std::stop_token stop) const
{
    if (m_blobs) {
        const Result<void> written = co_await m_blobs->put(file, object, bandwidth, std::move(sent), stop);
        co_return written;
    }
    RcloneCall call;
    call.arguments << QStringLiteral("copyto") << file << path(object) << QStringLiteral("--no-check-dest");
    ignoreRclonesOwnCheck(call);
    if (bandwidth > 0)
        call.arguments << QStringLiteral("--bwlimit=%1B").arg(bandwidth);
    call.limit = hours(24); // rclone gives up by itself if nothing moves
    call.sent = std::move(sent);
    const Result<RcloneOutput> output = co_await send(std::move(call), stop);
    co_return done(output);
}

QCoro::Task<Result<void>> ObjectStore::putAll(QString folder, QStringList files, QString objectFolder,
                                              qint64 bandwidth, std::function<void(qint64)> sent,
                                              std::stop_token stop) const
{
    if (m_blobs) {
        qint64 before = 0;
        for (const QString &name : files) {
            const QString file = folder + QLatin1Char('/') + name;
            const auto soFar = [&](qint64 bytes) { sent(before + bytes); };
            const Result<void> written =
                co_await m_blobs->put(file, objectFolder + QLatin1Char('/') + name, bandwidth, soFar, stop);
            if (!written)
                co_return written;
            before += QFileInfo(file).size();
        }
        co_return Result<void>{};
    }
    RcloneCall call;
    call.arguments << QStringLiteral("copy") << folder << path(objectFolder) + QLatin1Char('/')
                   << QStringLiteral("--files-from-raw=-") << QStringLiteral("--no-traverse")
                   << QStringLiteral("--no-check-dest") << QStringLiteral("--transfers=2");
    ignoreRclonesOwnCheck(call);
    if (bandwidth > 0)
        call.arguments << QStringLiteral("--bwlimit=%1B").arg(bandwidth);
    call.input = files.join(QLatin1Char('\n')).toUtf8() + '\n';
    call.limit = hours(24);
    call.sent = std::move(sent);
    const Result<RcloneOutput> output = co_await send(std::move(call), stop);
    co_return done(output);
}

QCoro::Task<Result<QMap<QString, StoredObject>>> ObjectStore::stat(QString folder, QStringList names,
                                                                   std::stop_token stop) const
{
    // Each one separately: listing the folder would need another permission and could take forever.
    RcloneCall call;
    call.arguments << QStringLiteral("lsjson") << path(folder) + QLatin1Char('/')
                   << QStringLiteral("--files-from-raw=-") << QStringLiteral("--no-modtime")
                   << QStringLiteral("--no-mimetype");
    if (m_destination.kindRow().hasStoreChecksum)
        call.arguments << QStringLiteral("--hash") << QStringLiteral("--hash-type=MD5");
    call.input = names.join(QLatin1Char('\n')).toUtf8() + '\n';
    const Result<RcloneOutput> output = co_await run(std::move(call), stop);
    if (!output && output.error().kind == ErrorKind::NotFound &&
        output.error().details.contains(QLatin1String("not found")))
        co_return QMap<QString, StoredObject>(); // the folder does not exist yet
    if (!output)
        co_return std::unexpected(output.error());
    Result<QMap<QString, StoredObject>> objects = objectsFrom(output->bytes);
    co_return objects;
}

QCoro::Task<Result<RcloneOutput>> ObjectStore::read(QString object, std::stop_token stop) const
{
    RcloneCall call;
    call.arguments << QStringLiteral("cat") << path(object);
    Result<RcloneOutput> output = co_await run(std::move(call), stop);
    co_return output;
}

QCoro::Task<Result<RcloneOutput>> ObjectStore::sha256(QString object, std::stop_token stop) const
{
    auto hash = std::make_shared<FileHash>(false);
    RcloneCall call;
    call.arguments << QStringLiteral("cat") << path(object);
    call.limit = hours(24);
    call.receive = [hash](const QByteArray &bytes) {
        hash->add(bytes.constData(), static_cast<size_t>(bytes.size()));
    };
    CO_RETURN_IF_ERROR(co_await run(std::move(call), stop));
    co_return RcloneOutput{hash->finish().sha256};
}

QCoro::Task<Result<QStringList>> ObjectStore::list(QString folder, std::stop_token stop) const
{
    RcloneCall call;
    call.arguments << QStringLiteral("lsf") << path(folder);
    CO_ASSIGN_OR_RETURN(const RcloneOutput output, co_await run(std::move(call), stop));
    co_return QString::fromUtf8(output.bytes).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

QCoro::Task<Result<void>> ObjectStore::rename(QString object, QString name, std::stop_token stop) const
{
    RcloneCall call;
    call.arguments << QStringLiteral("moveto") << path(object) << path(name);
    const Result<RcloneOutput> output = co_await run(std::move(call), stop);
    if (output)
        co_return Result<void>{};
    const Error &error = output.error();
    // The object has just been written, so it is the renaming that is not allowed, not possible or
    // failed without a reason.
    if (error.details.contains(QLatin1String("Rename failed")) &&
        (error.kind == ErrorKind::PermissionMissing || error.kind == ErrorKind::DiskFull ||
         error.details.contains(QLatin1String("OP_UNSUPPORTED"))))
        co_return failure(
            ErrorKind::PermissionMissing,
            QCoreApplication::translate("ObjectStore", "The server of %1 does not allow files to be renamed.")
                .arg(m_destination.url()),
            QCoreApplication::translate("ObjectStore",
                                        "Files are written as NAME.partial and renamed when they are "
                                        "complete: ask the server's owner to allow it."),
            error.details);
    co_return std::unexpected(error);
}

QCoro::Task<Result<void>> ObjectStore::remove(QString object, std::stop_token stop) const
{
    if (m_blobs) {
        const Result<void> removed = co_await m_blobs->remove(object, stop);
        co_return removed;
    }
    RcloneCall call;
    if (StoreKind::of(m_destination).deletesUnseen()) {
        const QString folder = object.section(QLatin1Char('/'), 0, -2);
        call.arguments << QStringLiteral("delete") << path(folder) << QStringLiteral("--files-from-raw=-")
                       << QStringLiteral("--no-traverse") << QStringLiteral("--s3-no-head-object");
        call.input = object.section(QLatin1Char('/'), -1).toUtf8() + '\n';
    } else {
        call.arguments << QStringLiteral("deletefile") << path(object);
    }
    const Result<RcloneOutput> output = co_await run(std::move(call), stop);
    co_return done(output);
}

QCoro::Task<Result<void>> ObjectStore::removeFolder(QString folder, std::stop_token stop) const
{
    if (m_destination.kindRow().isAtomic)
        co_return Result<void>{};
    RcloneCall call;
    call.arguments << QStringLiteral("rmdir") << path(folder);
    const Result<RcloneOutput> output = co_await run(std::move(call), stop);
    co_return done(output);
}

QCoro::Task<Result<void>> ObjectStore::stream(QString object, qint64 offset,
                                              std::function<void(const QByteArray &)> receive,
                                              std::stop_token stop) const
{
    RcloneCall call;
    // Without listing the folder, since not everybody who may read may also list.
    call.arguments << QStringLiteral("cat") << path(object) << QStringLiteral("--no-traverse");
    if (offset > 0)
        call.arguments << QStringLiteral("--offset=%1").arg(offset);
    call.limit = std::chrono::hours(24); // rclone gives up by itself if nothing moves
    call.receive = std::move(receive);
    CO_RETURN_IF_ERROR(co_await run(std::move(call), stop));
    co_return Result<void>{};
}

bool ObjectStore::isNoFolder(const Error &error) const
{
    // In a store without folders, this is about the bucket: its name may be wrong, or the store may have a
    // fault. It says nothing about a single object.
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
    if (output->bytes.trimmed() == "null")
        co_return std::nullopt;
    CO_ASSIGN_OR_RETURN(const QJsonDocument answer, wholeAnswer(output->bytes));
    // Where nothing is, a store without folders shows one.
    if (answer.object()[QStringLiteral("IsDir")].toBool())
        co_return std::nullopt;
    CO_ASSIGN_OR_RETURN(const StoredObject found, objectFrom(answer.object()));
    co_return found;
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
    if (!output && isNoFolder(output.error()))
        co_return QMap<QString, StoredObject>();
    if (!output)
        co_return std::unexpected(output.error());
    Result<QMap<QString, StoredObject>> objects = objectsFrom(output->bytes);
    co_return objects;
}

} // namespace slipway
