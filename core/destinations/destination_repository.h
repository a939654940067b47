// The saved destinations. No secrets: those are in the TokenStore, see destination_secrets.h.
#pragma once
#include "core/destinations/destination.h"
#include "core/state/state_database.h"

#include <QHash>
#include <QList>

namespace slipway {

// How the last test of a destination ended; see destination_test.h.
struct DestinationTestRecord
{
    qint64 at = 0; // epoch seconds
    bool passed = false;
};

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
    // How the last tests ended, by destination id. A destination whose settings have changed since then
    // counts as not tested.
    [[nodiscard]] Result<QHash<QString, DestinationTestRecord>> tests() const;
    // Keeps how the test of a saved destination ended, for the settings it was made with.
    [[nodiscard]] Result<void> keepTest(const Destination &destination,
                                        const DestinationTestRecord &record) const;
    // After its credentials have changed, a destination counts as not tested.
    [[nodiscard]] Result<void> forgetTest(const QString &id) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
