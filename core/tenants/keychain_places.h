// Remembers in the state file which kind of keychain has the token of each tenant and the
// credentials of each destination (table keychain_place), so that a message can name a keychain
// that is missing later.
//
// Threads: that of the store that uses it. Has its own connection, opened when first needed.
#pragma once
#include "core/secrets/keychain.h"
#include "core/state/state_database.h"

#include <optional>

namespace slipway {

class KeychainPlaces : public BackendMemory
{
public:
    explicit KeychainPlaces(QString databasePath) : m_path(std::move(databasePath)) {}
    [[nodiscard]] QString backend(const QString &key) const override;
    void remember(const QString &key, const QString &backend) override;

private:
    // Null if the state file cannot be opened; the code that opens it for its contents reports the
    // reason.
    [[nodiscard]] const StateDatabase *database() const;
    QString m_path;
    mutable std::optional<StateDatabase> m_database;
};

} // namespace slipway
