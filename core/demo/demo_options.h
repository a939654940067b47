// The options of `slipway-cli demo-tenant`.
#pragma once
#include "core/demo/demo_tenant.h"

namespace slipway {

// "--listen" and the others, as they are typed.
[[nodiscard]] QStringList demoOptionNames();
// --listen, --token, --grant, --events, --from, --to, --seed, --rate, --page-size, --keep-pages,
// --state, --hazards. The error names the flag and its value.
[[nodiscard]] Result<DemoTenantOptions> parseDemoOptions(const QStringList &arguments);

} // namespace slipway
