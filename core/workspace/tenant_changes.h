// Saved tenants together with their tokens, for the window and the command line alike.
//
// - A token is never stored with an address that it was not given for, not even if the process is
//   killed halfway through: the tenant then has no token, and says so.
// - If the keychain refuses, the tenant and its token are restored as far as the keychain allows
//   it.
//
// Threads: that of the token store. The tasks use this object, so it must outlive them.
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

    // `write` stores a token; by default it goes into `tokens`. Both must outlive this object.
    TenantChanges(TenantRepository tenants, TokenStore &tokens, Write write = {});

    // A tenant whose token cannot be stored is not saved. Errors: of the repository and of the token store.
    [[nodiscard]] QCoro::Task<Result<Tenant>> add(Tenant tenant, Secret token) const;
    // Changes the settings of the saved tenant with this id, and its token if a new one is given.
    // Returns the tenant as stored. Errors: NotFound, and those of add().
    [[nodiscard]] QCoro::Task<Result<Tenant>> change(Tenant tenant, std::optional<Secret> token) const;
    // Removes the token first: without its tenant, it would belong to nothing.
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString tenantId) const;

private:
    TenantRepository m_tenants;
    TokenStore &m_tokens;
    Write m_write;
};

} // namespace slipway
