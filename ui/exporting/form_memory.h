// What was entered in the form of an export when the tenant's last export was started there, for the next
// one: in the settings of the user, by tenant.
#pragma once
#include "core/exporting/journal/export_job.h"

#include <QStringList>

#include <optional>

namespace slipway {

struct ExportForm
{
    QString profileId;       // the ticks are of use as long as the tenant has this profile
    QStringList endpointIds; // those that were ticked
    qint64 relative = 0;     // seconds before the start; 0: a range with fixed ends, which is not kept
    QString destinationId;   // empty: a folder
    QString folder;          // empty: the one that was offered
    Compression compression = Compression::None;
    int partSize = 256;         // MiB
    std::optional<double> pace; // requests a second; none: the one of the preferences
    int parallel = 1;
    double bandwidth = 0; // MB/s; 0: no limit
    bool keepDuplicates = false, keepLate = false;
};

// None if nothing was exported from the form yet.
[[nodiscard]] std::optional<ExportForm> lastForm(const QString &tenantId);
// Forgets what was kept for tenants that are not in `tenantIds`.
void keepForm(const QString &tenantId, const ExportForm &form, const QStringList &tenantIds);

} // namespace slipway
