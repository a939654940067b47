#include "core/netskope/api.h"

#include "core/netskope/curl_text.h"
#include "core/netskope/iterator.h"
#include "core/netskope/v1_query.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Api)
};

constexpr QLatin1String v1Prefix("v1-");

class ApiV2 final : public Api
{
public:
    ApiVersion version() const override { return ApiVersion::V2; }
    int number() const override { return 2; }
    QString title() const override { return Texts::tr("REST API v2, dataexport iterator"); }
    QString idOf(const QString &kind) const override { return kind; }
    bool hasCursors() const override { return true; }
    bool hasScopes() const override { return true; }

    ReadRequest firstRequest(qint64) const override { return {QStringLiteral("/api/v2/auth/tokens"), {}}; }
    // An epoch in the near future: an answer without events, from a cursor that is only ours.
    ReadRequest probe(const Endpoint &endpoint, qint64 now) const override
    {
        ReadRequest request{endpoint.path, {}};
        request.query.addQueryItem(QStringLiteral("operation"), Operation::from(now + 60).text());
        request.query.addQueryItem(QStringLiteral("index"), IndexName::probe().text());
        return request;
    }
    QCoro::Task<Result<HttpAnswer>> read(ApiClient &client, const ReadRequest &request, std::stop_token stop,
                                         RequestLimits limits) const override
    {
        return client.get(request.path, request.query, stop, limits);
    }
    QString curl(const ConnectionSettings &settings, const ReadRequest &request) const override
    {
        return curlText(settings, request.path, request.query);
    }
    std::optional<Error> classify(const HttpAnswer &answer, const Endpoint &endpoint) const override
    {
        return slipway::classify(answer, endpoint.path);
    }
    const char *eventsKey() const override { return "result"; }
};

class ApiV1 final : public Api
{
public:
    ApiVersion version() const override { return ApiVersion::V1; }
    int number() const override { return 1; }
    QString title() const override { return Texts::tr("REST API v1 (retired by Netskope in 2024)"); }
    QString idOf(const QString &kind) const override { return v1Prefix + kind; }
    QString notice() const override { return retiredNotice(); }
    bool hasCursors() const override { return false; }
    bool hasScopes() const override { return false; }

    ReadRequest firstRequest(qint64 now) const override
    {
        return probe({{}, {}, QStringLiteral("/api/v1/alerts"), {}}, now);
    }
    ReadRequest probe(const Endpoint &endpoint, qint64 now) const override
    {
        return {QUrl(endpoint.path).path(), parametersOf(endpoint, {now - 3600, now, 0, 1})};
    }
    QCoro::Task<Result<HttpAnswer>> read(ApiClient &client, const ReadRequest &request, std::stop_token stop,
                                         RequestLimits limits) const override
    {
        return client.readV1(request.path, request.query, stop, limits);
    }
    QString curl(const ConnectionSettings &settings, const ReadRequest &request) const override
    {
        return curlTextV1(settings, request.path, request.query);
    }
    std::optional<Error> classify(const HttpAnswer &answer, const Endpoint &endpoint) const override
    {
        return classifyV1(answer, endpoint);
    }
    const char *eventsKey() const override { return "data"; }
};

} // namespace

const Api &Api::of(ApiVersion version)
{
    static const ApiV2 v2;
    static const ApiV1 v1;
    if (version == ApiVersion::V1)
        return v1;
    return v2;
}

const Api &Api::of(const Endpoint &endpoint)
{
    return of(endpoint.isV1() ? ApiVersion::V1 : ApiVersion::V2);
}

const Api &Api::ofId(const QString &endpointId)
{
    return of(endpointId.startsWith(v1Prefix) ? ApiVersion::V1 : ApiVersion::V2);
}

QString Api::kindOf(const QString &endpointId)
{
    return endpointId.startsWith(v1Prefix) ? endpointId.mid(v1Prefix.size()) : endpointId;
}

} // namespace slipway
