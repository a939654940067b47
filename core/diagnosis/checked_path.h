// How a check asks for a path of which nothing is exported (/api/v2/events/data, SCIM, URL lists): GET with
// the smallest query. Nothing is consumed there, since these calls keep no position
// (docs/netskope-api.md, "Permission" and "Other paths").
#pragma once
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"

#include <QUrlQuery>

namespace slipway {

// `now`: epoch seconds. For events one minute, and one event of it.
[[nodiscard]] QUrlQuery smallestQuery(const Endpoint &endpoint, qint64 now);
// Where an answer can hold names of persons or other things that are none of Slipway's business, it is broken
// off after its header.
[[nodiscard]] RequestLimits limitsFor(const Endpoint &endpoint);
// Whether an answer with this status and type shows that the path may be read: any 2xx that is not a web
// page.
[[nodiscard]] bool isReadable(const Endpoint &endpoint, const HttpAnswer &answer);

} // namespace slipway
