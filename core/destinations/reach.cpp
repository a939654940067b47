#include "core/destinations/reach.h"

#include "core/destinations/azure_http.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUrl>
#include <chrono>

namespace slipway {

QCoro::Task<Result<void>> reach(DestinationAccess access, std::stop_token stop)
{
    const Destination &destination = access.destination;
    QUrl url;
    if (destination.kind == QLatin1String("azblob"))
        url = QUrl::fromEncoded(azureAddress(access));
    else if (destination.kind == QLatin1String("gcs"))
        url = destination.option("endpoint").isEmpty()
                  ? QUrl(QStringLiteral("https://storage.googleapis.com"))
                  : QUrl(destination.option("endpoint"));
    else
        co_return Result<void>{};
    url.setPath(QStringLiteral("/"));
    QNetworkAccessManager network;
    const Result<void> prepared = co_await prepareAzure(network, destination, url.toEncoded(), stop);
    if (!prepared)
        co_return prepared;
    const std::unique_ptr<QNetworkReply> reply(network.head(azureRequest(destination, url.toEncoded())));
    const Result<void> ended = co_await endOfAzure(*reply, destination, stop, std::chrono::seconds(20));
    // Without credentials it refuses, and that is an answer. A proxy's is not the store's.
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (!ended && (status == 0 || status == 407 || ended.error().kind == ErrorKind::Cancelled))
        co_return ended;
    co_return Result<void>{};
}

} // namespace slipway
