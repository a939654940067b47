// Which job continues which, in the state database. Each endpoint of a job can be continued once; the
// database itself refuses a second time, so that two processes cannot both do it.
//
// Threads: that of the database connection.
#pragma once
#include "core/base/error.h"
#include "core/exporting/journal/continuing/continuation.h"
#include "core/state/state_database.h"

#include <optional>

namespace slipway {

class ContinuationTable
{
public:
    // `database` must outlive this object.
    explicit ContinuationTable(const StateDatabase &database) : m_database(database) {}

    // What `job` continues; empty if it continues nothing.
    [[nodiscard]] Result<std::optional<Continuation>> of(const QString &job, const QString &endpointId) const;
    // Records that `job` continues another one, and takes over the kept keys of the events in that one's
    // files. BadInput with the reason if that one is continued already. Call it within a transaction.
    // `wroteEvents`: that one's files contain events, so there have to be keys to take over.
    [[nodiscard]] Result<void> add(const QString &job, const QString &endpointId,
                                   const Continuation &continuation, bool wroteEvents) const;
    // Lets what this endpoint of a cancelled job continued be continued again, since the endpoint has no
    // files.
    [[nodiscard]] Result<void> release(const QString &job, const QString &endpointId) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
