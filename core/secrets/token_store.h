// Where tokens are kept: in the OS keychain, or in this process's memory. Never in a file.
#pragma once
#include "core/base/error.h"
#include "core/base/secret.h"

#include <QCoroTask>
#include <QHash>
#include <memory>

namespace slipway {

// Keys are unique on the machine, since Windows identifies entries by the key alone:
// "io.slipway/<tenant uuid>/api-token".
[[nodiscard]] QString tokenKey(const QString &tenantId);

class TokenStore
{
public:
    virtual ~TokenStore() = default;
    // Errors: NotFound, KeychainUnavailable, KeychainLocked, KeychainDenied, Timeout.
    [[nodiscard]] virtual QCoro::Task<Result<Secret>> read(QString key) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<void>> write(QString key, Secret secret) = 0;
    // Removing a token that does not exist succeeds.
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

// Looks in `session` first, then in `keychain`, so a token kept only for the session takes
// precedence. Each of the two has its own function for writing.
class LayeredTokenStore : public TokenStore
{
public:
    LayeredTokenStore(std::unique_ptr<TokenStore> keychain, std::unique_ptr<TokenStore> session);
    [[nodiscard]] QCoro::Task<Result<Secret>> read(QString key) override;
    // Writes to the keychain; if that succeeds, a token with the same key is removed from the
    // session store.
    [[nodiscard]] QCoro::Task<Result<void>> write(QString key, Secret secret) override;
    [[nodiscard]] QCoro::Task<Result<void>> writeForSession(QString key, Secret secret);
    // Whether it is kept for the session only.
    [[nodiscard]] QCoro::Task<bool> isForSession(QString key);
    // Removes it from both; if the keychain refuses, it stays in both.
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString key) override;
    [[nodiscard]] QString backendName() const override;

private:
    std::unique_ptr<TokenStore> m_keychain, m_session;
};

} // namespace slipway
