// How to fix a finding: what is certain and likely, the console's steps for both kinds of token, the paths to
// copy, and a message to the Netskope administrator. The texts are data (resources/fixes.json).
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
    QStringList paths;                            // to copy
    QString message;                              // to the administrator; empty where there is nothing to ask

    // Everything, for "Copy as text".
    [[nodiscard]] QString asText() const;
};

// What the texts speak of.
struct FixSubject
{
    QString host;
    QString profile;   // title
    QStringList paths; // the first stands where one path is meant
};

// `key` is a row of the table: a cause's name, or "excess". An unknown key gives an empty fix.
[[nodiscard]] Fix fixFor(const QString &key, const FixSubject &subject);
// For one row; paths are all that the same cause touches, its own first. Empty when there is nothing to fix.
[[nodiscard]] Fix fixFor(const CheckResult &result, const AccessRow &row);
// For the whole check: the cause that stops most of what is needed; else what is in excess.
[[nodiscard]] Fix fixFor(const CheckResult &result);

} // namespace slipway
