// A tenant of a test, saved with a token that no tenant knows, until the test stores another one. The
// keychain is left alone.
#pragma once
#include "core/workspace/workspace.h"

namespace slipway::test {

[[nodiscard]] inline Result<Tenant> saveTenant(Workspace &workspace, const Tenant &tenant)
{
    return QCoro::waitFor(
        workspace.add(tenant, Secret("no-tenant-knows-this-1"), Workspace::TokenPlace::Session));
}

} // namespace slipway::test
