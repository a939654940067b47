// The keychain of the operating system: what can be learned and done beyond reading and writing.
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
    int removed = 0;       // removed entries of this key; for a write, the old ones
    QStringList leftovers; // whole sentences: which older entries are, or may be, still there, and why
};

class Keychain : public TokenStore
{
public:
    // read() never returns an empty secret: an empty entry counts as missing. If write() succeeds,
    // the secret has been read back from where it was written and was the same. Errors of all
    // three, besides those of TokenStore: Cancelled.

    // What the last successful write() or remove() did.
    [[nodiscard]] virtual StoreOutcome lastOutcome() const = 0;
    // Ends every waiting operation with Cancelled. Whatever they were to do will not happen later,
    // either.
    virtual void cancel() = 0;
    // Calls `heard` with a sentence for people when an operation has to wait, again when the
    // sentence changes, and with an empty text when no operation is waiting any more.
    virtual void onWaiting(std::function<void(const QString &sentence)> heard) = 0;
    // Calls `heard` when a write or removal has left older entries behind, with its outcome's
    // leftovers.
    virtual void onLeftovers(std::function<void(const QStringList &sentences)> heard) = 0;
};

// Remembers across runs which kind of keychain has an entry: "secret-service" or "kwallet".
class BackendMemory
{
public:
    virtual ~BackendMemory() = default;
    // Empty if it is not known.
    [[nodiscard]] virtual QString backend(const QString &key) const = 0;
    // An empty backend forgets the key. A failure only costs a search next time and is not
    // reported.
    virtual void remember(const QString &key, const QString &backend) = 0;
};

// How long to wait for the keychain.
struct KeychainPatience
{
    std::chrono::milliseconds answer{20'000};  // for the service to answer one question
    std::chrono::milliseconds person{120'000}; // for a person to unlock it, or to allow access
    std::chrono::milliseconds silent{250};     // until onWaiting() reports that an operation is waiting
    std::chrono::milliseconds slow{5'000};     // until it reports that the service does not answer
};

// On Linux the desktop's keychains, over D-Bus, or Qt Keychain if SLIPWAY_KEYCHAIN=qtkeychain is
// set in the environment; on other systems Qt Keychain.
[[nodiscard]] std::unique_ptr<Keychain> makeKeychain(std::shared_ptr<BackendMemory> memory = {},
                                                     KeychainPatience patience = {});

} // namespace slipway
