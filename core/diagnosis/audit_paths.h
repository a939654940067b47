// The paths that a least-privilege audit asks for (resources/audit_paths.json).
//
// Threads: any.
#pragma once
#include "core/netskope/endpoint.h"

#include <QUrlQuery>

namespace slipway {

struct AuditPath
{
    QString path;
    QUrlQuery query = {}; // asks for the smallest answer
    QString title, risk;  // for people
    bool isDefault = false;
};

// The paths of the table, the default set first, and then the event endpoints that the profile does not need.
// Paths that the profile needs are left out.
[[nodiscard]] QList<AuditPath> auditPaths(const Profile &profile);
// Those of them that `names` lists by path; if it is empty, the default set; if it is "all", every one.
// BadInput names an unknown one.
[[nodiscard]] Result<QList<AuditPath>> selectAuditPaths(const Profile &profile, const QStringList &names);

} // namespace slipway
