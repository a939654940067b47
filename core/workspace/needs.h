// What waits for a person: exports that stopped or cannot reach their destination, and tokens that have
// ended. The window lists it in one place.
#pragma once
#include "core/exporting/journal/export_job.h"
#include "core/tenants/tenant_repository.h"

namespace slipway {

struct Need
{
    enum class Kind {
        JobWaitsForToken,
        TokenExpired,
        StoreSilent, // the destination of a running export cannot be reached
        JobStopped,  // interrupted, incomplete, failed, or paused by an error
    };
    Kind kind = Kind::JobStopped;
    QString tenantId, jobId; // of TokenExpired, jobId is empty
    QString tenantName;
    qint64 from = 0, to = 0; // the job's range, epoch seconds
    QString what;            // what has happened and what to do about it, in sentences

    bool operator==(const Need &) const = default;
};

// Whether the job has stopped and will not continue until someone acts. A job that the user
// paused does not need anybody.
[[nodiscard]] bool needsSomebody(const JobSnapshot &job);

// The most urgent first: exports that wait for a token, expired tokens, destinations that cannot be reached,
// other exports that stopped; within each kind in the order given. A tenant whose export waits for a token is
// not listed a second time because its token has expired.
[[nodiscard]] QList<Need> needsOf(const QList<Tenant> &tenants, const QList<JobSnapshot> &jobs,
                                  const QDate &today);

} // namespace slipway
