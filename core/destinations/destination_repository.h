// The saved destinations. No secrets: those are in the TokenStore, see destination_secrets.h.
#pragma once
#include "core/destinations/destination.h"
#include "core/state/state_database.h"

#include <QList>

namespace slipway {

class DestinationRepository
{
public:
    // Shares the database; use one object per thread.
    explicit DestinationRepository(const StateDatabase &database) : m_database(database) {}

    [[nodiscard]] Result<QList<Destination>> all() const; // by name
    [[nodiscard]] Result<Destination> byName(const QString &name) const;
    [[nodiscard]] Result<Destination> byId(const QString &id) const;
    // Gives the destination an id. BadInput: no name, name taken, or what validate() says.
    [[nodiscard]] Result<Destination> add(Destination destination) const;
    [[nodiscard]] Result<void> update(const Destination &destination) const;
    [[nodiscard]] Result<void> remove(const QString &id) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
