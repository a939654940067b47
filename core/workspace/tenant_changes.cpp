#include "core/workspace/tenant_changes.h"
#include "core/base/forward_error.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TenantChanges)
};

} // namespace

TenantChanges::TenantChanges(TenantRepository tenants, TokenStore &tokens)
    : m_tenants(std::move(tenants)), m_tokens(tokens)
{}

TenantChanges::TenantChanges(TenantRepository tenants, LayeredTokenStore &tokens, bool forSession)
    : m_tenants(std::move(tenants)), m_tokens(tokens), m_layers(&tokens), m_forSession(forSession)
{}

QCoro::Task<Result<void>> TenantChanges::write(QString key, Secret token) const
{
    if (m_layers && m_forSession) {
        Result<void> kept = co_await m_layers->writeForSession(key, token);
        co_return kept;
    }
    Result<void> stored = co_await m_tokens.write(key, token);
    co_return stored;
}

QCoro::Task<QString> TenantChanges::putBack(QString key, Secret token, bool wasForSession) const
{
    if (!wasForSession) {
        const Result<void> restored = co_await m_tokens.write(key, token);
        if (restored)
            co_return QString();
        if (!m_layers)
            co_return Texts::tr("The former token could not be put back either, so enter it again.");
    }
    (void)co_await m_layers->writeForSession(key, token);
    co_return wasForSession
        ? QString()
        : Texts::tr("The former token could not be put back into the keychain. It is kept until "
                    "Slipway ends; enter it again to store it.");
}

QCoro::Task<Result<Tenant>> TenantChanges::add(Tenant tenant, Secret token) const
{
    const Result<Tenant> added = m_tenants.add(tenant);
    if (!added)
        co_return added;
    const Result<void> stored = co_await write(tokenKey(added->id), token);
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
    const bool wasForSession = m_layers && co_await m_layers->isForSession(key);
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
        const Result<void> stored = co_await write(key, *token);
        if (!stored) {
            (void)m_tenants.update(*before);
            kept = stored;
        }
    }
    if (!kept) {
        Error error = kept.error();
        if (old) {
            const QString left = co_await putBack(key, *old, wasForSession);
            if (!left.isEmpty())
                error.nextStep = error.nextStep.isEmpty() ? left : left + QLatin1Char(' ') + error.nextStep;
        }
        co_return std::unexpected(error);
    }
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
