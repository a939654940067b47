#include "core/workspace/tenant_changes.h"
#include "core/base/forward_error.h"

namespace slipway {

TenantChanges::TenantChanges(TenantRepository tenants, TokenStore &tokens, Write write)
    : m_tenants(std::move(tenants)), m_tokens(tokens), m_write(std::move(write))
{
    if (!m_write)
        m_write = [&tokens](QString key, Secret token) { return tokens.write(key, token); };
}

QCoro::Task<Result<Tenant>> TenantChanges::add(Tenant tenant, Secret token) const
{
    const Result<Tenant> added = m_tenants.add(tenant);
    if (!added)
        co_return added;
    const Result<void> stored = co_await m_write(tokenKey(added->id), token);
    if (!stored) {
        (void)m_tenants.remove(added->id); // without its token it would only appear to be saved
        co_return std::unexpected(stored.error());
    }
    co_return added;
}

QCoro::Task<Result<Tenant>> TenantChanges::change(Tenant tenant, std::optional<Secret> token) const
{
    const Result<Tenant> before = m_tenants.byId(tenant.id);
    if (!before)
        co_return before;
    const QString key = tokenKey(tenant.id);
    std::optional<Secret> old;
    if (token && before->address != tenant.address) {
        const Result<Secret> stored = co_await m_tokens.read(key);
        if (!stored && stored.error().kind != ErrorKind::NotFound)
            co_return std::unexpected(stored.error());
        if (stored) {
            old = *stored;
            CO_RETURN_IF_ERROR(co_await m_tokens.remove(key));
        }
    }
    Result<void> kept = m_tenants.update(tenant);
    if (kept && token) {
        const Result<void> stored = co_await m_write(key, *token);
        if (!stored) {
            (void)m_tenants.update(*before);
            kept = stored;
        }
    }
    if (!kept && old) {
        const Result<void> restored = co_await m_tokens.write(key, *old);
        (void)restored; // the first error is the one to report
    }
    if (!kept)
        co_return std::unexpected(kept.error());
    co_return m_tenants.byId(tenant.id);
}

QCoro::Task<Result<void>> TenantChanges::remove(QString tenantId) const
{
    const Result<void> removed = co_await m_tokens.remove(tokenKey(tenantId));
    if (!removed)
        co_return removed;
    co_return m_tenants.remove(tenantId);
}

} // namespace slipway
