#include "core/destinations/reach.h"

#include "core/destinations/azure_http.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <chrono>

namespace slipway {

QCoro::Task<Result<void>> reach(DestinationAccess access, std::stop_token stop)
{
    const Destination &destination = access.destination;
    QByteArray url;
    bool isGet = false;
    if (destination.kind == QLatin1String("azblob")) {
        const QByteArray sas = access.secrets.value(QStringLiteral("sas")).reveal();
        isGet = !sas.isEmpty();
        url = azureAddress(access);
        if (isGet)
            url = azureContainer(access) + "?restype=container&comp=list&maxresults=1&" +
                  sas.mid(sas.indexOf('?') + 1);
    } else if (destination.kind == QLatin1String("gcs")) {
        const QString endpoint = destination.option("endpoint");
        url = endpoint.isEmpty() ? QByteArray("https://storage.googleapis.com/") : endpoint.toUtf8();
    } else {
        co_return Result<void>{};
    }
    QNetworkAccessManager network;
    const Result<void> prepared =
        co_await prepareAzure(network, destination, url.left(url.indexOf('?')), stop);
    if (!prepared)
        co_return prepared;
    const QNetworkRequest request = azureRequest(destination, url);
    const std::unique_ptr<QNetworkReply> reply(isGet ? network.get(request) : network.head(request));
    const Result<void> ended = co_await endOfAzure(*reply, destination, stop, std::chrono::seconds(20));
    // Most refusals also count as an answer, since listing may not be allowed. A proxy's refusal is
    // not the store's answer.
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (!ended && (status == 0 || status == 407 || ended.error().kind == ErrorKind::Cancelled ||
                   ended.error().details.contains(QLatin1String("ContainerNotFound"))))
        co_return ended;
    co_return Result<void>{};
}

} // namespace slipway
