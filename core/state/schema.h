// The state database's schema as a list of steps, one file each in resources/schema. Each new
// version appends one; existing steps never change.
#pragma once
#include <QStringList>

namespace slipway {

// schemaSteps()[n] takes a database from version n to n + 1.
[[nodiscard]] QList<QStringList> schemaSteps();

} // namespace slipway
