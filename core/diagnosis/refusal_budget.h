// How many refusals Slipway may still cause on a tenant: SIEM rules alert on ten 403s within an hour
// (docs/netskope-api.md, "The audit log"), and the tenant's audit log lists each of them. The count is kept
// in the state file, so that all runs and windows share it.
//
// Threads: shares its database's thread.
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/state/state_database.h"

namespace slipway {

class RefusalBudget
{
public:
    static constexpr int mostInAnHour = 9;

    RefusalBudget(const StateDatabase &database, const QUrl &address);

    // How many are left now.
    [[nodiscard]] Result<int> left(const QDateTime &now = QDateTime::currentDateTimeUtc()) const;
    // When the next one is allowed, UTC; invalid while some are left.
    [[nodiscard]] Result<QDateTime> nextAt(const QDateTime &now = QDateTime::currentDateTimeUtc()) const;
    // Takes one. Call it before the request goes out, so that a crash does not lose the count. False if none
    // is left.
    [[nodiscard]] Result<bool> take(const QDateTime &now = QDateTime::currentDateTimeUtc()) const;
    // Gives the newest one back, because it was not a refusal.
    [[nodiscard]] Result<void> giveBack() const;
    // Adds the refusals that a check has caused.
    [[nodiscard]] Result<void> add(const CheckResult &result) const;

private:
    [[nodiscard]] Result<QList<qint64>> recent(const QDateTime &now) const; // epoch seconds, newest first

    const StateDatabase &m_database;
    QString m_host;
};

} // namespace slipway
