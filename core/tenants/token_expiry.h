// When tokens end, and which reminders are due. A reminder is given once for each tenant, end and number of
// days, over all runs (table token_reminder).
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/tenants/tenant_repository.h"

#include <array>

namespace slipway {

inline constexpr std::array reminderDays{30, 7, 1};

struct ExpiryNotice
{
    QString tenantId, tenantName;
    QDate ends;
    int daysLeft = 0;  // 0: today
    int threshold = 0; // which of reminderDays
};

// "token ends in 23 days", "token ends tomorrow", "token has ended"; empty when the end is not known.
[[nodiscard]] QString expiryText(const QDate &ends, const QDate &today);
// Whether it is time to do something about it: 30 days or fewer, or ended.
[[nodiscard]] bool endsSoon(const QDate &ends, const QDate &today);

// The end that the tenant's own list of tokens tells; invalid when it tells none. Of the two days on which it
// may fall, by UTC and by the local clock, the earlier one.
[[nodiscard]] QDate discoveredExpiry(const CheckResult &result);
// Stores it with the tenant, if it is news. The tenant knows better than what was typed in once.
[[nodiscard]] Result<bool> storeDiscoveredExpiry(const TenantRepository &tenants, const QString &tenantId,
                                                 const CheckResult &result);

// Threads: shares its database's thread.
class TokenReminders
{
public:
    explicit TokenReminders(const StateDatabase &database) : m_database(database) {}

    // At most one for each tenant, the most pressing. A token that has ended is no reminder any more.
    [[nodiscard]] Result<QList<ExpiryNotice>> due(const QList<Tenant> &tenants, const QDate &today) const;
    // The less pressing ones of the same end count as shown, too.
    [[nodiscard]] Result<void> markShown(const ExpiryNotice &notice) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
