#include "ui/exporting/form_memory.h"

#include <QSettings>

namespace slipway {
namespace {

constexpr auto group = "export/last";

} // namespace

std::optional<ExportForm> lastForm(const QString &tenantId)
{
    QSettings settings;
    settings.beginGroup(QLatin1String(group));
    if (tenantId.isEmpty() || !settings.childGroups().contains(tenantId))
        return std::nullopt;
    settings.beginGroup(tenantId);
    const auto value = [&](const char *name) { return settings.value(QLatin1String(name)); };
    ExportForm form;
    form.profileId = value("profile").toString();
    form.endpointIds = value("endpoints").toStringList();
    form.relative = value("relative").toLongLong();
    form.destinationId = value("destination").toString();
    form.folder = value("folder").toString();
    form.compression = value("gzip").toBool() ? Compression::Gzip : Compression::None;
    form.partSize = value("partSize").toInt();
    if (const QVariant pace = value("pace"); pace.isValid())
        form.pace = pace.toDouble();
    form.parallel = value("parallel").toInt();
    form.bandwidth = value("bandwidth").toDouble();
    form.keepDuplicates = value("keepDuplicates").toBool();
    form.keepLate = value("keepLate").toBool();
    return form;
}

void keepForm(const QString &tenantId, const ExportForm &form, const QStringList &tenantIds)
{
    QSettings settings;
    settings.beginGroup(QLatin1String(group));
    for (const QString &kept : settings.childGroups()) {
        if (!tenantIds.contains(kept))
            settings.remove(kept);
    }
    settings.beginGroup(tenantId);
    settings.remove(QString()); // all of the group
    const auto set = [&](const char *name, const QVariant &value) {
        settings.setValue(QLatin1String(name), value);
    };
    set("profile", form.profileId);
    set("endpoints", form.endpointIds);
    set("relative", form.relative);
    set("destination", form.destinationId);
    set("folder", form.folder);
    set("gzip", form.compression == Compression::Gzip);
    set("partSize", form.partSize);
    if (form.pace)
        set("pace", *form.pace);
    set("parallel", form.parallel);
    set("bandwidth", form.bandwidth);
    set("keepDuplicates", form.keepDuplicates);
    set("keepLate", form.keepLate);
}

} // namespace slipway
