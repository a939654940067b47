// The profiles that a user has named and kept: what a SIEM of their own needs. In the state file, so that the
// window and the command line share them; as a file they go to a colleague or another computer.
//
// The file is JSON of the form of resources/profiles.json:
//     {"format": "slipway-profiles", "version": 1, "profiles": [{"name": "My SIEM", "endpoints": ["alert",
//     "audit"]}]}
#pragma once
#include "core/netskope/endpoint.h"
#include "core/state/state_database.h"

namespace slipway {

class ProfileRepository
{
public:
    // Shares the database; one object for each thread.
    explicit ProfileRepository(const StateDatabase &database) : m_database(database) {}

    [[nodiscard]] Result<QList<Profile>> all() const; // by name
    // BadInput: no name, one with a colon or of several lines, that of a profile that Slipway brings, no
    // endpoint, an unknown one, or (without `replace`) a name that is taken. Tenants that use the replaced
    // one need what the new one needs.
    [[nodiscard]] Result<Profile> save(const Profile &profile, bool replace) const;
    // All or none of them.
    [[nodiscard]] Result<void> save(const QList<Profile> &profiles, bool replace) const;
    // Tenants that used it keep its endpoints, as a choice without a name. BadInput names similar ones.
    [[nodiscard]] Result<void> remove(const QString &name) const;

private:
    const StateDatabase &m_database;
};

// A profile of the user's own. Its id is "custom:NAME:alert,audit", which EndpointCatalogue::resolveProfile()
// understands by itself.
[[nodiscard]] Profile namedProfile(const QString &name, const QStringList &endpointIds);
[[nodiscard]] QByteArray profilesToFile(const QList<Profile> &profiles);
// BadInput: not such a file, of a newer version, or a profile with a fault, which is named. `path` is only
// for the error's text.
[[nodiscard]] Result<QList<Profile>> profilesFromFile(const QByteArray &content, const QString &path);

} // namespace slipway
