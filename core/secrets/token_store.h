// Where tokens rest: the OS keychain through Qt Keychain, or this process's memory. Never a file.
#pragma once
#include "core/base/error.h"
#include "core/base/secret.h"

#include <QCoroTask>
#include <QHash>
#include <memory>

namespace slipway {

// Keys are unique on the machine, since Windows names entries by the key alone: "io.slipway/<tenant
// uuid>/api-token".
[[nodiscard]] QString tokenKey(const QString &tenantId);

class TokenStore
{
public:
    virtual ~TokenStore() = default;
    // Errors: NotFound, KeychainUnavailable, KeychainLocked, KeychainDenied, Timeout.
    [[nodiscard]] virtual QCoro::Task<Result<Secret>> read(QString key) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<void>> write(QString key, Secret secret) = 0;
    // Removing what is not there is a success.
    [[nodiscard]] virtual QCoro::Task<Result<void>> remove(QString key) = 0;
    // For people: "Secret Service (GNOME Keyring, KWallet)", "This session only".
    [[nodiscard]] virtual QString backendName() const = 0;
};

[[nodiscard]] std::unique_ptr<TokenStore> makeKeychainTokenStore();

class MemoryTokenStore : public TokenStore
{
public:
    [[nodiscard]] QCoro::Task<Result<Secret>> read(QString key) override;
    [[nodiscard]] QCoro::Task<Result<void>> write(QString key, Secret secret) override;
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString key) override;
    [[nodiscard]] QString backendName() const override;

private:
    QHash<QString, Secret> m_secrets;
};

// Looks in `session` first, then in `keychain`: so a token kept for the session only wins, and writes say
// where to.
class LayeredTokenStore : public TokenStore
{
public:
    LayeredTokenStore(std::unique_ptr<TokenStore> keychain, std::unique_ptr<TokenStore> session);
    [[nodiscard]] QCoro::Task<Result<Secret>> read(QString key) override;
    // To the keychain; a token of the same key in the session store goes away when that worked.
    [[nodiscard]] QCoro::Task<Result<void>> write(QString key, Secret secret) override;
    [[nodiscard]] QCoro::Task<Result<void>> writeForSession(QString key, Secret secret);
    // From both.
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString key) override;
    [[nodiscard]] QString backendName() const override;

private:
    std::unique_ptr<TokenStore> m_keychain, m_session;
};

} // namespace slipway
