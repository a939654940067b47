// The saved tenants. No secrets: those are in the TokenStore under tokenKey(tenant.id).
#pragma once
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"
#include "core/state/state_database.h"

#include <QDate>
#include <QList>
#include <optional>

namespace slipway {

struct Tenant
{
    QString id;   // UUID without braces; made by the repository
    QString name; // unique, case-insensitively
    QUrl address; // from normaliseAddress()
    QString profileId = QStringLiteral("hunters");
    QDate tokenExpires; // as entered; invalid when unknown
    QString proxy;      // as in ConnectionSettings; without a password
    QString caFile;
    ApiVersion api = ApiVersion::V2;

    bool operator==(const Tenant &) const = default;
};

[[nodiscard]] ConnectionSettings connectionOf(const Tenant &tenant, const Secret &token);

// Whose token goes on with something that was begun for the tenant `id`: that tenant, or, where it is no
// longer saved (or never was: `id` is empty), one that has been saved for the same address, of the same name
// rather than another. A token goes to no other address by this.
[[nodiscard]] std::optional<Tenant> ownerOf(const QList<Tenant> &tenants, const QString &id,
                                            const QString &name, const QUrl &address);

class TenantRepository
{
public:
    // Shares the database; one object for each thread.
    explicit TenantRepository(const StateDatabase &database) : m_database(database) {}

    [[nodiscard]] Result<QList<Tenant>> all() const; // by name
    [[nodiscard]] Result<Tenant> byName(const QString &name) const;
    [[nodiscard]] Result<Tenant> byId(const QString &id) const;
    // Gives the tenant an id. BadInput: no name or one of several lines, name taken, no address, a proxy that
    // is none, a CA file that is not there.
    [[nodiscard]] Result<Tenant> add(Tenant tenant) const;
    [[nodiscard]] Result<void> update(const Tenant &tenant) const;
    // With what is remembered of it: its checks and reminders.
    [[nodiscard]] Result<void> remove(const QString &id) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
