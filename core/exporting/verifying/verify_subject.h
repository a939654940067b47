// What can be verified: an export in a folder or in a bucket, and how to find it.
#pragma once
#include "core/destinations/destination.h"
#include "core/exporting/fetching/pacing.h"
#include "core/exporting/jobs/export_job.h"
#include "core/exporting/verifying/verify_report.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace slipway {

struct VerifySubject
{
    QString manifest; // a path; of a bucket: the object's name below the destination's prefix
    std::optional<DestinationAccess> access; // where it is in a bucket

    [[nodiscard]] QString place() const; // the path, or the URL
};

struct VerifyOptions
{
    bool quick = false;                           // only what the store tells; see verifyQuickly()
    QString signer;                               // a file of keys, one of which signed; empty: not asked
    std::function<void(qint64, qint64)> progress; // bytes read and to read
    std::function<void(const QString &)> waiting; // what it waits for in a bucket; nothing when it goes on
    RetryPolicy retry{std::chrono::seconds(1), std::chrono::seconds(15), std::chrono::seconds(120)};
};

// Blocks; in a thread where QCoro::waitFor() may run. Both callbacks come there. Errors: see verify.h.
[[nodiscard]] Result<VerifyReport> verify(const VerifySubject &subject, const VerifyOptions &options,
                                          std::stop_token stop);

// The manifests of a job's complete endpoints. NotFound when none is; BadInput when `access` does not lead to
// where the job wrote.
[[nodiscard]] Result<QList<VerifySubject>> subjectsOf(const JobSnapshot &job,
                                                      const std::optional<DestinationAccess> &access);
// The manifest at a path, or all in that folder and right below it.
[[nodiscard]] Result<QList<VerifySubject>> subjectsIn(const QString &path);
// The same where `access` leads. Blocks, as verify() does.
[[nodiscard]] Result<QList<VerifySubject>> subjectsIn(DestinationAccess access, std::stop_token stop);

} // namespace slipway
