// What the history tells about one check or one export.
#pragma once
#include "core/diagnosis/history/check_comparison.h"
#include "core/exporting/journal/export_job.h"
#include "ui/widgets/fact_sheet.h"

#include <optional>

namespace slipway {

// `changes` is the comparison with the check before it, if there is one.
[[nodiscard]] QList<FactSheet::Group> factsOf(const CheckRecord &record, const CheckResult &result,
                                              const std::optional<CheckComparison> &changes);
[[nodiscard]] QList<FactSheet::Group> factsOf(const JobSnapshot &job);

} // namespace slipway
