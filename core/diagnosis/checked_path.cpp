#include "core/diagnosis/checked_path.h"

#include "core/netskope/checked_endpoints.h"

namespace slipway {
namespace {

bool holdsEvents(const Endpoint &endpoint)
{
    return endpoint.path.startsWith(QLatin1String("/api/v2/events/"));
}

} // namespace

QUrlQuery smallestQuery(const Endpoint &endpoint, qint64 now)
{
    QUrlQuery query(checkedQuery(endpoint));
    if (holdsEvents(endpoint)) {
        query.addQueryItem(QStringLiteral("starttime"), QString::number(now - 60));
        query.addQueryItem(QStringLiteral("endtime"), QString::number(now));
    }
    return query;
}

RequestLimits limitsFor(const Endpoint &endpoint)
{
    RequestLimits limits;
    // Several endpoints are tried at a time, and each answer stays in memory until it is judged.
    limits.maxBody = 128LL << 20;
    limits.discardSuccess = !isExported(endpoint) && !holdsEvents(endpoint);
    return limits;
}

bool isReadable(const Endpoint &endpoint, const HttpAnswer &answer)
{
    return limitsFor(endpoint).discardSuccess && answer.status / 100 == 2 &&
           !answer.header("content-type").toLower().contains("html");
}

} // namespace slipway
