// Checks that a manifest is consistent in itself, before any file is read: its pages lead from the start of
// the range to its end without a gap, and its totals are the sums over its pages and files.
#pragma once
#include "core/exporting/verifying/manifest_reader.h"
#include "core/exporting/verifying/verify_report.h"

namespace slipway {

// Adds the problems to `report` under the manifest's `name`, and records the mark that its pages reach.
void checkManifest(const Manifest &manifest, const QString &name, VerifyReport &report);

} // namespace slipway
