// Saves a test's tenant with a token that no server accepts; a test that needs a valid one stores
// it afterwards. Does not touch the keychain.
#pragma once
#include "core/workspace/workspace.h"

namespace slipway::test {

[[nodiscard]] inline Result<Tenant> saveTenant(Workspace &workspace, const Tenant &tenant)
{
    return QCoro::waitFor(
        workspace.add(tenant, Secret("no-tenant-knows-this-1"), Workspace::TokenPlace::Session));
}

} // namespace slipway::test
