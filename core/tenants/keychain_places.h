// Remembers in the state file which kind of keychain has the token of each tenant and the credentials of each
// destination (table keychain_place), so that a keychain that is missing later can be named.
//
// Threads: that of the store that uses it. Has a connection of its own, opened when it is first needed.
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
    // Nothing where the state file cannot be opened: whoever opens it for its contents says why.
    [[nodiscard]] const StateDatabase *database() const;
    QString m_path;
    mutable std::optional<StateDatabase> m_database;
};

} // namespace slipway
