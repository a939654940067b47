// How to fix a finding: what is certain and likely, the console's steps for both kinds of token, the paths to
// copy, and a message to the Netskope administrator. The texts are data (resources/fixes.json).
//
// A fix asks only for what the profile needs and lacks, however many other endpoints were tested. A function
// of an RBAC v3 role can include several paths; the fix says which of them come together.
//
// Service accounts came with RBAC v3 (since November 2025 they are the only way to get a new token); older
// tokens stay valid until they expire.
#pragma once
#include "core/diagnosis/check_result.h"

namespace slipway {

struct Fix
{
    QString title;
    QString certain, likely, tellApart, nextStep; // sentences; may be empty
    QStringList serviceAccount, legacyToken;      // steps in the console, in order
    QStringList together;                         // sentences: which paths cannot be granted one by one
    QStringList paths;                            // to copy
    QString message; // to the administrator; empty if there is nothing to ask for

    // Everything, for "Copy as text".
    [[nodiscard]] QString asText() const;
};

// What the texts are about.
struct FixSubject
{
    QString host;
    QString profile;              // title
    QStringList paths;            // the first is used where a text names only one
    QStringList writePaths = {};  // of those: the profile's consumer also writes there
    QStringList neededPaths = {}; // all that the profile needs; a function's other paths are not needed
};

// Whether a refusal says something about a single path; otherwise it is about the token or the tenant.
[[nodiscard]] bool isAboutThePath(Cause cause);

// `key` is a row of the table: a cause's name, "excess" or "not-needed". An unknown key gives an empty fix.
[[nodiscard]] Fix fixFor(const QString &key, const FixSubject &subject);
// For one row. The paths are those that the profile needs and that have the same cause, the row's own first;
// if the answer is a new token, they are all that the profile needs. A path that the profile does not need is
// not asked for. Empty if there is nothing to fix.
[[nodiscard]] Fix fixFor(const CheckResult &result, const AccessRow &row);
// For the whole check: for the cause that blocks most of what is needed; otherwise for what is in excess.
[[nodiscard]] Fix fixFor(const CheckResult &result);

} // namespace slipway
