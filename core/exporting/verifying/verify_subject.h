// What can be verified, namely an export in a folder or in a bucket, and how to find it.
#pragma once
#include "core/destinations/destination.h"
#include "core/exporting/fetching/pacing.h"
#include "core/exporting/journal/export_job.h"
#include "core/exporting/verifying/verify_report.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace slipway {

class ExportChain;

struct VerifySubject
{
    QString manifest; // a path; in a bucket, the object's name below the destination's prefix
    std::optional<DestinationAccess> access; // if it is in a bucket

    [[nodiscard]] QString place() const; // the path, or the URL
};

struct VerifyOptions
{
    bool quick = false; // only what the store reports; see verifyQuickly()
    QString signer;     // a file of keys, one of which must have signed; empty: not checked
    std::function<void(qint64, qint64)> progress; // bytes read and to read
    std::function<void(const QString &)> waiting; // what it waits for in a bucket; empty when it continues
    RetryPolicy retry{std::chrono::seconds(1), std::chrono::seconds(15), std::chrono::seconds(120)};
};

// Blocks; call it on a thread on which QCoro::waitFor() may run. Both callbacks are called there. Errors and
// `chain`: see verify.h.
[[nodiscard]] Result<VerifyReport> verify(const VerifySubject &subject, const VerifyOptions &options,
                                          std::stop_token stop, ExportChain *chain = nullptr);

// The same subjects, each export after the one that it continues. Reads their manifests and blocks, as
// verify() does; one whose manifest cannot be read stays where it is.
[[nodiscard]] QList<VerifySubject> inChainOrder(const QList<VerifySubject> &subjects,
                                                const VerifyOptions &options, std::stop_token stop);

// The manifests of a job's complete endpoints. NotFound if none is complete; BadInput if `access` does not
// lead to the place where the job wrote.
[[nodiscard]] Result<QList<VerifySubject>> subjectsOf(const JobSnapshot &job,
                                                      const std::optional<DestinationAccess> &access);
// The manifest at a path, or all manifests in that folder and its immediate subfolders.
[[nodiscard]] Result<QList<VerifySubject>> subjectsIn(const QString &path);
// The same for the place that `access` leads to. Blocks, like verify().
[[nodiscard]] Result<QList<VerifySubject>> subjectsIn(DestinationAccess access, std::stop_token stop);

} // namespace slipway
