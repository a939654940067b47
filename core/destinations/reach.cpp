#include "core/destinations/reach.h"

#include "core/destinations/azure_http.h"
#include "core/destinations/kinds/store_kind.h"

#include <chrono>

namespace slipway {

QCoro::Task<Result<void>> reach(DestinationAccess access, std::stop_token stop)
{
    const Destination &destination = access.destination;
    const StoreKind &kind = StoreKind::of(destination);
    const std::optional<ReachRequest> probe = kind.reachRequest(access);
    if (!probe)
        co_return Result<void>{};
    StoreRequest request;
    request.method = probe->isGet ? "GET" : "HEAD";
    request.url = probe->url;
    request.headers = azureHeaders();
    request.patience = std::chrono::seconds(20);
    if (!kind.writeOnly(access)) // rclone follows
        request.ways = SignInWays::BasicOnly;
    const Result<StoreAnswer> answer = co_await sendToStore(destination, request, stop);
    const Result<void> ended = azureResult(answer, destination);
    // Most refusals also count as an answer, since listing may not be allowed.
    if (!answer || (!ended && ended.error().details.contains(QLatin1String("ContainerNotFound"))))
        co_return ended;
    co_return Result<void>{};
}

} // namespace slipway
