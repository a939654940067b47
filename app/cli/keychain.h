// The keychain as the commands use it: that it is waited for is said on standard error, and Ctrl+C ends the
// wait.
#pragma once
#include "core/secrets/keychain.h"

#include <QCoroTask>

class QSocketNotifier;

namespace slipway::cli {

// Knows from the state file which keychain has what. What it leaves behind is said on standard error.
[[nodiscard]] std::unique_ptr<Keychain> openKeychain();

// While it lives, SIGINT and SIGTERM cancel what the store waits for.
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

// The result of something that `store` does.
template<class T>
[[nodiscard]] T waitFor(Keychain &store, QCoro::Task<T> task)
{
    const KeychainInterrupt interrupt(store);
    return QCoro::waitFor(std::move(task));
}

} // namespace slipway::cli
