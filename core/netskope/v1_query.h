// API v1: one stateless query of events or alerts by time, paged with skip and limit
// (docs/netskope-api.md, "API v1").
//
// There is no cursor on the server, so nothing can be consumed and nobody else is disturbed. The token goes
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

    // Where the query stands, for the journal: "1790000000-1790003600+9998".
    [[nodiscard]] QString text() const;
};

// The query's parameters. The documentation takes the start as excluded and the end as included, and clients
// disagree: a second more is asked for on either side, so that no reading of the bounds can lose an event.
// Whoever takes the answer leaves out what lies beside [from, to).
[[nodiscard]] QUrlQuery parametersOf(const Endpoint &endpoint, const V1Query &query);

// What an answer means. A success has no error. Kinds as classify(), but: TokenRefused for 401, 403 and
// {"status":"error","errorCode":"Authorization Error"}, which comes with HTTP 200 as well; NotAvailable where
// the call is gone; BadAnswer for any other {"status":"error"}.
[[nodiscard]] std::optional<Error> classifyV1(const HttpAnswer &answer, const Endpoint &endpoint);

// One request; the page counts only when it is whole. Its events are in the order of the tenant, which is
// not documented.
[[nodiscard]] QCoro::Task<std::expected<PageAnswer, PageFailure>>
fetchV1(ApiClient &client, Endpoint endpoint, V1Query query, std::stop_token stop, RequestLimits limits = {});

} // namespace slipway
