// Changes the settings of a saved tenant; nothing is sent to it.
#pragma once
#include "app/cli/command.h"

namespace slipway::cli {

[[nodiscard]] QJsonObject toJson(const Tenant &tenant);

// --expires; an invalid date where it is not given or empty. BadInput: it is not a date.
[[nodiscard]] Result<QDate> expiryFrom(const Arguments &arguments);

// What is given changes, the rest stays. The stored token stays, too; where the address changes, only when
// that is said (--keep-token), or another one takes its place (--token-stdin).
[[nodiscard]] int editTenant(const Arguments &arguments, const TenantRepository &tenants, const QString &name,
                             bool json);

} // namespace slipway::cli
