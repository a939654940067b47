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
    QString id;   // UUID without braces; assigned by the repository
    QString name; // unique, case-insensitively
    QUrl address; // from normaliseAddress()
    QString profileId = QStringLiteral("hunters");
    QDate tokenExpires; // as entered; invalid if unknown
    QString proxy;      // as in ConnectionSettings; without a password
    QString caFile;
    ApiVersion api = ApiVersion::V2;

    bool operator==(const Tenant &) const = default;
};

[[nodiscard]] ConnectionSettings connectionOf(const Tenant &tenant, const Secret &token);

// The tenant whose token is used to continue something that was started for the tenant `id`: that
// tenant, or, if it is no longer saved (or never was, and `id` is empty), one that is saved with
// the same address, preferably one with the same name. In the latter case no token goes to another
// address.
[[nodiscard]] std::optional<Tenant> ownerOf(const QList<Tenant> &tenants, const QString &id,
                                            const QString &name, const QUrl &address);

class TenantRepository
{
public:
    // Shares the database; use one object per thread.
    explicit TenantRepository(const StateDatabase &database) : m_database(database) {}

    [[nodiscard]] Result<QList<Tenant>> all() const; // by name
    [[nodiscard]] Result<Tenant> byName(const QString &name) const;
    [[nodiscard]] Result<Tenant> byId(const QString &id) const;
    // Gives the tenant an id. BadInput: no name, a name of several lines or one that is taken, no
    // address, an invalid proxy, or a CA file that does not exist.
    [[nodiscard]] Result<Tenant> add(Tenant tenant) const;
    [[nodiscard]] Result<void> update(const Tenant &tenant) const;
    // Also removes its checks and reminders.
    [[nodiscard]] Result<void> remove(const QString &id) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
