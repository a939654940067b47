// The support bundle: what somebody who helps needs to know, as an archive or a folder. Versions, settings,
// tenants, checks, the ledger of requests, jobs and the log; no event, and no secret.
//
// Before anything is written, each file is searched for every secret that this process knows (core/base/
// secret_scan.h), so the saved tenants' tokens should be alive while writeBundle() runs.
#pragma once
#include "core/base/secret.h"
#include "core/exporting/jobs/export_job.h"
#include "core/net/request_ledger.h"
#include "core/secrets/token_store.h"
#include "core/state/state_database.h"

#include <QCoroTask>

namespace slipway {

struct BundleFile
{
    QString name; // below the bundle's own folder: "checks/12.txt"
    QByteArray content;
};

// What the secrets of the scan come from.
struct KnownTokens
{
    QList<Secret> tokens; // kept alive, so that the scan knows them
    QStringList unread;   // tenants whose token could not be read, with the reason
};
// Reads the tokens of all saved tenants. A keychain that is locked or a list of tenants that cannot be read
// is no error: a bundle is wanted most when something is wrong; `unread` says so in the bundle.
[[nodiscard]] QCoro::Task<KnownTokens> readKnownTokens(TokenStore &store, const StateDatabase &database);
// The same where the state file cannot even be opened.
[[nodiscard]] KnownTokens noKnownTokens(const Error &why);

struct SupportBundle
{
    QList<BundleFile> files;
    KnownTokens known; // alive as long as the bundle
};
// What a bundle is made of. The state may be damaged, all of it or a part.
struct BundleSources
{
    Result<const StateDatabase *> database; // never null
    QString databasePath;
    Result<QList<JobSnapshot>> jobs;
    const RequestLedger &ledger; // of this process
    const KnownTokens &known;
};
// All that can be read; what cannot is named in the file missing.txt, with the reason.
[[nodiscard]] QList<BundleFile> gatherBundle(const BundleSources &sources);
[[nodiscard]] QList<BundleFile> gatherBundle(const StateDatabase &database, const QList<JobSnapshot> &jobs,
                                             const RequestLedger &ledger, const KnownTokens &known);
// What missing.txt says, a line each; empty: nothing is missing.
[[nodiscard]] QStringList missingParts(const QList<BundleFile> &files);

// Internal: a secret is in a file; the sentence names the file and nothing is written.
[[nodiscard]] Result<void> scanBundle(const QList<BundleFile> &files);
// Scans, then writes an archive (a name that ends in .zip or .tar.gz) or a new folder (any other name). All
// of it or nothing; only the owner may read it.
[[nodiscard]] Result<void> writeBundle(const QList<BundleFile> &files, const QString &path);

} // namespace slipway
