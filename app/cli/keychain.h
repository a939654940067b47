// The keychain as the commands use it: while they wait for it, they say so on standard error, and
// Ctrl+C ends the wait.
#pragma once
#include "app/cli/interrupt.h"
#include "core/secrets/keychain.h"

#include <QCoroTask>

namespace slipway::cli {

// The state file tells it which keychain has which entry. Entries that it could not remove are
// reported on standard error.
[[nodiscard]] std::unique_ptr<Keychain> openKeychain();

// Runs a task of `store` to its end and returns the result.
template<class T>
[[nodiscard]] T waitFor(Keychain &store, QCoro::Task<T> task)
{
    const InterruptGuard interrupt([&store] { store.cancel(); });
    return QCoro::waitFor(std::move(task));
}

} // namespace slipway::cli
