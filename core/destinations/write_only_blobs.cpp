#include "core/destinations/write_only_blobs.h"

#include "core/base/forward_error.h"
#include "core/destinations/azure_http.h"
#include "core/destinations/paced_file.h"
#include "core/io/file_digests.h"

#include <QCoreApplication>
#include <QUrl>
#include <QUrlQuery>

namespace slipway {

std::optional<WriteOnlyBlobs> WriteOnlyBlobs::of(const DestinationAccess &access)
{
    const QByteArray sas = access.secrets.value(QStringLiteral("sas")).reveal();
    if (sas.isEmpty())
        return std::nullopt;
    const QByteArray token = sas.mid(sas.indexOf('?') + 1);
    const QString may = QUrlQuery(QString::fromLatin1(token)).queryItemValue(QStringLiteral("sp"));
    if (may.isEmpty() || may.contains(QLatin1Char('r')))
        return std::nullopt;
    return WriteOnlyBlobs(access.destination, Secret(azureContainer(access)), Secret(token),
                          may.contains(QLatin1Char('c')) && !may.contains(QLatin1Char('w')));
}

WriteOnlyBlobs::WriteOnlyBlobs(Destination destination, Secret address, Secret sas, bool createsOnly)
    : m_destination(std::move(destination)), m_address(std::move(address)), m_sas(std::move(sas)),
      m_createsOnly(createsOnly)
{}

QByteArray WriteOnlyBlobs::url(const QString &object) const
{
    const QString name =
        m_destination.prefix.isEmpty() ? object : m_destination.prefix + QLatin1Char('/') + object;
    return m_address.reveal() + '/' + QUrl::toPercentEncoding(name, "/") + '?' + m_sas.reveal();
}

QCoro::Task<Result<void>> WriteOnlyBlobs::put(QString file, QString object, qint64 bandwidth,
                                              std::function<void(qint64)> sent, std::stop_token stop) const
{
    CO_ASSIGN_OR_RETURN(const FileDigests digests, co_await digestsOf(file, stop));
    PacedFile bytes(file, bandwidth);
    if (!bytes.open())
        co_return failure(
            ErrorKind::Storage,
            QCoreApplication::translate("WriteOnlyBlobs", "The file %1 cannot be read.").arg(file), {},
            bytes.errorString());
    StoreRequest request;
    request.method = "PUT";
    request.url = url(object);
    request.headers = azureHeaders();
    request.headers << std::pair("x-ms-blob-type", "BlockBlob")
                    << std::pair("Content-MD5", QByteArray::fromHex(digests.md5).toBase64())
                    << std::pair("Content-Type", "application/octet-stream");
    if (const QString tier = m_destination.option("tier"); !tier.isEmpty())
        request.headers << std::pair("x-ms-access-tier",
                                     tier.left(1).toUpper().toLatin1() + tier.mid(1).toLatin1());
    if (m_createsOnly)
        request.headers << std::pair("If-None-Match", "*");
    request.body = &bytes;
    request.sent = std::move(sent);
    const Result<StoreAnswer> answer = co_await sendToStore(m_destination, request, stop);
    const Result<void> ended = azureResult(answer, m_destination);
    // Azure has separate codes for refused signatures, addresses, services and resource types, so a
    // SAS that may create gets this code only if the blob already exists.
    if (!ended && m_createsOnly &&
        (ended.error().details.contains(QLatin1String("AuthorizationPermissionMismatch")) ||
         ended.error().details.contains(QLatin1String("BlobAlreadyExists"))))
        co_return Result<void>{};
    co_return ended;
}

QCoro::Task<Result<void>> WriteOnlyBlobs::remove(QString object, std::stop_token stop) const
{
    StoreRequest request;
    request.method = "DELETE";
    request.url = url(object);
    request.headers = azureHeaders();
    const Result<StoreAnswer> answer = co_await sendToStore(m_destination, request, stop);
    const Result<void> ended = azureResult(answer, m_destination);
    co_return ended;
}

} // namespace slipway
