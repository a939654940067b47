// Exports that nobody stopped: they were running when Slipway was killed, or when the computer restarted.
// They continue by themselves the next time Slipway starts.
//
// Threads: the window's.
#pragma once
#include "core/workspace/workspace.h"

#include <optional>

namespace slipway {

// The jobs that are recorded as running. Call it before Workspace::open(), which turns those that no process
// runs any more into interrupted ones. Empty if there is no state file, or if it cannot be read.
[[nodiscard]] QStringList jobsLeftRunning(const QString &databasePath);

struct GoneOn
{
    QStringList ids;            // the jobs that run again
    std::optional<Error> error; // why the first of the others does not
};

// Resumes those of the jobs that are interrupted now, with the tokens from the keychain. A job that another
// process runs is left alone, and so is one whose tenant is not saved here.
[[nodiscard]] QCoro::Task<GoneOn> goOn(Workspace &workspace, QStringList ids);

} // namespace slipway
