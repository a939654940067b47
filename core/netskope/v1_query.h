// API v1: one stateless query of events or alerts by time, paged with skip and limit
// (docs/netskope-api.md, "API v1").
//
// There is no cursor on the server, so nothing is consumed and no other consumer is disturbed. The token goes
// into the body of a POST, as Netskope recommends, never into the URL. A v1 token has no scopes: it may read
// everything or nothing.
#pragma once
#include "core/netskope/iterator.h"

namespace slipway {

struct V1Query
{
    qint64 from = 0, to = 0; // epoch seconds, [from, to)
    qint64 skip = 0;
    int limit = largestPage;

    static constexpr int largestPage = 9'999; // "less than 10000" in Netskope's documentation

    // The position of the query, for the journal: "1790000000-1790003600+9998".
    [[nodiscard]] QString text() const;
};

// The query's parameters. The documentation says that the start is excluded and the end is included, and
// clients disagree about that. Therefore the query covers one second more on either side, so that no
// interpretation of the bounds can lose an event. The caller leaves out what lies outside [from, to).
[[nodiscard]] QUrlQuery parametersOf(const Endpoint &endpoint, const V1Query &query);

// What an answer means; empty for a success. The kinds are those of classify(), except: TokenRefused for 401,
// 403 and {"status":"error","errorCode":"Authorization Error"}, which comes with HTTP 200 as well;
// NotAvailable if the call no longer exists; BadAnswer for any other {"status":"error"}.
[[nodiscard]] std::optional<Error> classifyV1(const HttpAnswer &answer, const Endpoint &endpoint);

// What the answer to a query is, without a request. Stops like readPage().
[[nodiscard]] std::expected<PageAnswer, PageFailure>
readV1Page(Result<HttpAnswer> answer, const Endpoint &endpoint, const std::stop_token &stop = {});

// Sends one request. A page counts only if it is complete. Its events are in the tenant's order, which is not
// documented.
[[nodiscard]] QCoro::Task<std::expected<PageAnswer, PageFailure>>
fetchV1(ApiClient &client, Endpoint endpoint, V1Query query, std::stop_token stop, RequestLimits limits = {});

} // namespace slipway
