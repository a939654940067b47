// The state database's schema as a list of steps: a new version appends one, and none is ever changed.
#pragma once
#include <QStringList>

namespace slipway {

// schemaSteps()[n] takes a database from version n to n + 1.
[[nodiscard]] QList<QStringList> schemaSteps();

} // namespace slipway
