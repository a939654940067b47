// Changes the settings of a saved tenant without contacting it.
#pragma once
#include "app/cli/command.h"

namespace slipway::cli {

[[nodiscard]] QJsonObject toJson(const Tenant &tenant);

// The value of --expires; an invalid date if it is missing or empty. BadInput if it is not a date.
[[nodiscard]] Result<QDate> expiryFrom(const Arguments &arguments);

// Changes only what is given. The stored token stays, too; but if the address changes, --keep-token
// has to say so, or --token-stdin has to replace the token.
[[nodiscard]] int editTenant(const Arguments &arguments, const TenantRepository &tenants, const QString &name,
                             bool json);

// Says so if --proxy has a password, which is never stored.
void warnOfProxyPassword(const Arguments &arguments);

} // namespace slipway::cli
