// Internal to core/secrets: how one operation on a keychain waits. It gives up when it is cancelled
// or the time limit is reached, and in the meantime reports what it is waiting for. Nothing here
// blocks.
//
// Threads: the store's.
#pragma once
#include "core/secrets/keychain.h"

#ifdef Q_OS_LINUX
#include <QDBusConnection>
#include <QDBusMessage>
#include <stop_token>

namespace slipway {

enum class Awaited {
    Service,         // it answers by itself
    Person,          // somebody has to unlock the keychain or allow access
    ServiceOrPerson, // it answers by itself, or first asks somebody without saying so (KeePassXC)
    PersonPerhaps,   // it is alive but has not answered for a while: it may be asking somebody
};

// Shared by the operations of one store: who is told that they are waiting, and how many are.
struct KeychainWaits
{
    std::function<void(const QString &sentence)> heard;
    QString said;
    int waiting = 0;
};

class KeychainOperation
{
public:
    KeychainOperation(KeychainPatience patience, std::stop_token stop, std::shared_ptr<KeychainWaits> waits);
    ~KeychainOperation();
    KeychainOperation(const KeychainOperation &) = delete;
    KeychainOperation &operator=(const KeychainOperation &) = delete;

    [[nodiscard]] bool isCancelled() const { return m_stop.stop_requested(); }
    [[nodiscard]] std::chrono::milliseconds limit(Awaited whom) const;
    // After this time without an answer, a service that may be waiting for somebody is asked for a
    // sign of life.
    [[nodiscard]] std::chrono::milliseconds untilDoubt() const;
    // Call this repeatedly while waiting for `service`.
    void waits(Awaited whom, const QString &service, std::chrono::milliseconds since);
    // Ends the waiting; the next question may be answered immediately.
    void goesOn();

private:
    KeychainPatience m_patience;
    std::stop_token m_stop;
    std::shared_ptr<KeychainWaits> m_waits;
    bool m_isWaiting = false;
};

using Operation = std::shared_ptr<KeychainOperation>;

// The session bus. Connects again if the previous connection has been lost.
[[nodiscard]] QDBusConnection sessionBus();

// Returns the reply, which may be an error message from the service. `service` is its
// human-readable name. Errors: Timeout, Cancelled; an answer that arrives after that is passed to
// `late`.
[[nodiscard]] QCoro::Task<Result<QDBusMessage>> ask(Operation operation, QString service, QDBusMessage call,
                                                    Awaited whom = Awaited::Service,
                                                    std::function<void(QDBusMessage)> late = {});

// Whether an error reply says that the service has ended, or could not be started.
[[nodiscard]] bool saysThatItEnded(const QDBusMessage &reply);

enum class Presence {
    Absent,    // unknown to the bus
    Startable, // the bus can start it
    Running,
    Disabled, // it is running and says that it must not be used
};

// Absent, Startable or Running, according to the bus itself.
[[nodiscard]] QCoro::Task<Result<Presence>> presenceOf(Operation operation, QString busName);

} // namespace slipway
#endif
