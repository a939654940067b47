#include "core/diagnosis/audit_paths.h"

#include "core/base/plural_form.h"
#include "core/base/resource_file.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Audit)
};

QList<AuditPath> tellTales()
{
    QList<AuditPath> paths;
    const QJsonArray rows = resourceObject("audit_paths.json").value(QStringLiteral("paths")).toArray();
    for (const QJsonValue row : rows) {
        const auto text = [&](const char *name) { return row[QLatin1String(name)].toString().toUtf8(); };
        paths << AuditPath{QString::fromUtf8(text("path")), QUrlQuery(QString::fromUtf8(text("query"))),
                           QCoreApplication::translate("AuditPaths", text("title").constData()),
                           QCoreApplication::translate("AuditPaths", text("risk").constData()),
                           row[QStringLiteral("default")].toBool()};
    }
    std::stable_sort(paths.begin(), paths.end(),
                     [](const AuditPath &a, const AuditPath &b) { return a.isDefault && !b.isDefault; });
    return paths;
}

} // namespace

QList<AuditPath> auditPaths(const Profile &profile)
{
    QList<AuditPath> paths = tellTales();
    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    // A path that the profile needs is not in excess.
    for (const QString &id : profile.endpointIds) {
        if (const Endpoint *needed = catalogue.endpoint(id))
            paths.removeIf([&](const AuditPath &path) { return path.path == needed->path; });
    }
    for (const Endpoint &endpoint : catalogue.endpoints()) {
        if (!profile.endpointIds.contains(endpoint.id))
            paths << AuditPath{endpoint.path,
                               {},
                               endpoint.title,
                               Texts::tr("Events that %1 does not read.").arg(profile.title)};
    }
    return paths;
}

Result<QList<AuditPath>> selectAuditPaths(const Profile &profile, const QStringList &names)
{
    const QList<AuditPath> all = auditPaths(profile);
    if (names == QStringList{QStringLiteral("all")})
        return all;
    QList<AuditPath> chosen;
    for (const AuditPath &path : all) {
        if (names.isEmpty() ? path.isDefault : names.contains(path.path))
            chosen << path;
    }
    for (const QString &name : names) {
        if (std::none_of(all.cbegin(), all.cend(),
                         [&](const AuditPath &each) { return each.path == name; })) {
            QStringList known;
            for (const AuditPath &path : all)
                known << path.path;
            return failure(ErrorKind::BadInput,
                           Texts::tr("\"%1\" is not a path that Slipway audits.").arg(name),
                           Texts::tr("Known paths: %1.").arg(known.join(QStringLiteral(", "))));
        }
    }
    return chosen;
}

QString auditWarning(qsizetype requests)
{
    return Texts::tr(
               "The audit sends up to %1 read-only requests (GET). Each appears in the tenant's audit log, "
               "and refused ones may alarm whoever watches it; Slipway stays below ten refusals an hour.",
               nullptr, pluralForm(requests))
        .arg(requests);
}

} // namespace slipway
