// Saved tenants together with their tokens, for the window and the command line alike.
//
// - A token is never stored with an address that it was not given for, not even if the process is
//   killed halfway through: the tenant then has no token, and says so.
// - If the keychain refuses, the tenant and its token are as they were. If it does not even take the former
//   token back, because it was locked in between, the token stays for this session if there is a place for
//   that; the error says which of these happened.
//
// Threads: that of the token store. The tasks use this object, so it must outlive them.
#pragma once
#include "core/secrets/token_store.h"
#include "core/tenants/tenant_repository.h"

#include <optional>

namespace slipway {

class TenantChanges
{
public:
    // `tokens` must outlive this object.
    TenantChanges(TenantRepository tenants, TokenStore &tokens);
    // `forSession`: new tokens are kept in memory only.
    TenantChanges(TenantRepository tenants, LayeredTokenStore &tokens, bool forSession);

    // A tenant whose token cannot be stored is not saved. Errors: of the repository and of the token store.
    [[nodiscard]] QCoro::Task<Result<Tenant>> add(Tenant tenant, Secret token) const;
    // Changes the settings of the saved tenant with this id, and its token if a new one is given.
    // Returns the tenant as stored. Errors: NotFound, and those of add().
    [[nodiscard]] QCoro::Task<Result<Tenant>> change(Tenant tenant, std::optional<Secret> token) const;
    // Removes the token first: without its tenant, it would belong to nothing.
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString tenantId) const;

private:
    [[nodiscard]] QCoro::Task<Result<void>> write(QString key, Secret token) const;
    // Puts a former token back to where it was. What to tell the user, if anything.
    [[nodiscard]] QCoro::Task<QString> putBack(QString key, Secret token, bool wasForSession) const;

    TenantRepository m_tenants;
    TokenStore &m_tokens;
    LayeredTokenStore *m_layers = nullptr;
    bool m_forSession = false;
};

} // namespace slipway
