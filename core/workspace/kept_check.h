// Keeps what a check has found, for the window and the command line alike.
//
// Threads: any; each with a database of its own.
#pragma once
#include "core/diagnosis/history/check_record.h"
#include "core/state/state_database.h"

namespace slipway {

// Whom a check was about.
struct CheckedTenant
{
    QString id; // empty if it is not saved
    QString name;
    QUrl address;
};

struct KeptCheck
{
    Result<void> history = {};    // an error does not make the check less valid
    bool isTenantChanged = false; // the check has found out when the token expires
};

// Counts the refused requests of a check against the number that a least-privilege audit may still
// cause this hour. Do this for each check once, also for one that was stopped, and before an audit.
void keepRefusals(const StateDatabase &database, const QUrl &address, const CheckResult &result);

// Adds a check to the tenant's history, and stores the token's expiry date with the tenant if the
// check found it, even if the history cannot be written. A check that was stopped is not kept, since
// it says nothing about what it did not reach.
[[nodiscard]] KeptCheck keepCheck(const StateDatabase &database, const CheckedTenant &tenant,
                                  const CheckResult &result);

} // namespace slipway
