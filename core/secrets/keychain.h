// The keychain of the operating system: what there is to know and to do about it beyond reading and writing.
//
// Threads: one keychain belongs to one thread, which needs an event loop.
#pragma once
#include "core/secrets/token_store.h"

#include <QStringList>
#include <chrono>
#include <functional>

namespace slipway {

// What a write or a removal did.
struct StoreOutcome
{
    int removed = 0;       // entries of this key that are gone now: the old ones, for a write
    QStringList leftovers; // whole sentences: which older entries are, or may be, still there, and why
};

class Keychain : public TokenStore
{
public:
    // read() never gives an empty secret: an empty entry counts as none. The success of write() means that
    // the secret was read back from where it was written and was the same. Errors of all three, besides those
    // of TokenStore: Cancelled.

    // What the last write() or remove() that succeeded did.
    [[nodiscard]] virtual StoreOutcome lastOutcome() const = 0;
    // Ends every operation that waits, with Cancelled. What was asked for does not happen later, either.
    virtual void cancel() = 0;
    // Called when an operation has to wait, with a sentence for people, again when that changes, and with an
    // empty text when no operation waits any more.
    virtual void onWaiting(std::function<void(const QString &sentence)> heard) = 0;
    // Called when a write or removal left older entries behind, with the leftovers of its outcome.
    virtual void onLeftovers(std::function<void(const QStringList &sentences)> heard) = 0;
};

// Remembers from one run to the next which kind of keychain has an entry: "secret-service" or "kwallet".
class BackendMemory
{
public:
    virtual ~BackendMemory() = default;
    // Empty when it is not known.
    [[nodiscard]] virtual QString backend(const QString &key) const = 0;
    // An empty backend forgets the key. Failing to remember costs a search next time and is not reported.
    virtual void remember(const QString &key, const QString &backend) = 0;
};

// How long the keychain may take.
struct KeychainPatience
{
    std::chrono::milliseconds answer{20'000};  // for the service to answer one question
    std::chrono::milliseconds person{120'000}; // for a person to unlock it, or to allow access
    std::chrono::milliseconds silent{250};     // until onWaiting() hears that there is something to wait for
    std::chrono::milliseconds slow{5'000};     // until it hears that the service does not answer
};

// On Linux the keychains of the desktop, asked over D-Bus, or Qt Keychain where the environment has
// SLIPWAY_KEYCHAIN=qtkeychain; elsewhere Qt Keychain.
[[nodiscard]] std::unique_ptr<Keychain> makeKeychain(std::shared_ptr<BackendMemory> memory = {},
                                                     KeychainPatience patience = {});

} // namespace slipway
