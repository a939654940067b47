// Other programs that Slipway runs.
#pragma once
#include <QString>

namespace slipway {

// The path of the program `name` in one of the folders of PATH; empty if there is none. Only absolute folders
// count: what happens to be in the current folder, such as a folder of downloads, is not run.
[[nodiscard]] QString programInPath(const QString &name);

} // namespace slipway
