// Paths that some consumers need besides the event endpoints: /api/v2/events/data, SCIM, URL lists. A check
// asks for them with GET and the smallest query; there is nothing of them to preview or export. They are rows
// in resources/endpoints.json ("checked"), and EndpointCatalogue::endpoint() finds them by their id.
#pragma once
#include "core/netskope/endpoint.h"

namespace slipway {

[[nodiscard]] const QList<Endpoint> &checkedEndpoints();
// Whether events of it can be previewed and exported; false for checkedEndpoints().
[[nodiscard]] inline bool isExported(const Endpoint &endpoint)
{
    return !endpoint.table.isEmpty();
}
// As EndpointCatalogue::select(), which refuses what can only be checked.
[[nodiscard]] Result<QList<Endpoint>> selectForCheck(const EndpointCatalogue &catalogue,
                                                     const QStringList &ids);
// The smallest query of a path that is only checked, as in a URL: "limit=1".
[[nodiscard]] QString checkedQuery(const Endpoint &endpoint);

// The function of an RBAC v3 role that carries an endpoint, as an example: "Alerts". Netskope's names for
// them differ between sources and versions of the console. Empty where it is not known.
[[nodiscard]] QString functionOf(const Endpoint &endpoint);

// The endpoints of a built-in profile where its consumer also changes something. Named, never tested.
[[nodiscard]] QList<Endpoint> writtenBy(const Profile &profile);

// A sentence where the choice has /events/alert beside /alerts/…, which hold the same records; else empty.
[[nodiscard]] QString overlapWarning(const QStringList &ids);

} // namespace slipway
