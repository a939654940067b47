// The support bundle: what somebody needs in order to help, as an archive or a folder. It contains
// versions, settings, tenants, checks, the ledger of requests, jobs and the log, but no events and
// no secrets.
//
// Before anything is written, each file is searched for every secret that this process knows
// (core/base/secret_scan.h), so the saved tenants' tokens should be in memory while writeBundle()
// runs.
#pragma once
#include "core/base/secret.h"
#include "core/exporting/journal/export_job.h"
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

// The saved tenants' tokens, for the scan.
struct KnownTokens
{
    QList<Secret> tokens; // kept in memory so that the scan knows them
    QStringList unread;   // tenants whose tokens could not be read, with the reason
};
// Reads the tokens of all saved tenants. A locked keychain or an unreadable list of tenants is not
// an error, since a bundle is needed most when something is wrong; `unread` tells the reader of the
// bundle.
[[nodiscard]] QCoro::Task<KnownTokens> readKnownTokens(TokenStore &store, const StateDatabase &database);
// The same if the state file cannot even be opened.
[[nodiscard]] KnownTokens noKnownTokens(const Error &why);

struct SupportBundle
{
    QList<BundleFile> files;
    KnownTokens known; // kept as long as the bundle
};
// What a bundle is made from. The state may be damaged, in part or completely.
struct BundleSources
{
    Result<const StateDatabase *> database; // never null
    QString databasePath;
    Result<QList<JobSnapshot>> jobs;
    const RequestLedger &ledger; // of this process
    const KnownTokens &known;
};
// Gathers everything that can be read; the file missing.txt lists the rest, with the reasons.
[[nodiscard]] QList<BundleFile> gatherBundle(const BundleSources &sources);
[[nodiscard]] QList<BundleFile> gatherBundle(const StateDatabase &database, const QList<JobSnapshot> &jobs,
                                             const RequestLedger &ledger, const KnownTokens &known);
// The lines of missing.txt; empty if nothing is missing.
[[nodiscard]] QStringList missingParts(const QList<BundleFile> &files);

// Internal if a file contains a secret; the message names the file, and nothing is written.
[[nodiscard]] Result<void> scanBundle(const QList<BundleFile> &files);
// Scans, then writes an archive (if the name ends in .zip or .tar.gz) or a new folder (any other
// name). Writes everything or nothing; only the owner may read it.
[[nodiscard]] Result<void> writeBundle(const QList<BundleFile> &files, const QString &path);

} // namespace slipway
