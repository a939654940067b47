// What the versions of Netskope's REST API differ in. Code outside this folder asks these
// members, and never for a particular version (docs/netskope-api.md, "API v1").
//
// Threads: any; a version has no state.
#pragma once
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"

namespace slipway {

// A request that reads, and takes nothing that anybody could miss afterwards.
struct ReadRequest
{
    QString path;
    QUrlQuery query;
};

class Api
{
public:
    virtual ~Api() = default;
    [[nodiscard]] static const Api &of(ApiVersion version);
    [[nodiscard]] static const Api &of(const Endpoint &endpoint);
    // By an endpoint's id, which the catalogue may no longer have.
    [[nodiscard]] static const Api &ofId(const QString &endpointId);
    // The type of an endpoint's events, as Endpoint::kind(): "alert" for "v1-alert".
    [[nodiscard]] static QString kindOf(const QString &endpointId);

    [[nodiscard]] virtual ApiVersion version() const = 0;
    [[nodiscard]] virtual int number() const = 0; // for documents
    // How people know it: "REST API v2, dataexport iterator".
    [[nodiscard]] virtual QString title() const = 0;
    // The id of the endpoint for a type of events.
    [[nodiscard]] virtual QString idOf(const QString &kind) const = 0;
    // What users of this version need to know; empty if there is nothing.
    [[nodiscard]] virtual QString notice() const { return {}; }

    // Whether the tenant keeps a cursor for each index, in the order in which events arrive. An export can
    // then be continued, late events can be recognised, and the age of the oldest event can be found out.
    // Otherwise each request is a query by time.
    [[nodiscard]] virtual bool hasCursors() const = 0;
    // Whether a token's permissions can be limited to paths.
    [[nodiscard]] virtual bool hasScopes() const = 0;

    // Shows whether the tenant accepts the token.
    [[nodiscard]] virtual ReadRequest firstRequest(qint64 now) const = 0;
    // Shows whether the token may read an exported endpoint. `now` is in epoch seconds.
    [[nodiscard]] virtual ReadRequest probe(const Endpoint &endpoint, qint64 now) const = 0;
    // As ApiClient::get(). The client must outlive the task.
    [[nodiscard]] virtual QCoro::Task<Result<HttpAnswer>> read(ApiClient &client, const ReadRequest &request,
                                                               std::stop_token stop,
                                                               RequestLimits limits = {}) const = 0;
    // See curl_text.h.
    [[nodiscard]] virtual QString curl(const ConnectionSettings &settings,
                                       const ReadRequest &request) const = 0;
    // What an answer means; empty for a success.
    [[nodiscard]] virtual std::optional<Error> classify(const HttpAnswer &answer,
                                                        const Endpoint &endpoint) const = 0;
    // Where a page has its events.
    [[nodiscard]] virtual const char *eventsKey() const = 0;
};

} // namespace slipway
