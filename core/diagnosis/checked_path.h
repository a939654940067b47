// How a check requests a path from which nothing is exported (/api/v2/events/data, SCIM, URL lists): with GET
// and the smallest query. This consumes nothing, since these calls keep no position (docs/netskope-api.md,
// "Permission" and "Other paths").
#pragma once
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"

#include <QUrlQuery>

namespace slipway {

// `now`: epoch seconds. For events, the query is for one event of the last minute.
[[nodiscard]] QUrlQuery smallestQuery(const Endpoint &endpoint, qint64 now);
// If an answer can contain names of people or other things that are none of Slipway's business, it is broken
// off after its header.
[[nodiscard]] RequestLimits limitsFor(const Endpoint &endpoint);
// Whether an answer with this status and type shows that the path may be read: any 2xx that is not a web
// page.
[[nodiscard]] bool isReadable(const Endpoint &endpoint, const HttpAnswer &answer);

} // namespace slipway
