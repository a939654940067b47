#include "core/destinations/reach.h"

#include "core/destinations/azure_http.h"
#include "core/destinations/kinds/store_kind.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <chrono>

namespace slipway {

QCoro::Task<Result<void>> reach(DestinationAccess access, std::stop_token stop)
{
    const Destination &destination = access.destination;
    const std::optional<ReachRequest> probe = StoreKind::of(destination).reachRequest(access);
    if (!probe)
        co_return Result<void>{};
    QNetworkAccessManager network;
    const Result<void> prepared =
        co_await prepareAzure(network, destination, probe->url.left(probe->url.indexOf('?')), stop);
    if (!prepared)
        co_return prepared;
    const QNetworkRequest request = azureRequest(destination, probe->url);
    const std::unique_ptr<QNetworkReply> reply(probe->isGet ? network.get(request) : network.head(request));
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
