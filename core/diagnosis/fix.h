// How to fix a finding: what is certain and likely, the console's steps for both kinds of token, the paths to
// copy, and a message to the Netskope administrator. The texts are data (resources/fixes.json).
//
// Asked for is what the profile needs and lacks, and nothing else, however many endpoints were tested
// besides. A function of an RBAC v3 role can carry several paths: which of them come together is said.
//
// Service accounts came with RBAC v3 (from November 2025 on the only way to new tokens); older tokens live on
// until they expire.
#pragma once
#include "core/diagnosis/check_result.h"

namespace slipway {

struct Fix
{
    QString title;
    QString certain, likely, tellApart, nextStep; // sentences; may be empty
    QStringList serviceAccount, legacyToken;      // steps in the console, in order
    QStringList together;                         // sentences: which paths cannot be had one by one
    QStringList paths;                            // to copy
    QString message;                              // to the administrator; empty where there is nothing to ask

    // Everything, for "Copy as text".
    [[nodiscard]] QString asText() const;
};

// What the texts speak of.
struct FixSubject
{
    QString host;
    QString profile;              // title
    QStringList paths;            // the first stands where one path is meant
    QStringList writePaths = {};  // of those: the profile also changes what is there
    QStringList neededPaths = {}; // all that the profile needs: what else a function carries is not needed
};

// Whether a refusal says something about one path; otherwise it is about the token or the tenant.
[[nodiscard]] bool isAboutThePath(Cause cause);

// `key` is a row of the table: a cause's name, "excess" or "not-needed". An unknown key gives an empty fix.
[[nodiscard]] Fix fixFor(const QString &key, const FixSubject &subject);
// For one row; paths are those that the profile needs and the same cause touches, its own first; where a new
// token is the answer, all that the profile needs. A path that the profile does not need is not asked for.
// Empty when there is nothing to fix.
[[nodiscard]] Fix fixFor(const CheckResult &result, const AccessRow &row);
// For the whole check: the cause that stops most of what is needed; else what is in excess.
[[nodiscard]] Fix fixFor(const CheckResult &result);

} // namespace slipway
