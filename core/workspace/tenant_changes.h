// Saved tenants together with their tokens, for the window and the command line alike.
//
// - A token never stands beside an address that it was not given for, not even where the process is killed
//   half way: the tenant then has no token, and says so.
// - Where the keychain refuses, the tenant and its token are as they were before, as far as the keychain lets
//   them be.
//
// Threads: that of the token store. The tasks use this object, so it outlives them.
#pragma once
#include "core/secrets/token_store.h"
#include "core/tenants/tenant_repository.h"

#include <functional>
#include <optional>

namespace slipway {

class TenantChanges
{
public:
    using Write = std::function<QCoro::Task<Result<void>>(QString key, Secret token)>;

    // `write`: how a token is stored; by default in `tokens`. Both outlive this object.
    TenantChanges(TenantRepository tenants, TokenStore &tokens, Write write = {});

    // A tenant whose token cannot be stored is not saved. Errors: of the repository and of the token store.
    [[nodiscard]] QCoro::Task<Result<Tenant>> add(Tenant tenant, Secret token) const;
    // The settings of a saved tenant, by its id, and a new token where there is one. Returns the tenant as it
    // is stored. Errors: NotFound, and those of add().
    [[nodiscard]] QCoro::Task<Result<Tenant>> change(Tenant tenant, std::optional<Secret> token) const;
    // The token goes first: without its tenant, it would belong to nobody.
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString tenantId) const;

private:
    TenantRepository m_tenants;
    TokenStore &m_tokens;
    Write m_write;
};

} // namespace slipway
