// Checks that a manifest is consistent in itself, before any file is read: its pages lead from the start of
// the range to its end without a gap, and its totals are the sums over its pages and files.
#pragma once
#include "core/exporting/verifying/manifest_reader.h"
#include "core/exporting/verifying/verify_report.h"

namespace slipway {

// What the manifest says and none of the files can prove, as parts of a sentence: "that the tenant is …".
[[nodiscard]] QStringList statedIn(const Manifest &manifest);

// Puts the problems into `report`, under the manifest's `name`, and the mark that its pages reach.
void checkManifest(const Manifest &manifest, const QString &name, VerifyReport &report);

} // namespace slipway
