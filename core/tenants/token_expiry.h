// When tokens expire, and which reminders are due. A reminder is shown only once for each tenant,
// expiry date and number of days, even across runs (table token_reminder).
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

// "token ends in 23 days", "token ends tomorrow", "token has ended"; empty if the expiry date is
// not known.
[[nodiscard]] QString expiryText(const QDate &ends, const QDate &today);
// Whether it is time to renew the token: it ends in 30 days or fewer, or has already ended.
[[nodiscard]] bool endsSoon(const QDate &ends, const QDate &today);

// The expiry date in the tenant's own list of tokens; invalid if the list gives none. The day may
// differ between UTC and local time; the earlier one is returned.
[[nodiscard]] QDate discoveredExpiry(const CheckResult &result);
// Stores that date with the saved tenant if it is new. The tenant's own date takes precedence over
// the entered one.
[[nodiscard]] Result<bool> storeDiscoveredExpiry(const TenantRepository &tenants, const QString &tenantId,
                                                 const CheckResult &result);

// Threads: shares its database's thread.
class TokenReminders
{
public:
    explicit TokenReminders(const StateDatabase &database) : m_database(database) {}

    // At most one for each tenant, the most urgent. There are no reminders for tokens that have
    // ended.
    [[nodiscard]] Result<QList<ExpiryNotice>> due(const QList<Tenant> &tenants, const QDate &today) const;
    // Also marks the less urgent reminders for the same expiry date as shown.
    [[nodiscard]] Result<void> markShown(const ExpiryNotice &notice) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
