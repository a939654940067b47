// Paths that some consumers need besides the event endpoints: /api/v2/events/data, SCIM, URL lists. A check
// requests them with GET and the smallest query; they cannot be previewed or exported. They are rows in
// resources/endpoints.json ("checked"), and EndpointCatalogue::endpoint() finds them by their id.
#pragma once
#include "core/netskope/endpoint.h"

namespace slipway {

[[nodiscard]] const QList<Endpoint> &checkedEndpoints();
// Whether its events can be previewed and exported; false for checkedEndpoints().
[[nodiscard]] inline bool isExported(const Endpoint &endpoint)
{
    return !endpoint.table.isEmpty();
}
// Like EndpointCatalogue::select(), but also accepts paths that can only be checked.
[[nodiscard]] Result<QList<Endpoint>> selectForCheck(const EndpointCatalogue &catalogue,
                                                     const QStringList &ids);
// The smallest query of a path that is only checked, as in a URL: "limit=1".
[[nodiscard]] QString checkedQuery(const Endpoint &endpoint);

// The function of an RBAC v3 role that includes an endpoint, such as "Alerts". It is an example, since
// Netskope's names for functions differ between sources and versions of the console. Empty if it is not
// known.
[[nodiscard]] QString functionOf(const Endpoint &endpoint);

// The endpoints of a built-in profile on which its consumer also writes. They are mentioned and never tested.
[[nodiscard]] QList<Endpoint> writtenBy(const Profile &profile);

// A warning if the choice includes /events/alert together with /alerts/…, which contain the same records;
// otherwise empty.
[[nodiscard]] QString overlapWarning(const QStringList &ids);

} // namespace slipway
