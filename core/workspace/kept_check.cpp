#include "core/workspace/kept_check.h"

#include "core/diagnosis/history/check_history.h"
#include "core/diagnosis/refusal_budget.h"
#include "core/tenants/token_expiry.h"

namespace slipway {

void keepRefusals(const StateDatabase &database, const QUrl &address, const CheckResult &result)
{
    (void)RefusalBudget(database, address).add(result); // an audit can do without
}

KeptCheck keepCheck(const StateDatabase &database, const CheckedTenant &tenant, const CheckResult &result)
{
    KeptCheck kept;
    if (result.stopped)
        return kept;
    const Result<CheckRecord> added = CheckHistory(database).add(
        CheckRecord::of(result, historyKey(tenant.id, tenant.address), tenant.name));
    if (!added)
        kept.history = std::unexpected(added.error());
    if (!tenant.id.isEmpty())
        kept.isTenantChanged =
            storeDiscoveredExpiry(TenantRepository(database), tenant.id, result).value_or(false);
    return kept;
}

} // namespace slipway
