// An export's request as the journal stores it, without secrets.
#pragma once
#include "core/exporting/journal/export_job.h"

namespace slipway {

[[nodiscard]] QJsonObject toJson(const ExportRequest &request);
[[nodiscard]] ExportRequest requestFrom(const QJsonObject &json);

} // namespace slipway
