// The keychain as the commands use it: while they wait for it, they say so on standard error, and
// Ctrl+C ends the wait.
#pragma once
#include "core/secrets/keychain.h"

#include <QCoroTask>

class QSocketNotifier;

namespace slipway::cli {

// The state file tells it which keychain has which entry. Entries that it could not remove are
// reported on standard error.
[[nodiscard]] std::unique_ptr<Keychain> openKeychain();

// While this object exists, SIGINT and SIGTERM cancel whatever the store is waiting for.
class KeychainInterrupt
{
public:
    explicit KeychainInterrupt(Keychain &store);
    ~KeychainInterrupt();
    KeychainInterrupt(const KeychainInterrupt &) = delete;
    KeychainInterrupt &operator=(const KeychainInterrupt &) = delete;

private:
    int m_signals;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

// Runs a task of `store` to its end and returns the result.
template<class T>
[[nodiscard]] T waitFor(Keychain &store, QCoro::Task<T> task)
{
    const KeychainInterrupt interrupt(store);
    return QCoro::waitFor(std::move(task));
}

} // namespace slipway::cli
