// Which job continues which, in the state database. A job is continued once for each endpoint; the database
// itself refuses a second time, so that two processes cannot both do it.
//
// Threads: that of the database connection.
#pragma once
#include "core/base/error.h"
#include "core/exporting/jobs/continuation.h"
#include "core/state/state_database.h"

#include <optional>

namespace slipway {

class ContinuationTable
{
public:
    // `database` outlives this.
    explicit ContinuationTable(const StateDatabase &database) : m_database(database) {}

    // What `job` continues; nothing where it is an export of its own.
    [[nodiscard]] Result<std::optional<Continuation>> of(const QString &job, const QString &endpointId) const;
    // `job` continues another one, and takes over what is remembered of the events in that one's files.
    // BadInput with the reason where that one is continued already. Within a transaction of the caller.
    // `wroteEvents`: that one's files hold events, so there has to be something to take over.
    [[nodiscard]] Result<void> add(const QString &job, const QString &endpointId,
                                   const Continuation &continuation, bool wroteEvents) const;
    // The endpoint of a cancelled job has no files, so that what it continued can be continued again.
    [[nodiscard]] Result<void> release(const QString &job, const QString &endpointId) const;

private:
    const StateDatabase &m_database;
};

} // namespace slipway
