// Past checks, in the table check_run: every check is stored, and the newest `keptChecks` of each tenant are
// kept. What is read is worded in the language in use, whichever it was stored in.
//
// Threads: shares its database's thread.
#pragma once
#include "core/diagnosis/history/check_record.h"
#include "core/state/state_database.h"

namespace slipway {

// This covers eight days of hourly checks, or more than half a year of daily ones, which is enough to see
// when something was lost. It takes a few hundred kilobytes.
inline constexpr int keptChecks = 200;

class CheckHistory
{
public:
    explicit CheckHistory(const StateDatabase &database) : m_database(database) {}

    // Stores the record under its tenantKey, gives it an id, and deletes all but the newest `kept` of that
    // tenant.
    [[nodiscard]] Result<CheckRecord> add(CheckRecord record, int kept = keptChecks) const;
    // Newest first, at most `limit` (-1: all); an empty key means all tenants. Records that cannot be read
    // are left out.
    [[nodiscard]] Result<QList<CheckRecord>> list(const QString &tenantKey, int limit = -1) const;
    // The newest record of each tenant, by its key. One query, however many tenants there are.
    [[nodiscard]] Result<QHash<QString, CheckRecord>> latest() const;
    [[nodiscard]] Result<void> forget(const QString &tenantKey) const;
    // NotFound names the id.
    [[nodiscard]] Result<CheckRecord> byId(qint64 id) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
