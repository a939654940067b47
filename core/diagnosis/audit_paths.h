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
    QUrlQuery query = {}; // the smallest answer
    QString title, risk;  // for people
    bool isDefault = false;
};

// The tell-tale paths, those of the default set first, then the event endpoints that the profile does not
// need.
[[nodiscard]] QList<AuditPath> auditPaths(const Profile &profile);
// Some of them by path; no names: the default set; "all": every one. BadInput names an unknown one.
[[nodiscard]] Result<QList<AuditPath>> selectAuditPaths(const Profile &profile, const QStringList &names);

} // namespace slipway
