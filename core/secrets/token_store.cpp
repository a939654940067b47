#include "core/secrets/token_store.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TokenStore)
};

} // namespace

QString tokenKey(const QString &tenantId)
{
    return QStringLiteral("io.slipway/%1/api-token").arg(tenantId);
}

QCoro::Task<Result<Secret>> MemoryTokenStore::read(QString key)
{
    const auto found = m_secrets.constFind(key);
    if (found == m_secrets.constEnd())
        co_return failure(ErrorKind::NotFound, Texts::tr("There is no token for this tenant."),
                          Texts::tr("Add it in the tenant's settings."));
    co_return *found;
}

QCoro::Task<Result<void>> MemoryTokenStore::write(QString key, Secret secret)
{
    m_secrets.insert(key, secret);
    co_return Result<void>{};
}

QCoro::Task<Result<void>> MemoryTokenStore::remove(QString key)
{
    m_secrets.remove(key);
    co_return Result<void>{};
}

QString MemoryTokenStore::backendName() const
{
    return Texts::tr("This session only");
}

LayeredTokenStore::LayeredTokenStore(std::unique_ptr<TokenStore> keychain,
                                     std::unique_ptr<TokenStore> session)
    : m_keychain(std::move(keychain)), m_session(std::move(session))
{}

QCoro::Task<Result<Secret>> LayeredTokenStore::read(QString key)
{
    Result<Secret> kept = co_await m_session->read(key);
    if (kept)
        co_return kept;
    Result<Secret> stored = co_await m_keychain->read(key);
    co_return stored;
}

QCoro::Task<Result<void>> LayeredTokenStore::write(QString key, Secret secret)
{
    Result<void> written = co_await m_keychain->write(key, secret);
    if (written)
        (void)co_await m_session->remove(key);
    co_return written;
}

QCoro::Task<Result<void>> LayeredTokenStore::writeForSession(QString key, Secret secret)
{
    Result<void> written = co_await m_session->write(key, secret);
    co_return written;
}

QCoro::Task<bool> LayeredTokenStore::isForSession(QString key)
{
    const Result<Secret> kept = co_await m_session->read(key);
    co_return kept.has_value();
}

QCoro::Task<Result<void>> LayeredTokenStore::remove(QString key)
{
    Result<void> removed = co_await m_keychain->remove(key);
    if (removed)
        (void)co_await m_session->remove(key);
    co_return removed;
}

QString LayeredTokenStore::backendName() const
{
    return m_keychain->backendName();
}

} // namespace slipway
