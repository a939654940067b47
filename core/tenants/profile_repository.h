// The profiles that a user has saved: what their own SIEM needs. They are in the state file, shared
// by the window and the command line, and can be exported to a file for a colleague or another
// computer.
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
    // Shares the database; use one object per thread.
    explicit ProfileRepository(const StateDatabase &database) : m_database(database) {}

    [[nodiscard]] Result<QList<Profile>> all() const; // by name
    // BadInput: no name, a name with a colon or several lines, the name of a built-in profile, no
    // endpoint, an unknown one, or (without `replace`) a name that is taken. Tenants that use a
    // replaced profile now use the new one.
    [[nodiscard]] Result<Profile> save(const Profile &profile, bool replace) const;
    // Saves all of them or none.
    [[nodiscard]] Result<void> save(const QList<Profile> &profiles, bool replace) const;
    // Tenants that used it keep its endpoints, as an unnamed selection. BadInput suggests similar
    // names.
    [[nodiscard]] Result<void> remove(const QString &name) const;

private:
    const StateDatabase &m_database;
};

// One of the user's own profiles. Its id is "custom:NAME:alert,audit", which
// EndpointCatalogue::resolveProfile() understands without the repository.
[[nodiscard]] Profile namedProfile(const QString &name, const QStringList &endpointIds);
[[nodiscard]] QByteArray profilesToFile(const QList<Profile> &profiles);
// BadInput if it is not such a file, comes from a newer version, or contains an invalid profile,
// which is named. `path` is only for the error's text.
[[nodiscard]] Result<QList<Profile>> profilesFromFile(const QByteArray &content, const QString &path);

} // namespace slipway
