// Internal to core/secrets: how one operation on a keychain waits. It gives up when it is cancelled or when
// the service has had its time, and says meanwhile what it is waiting for. Nothing here blocks.
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
    ServiceOrPerson, // it answers by itself, or asks somebody first without saying so (KeePassXC)
    PersonPerhaps,   // it lives, and has not answered for a while: it may be asking somebody
};

// What the operations of one store share: who hears that they wait, and how many do.
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
    // After so long without an answer, a sign of life is asked for where somebody may have to be waited for.
    [[nodiscard]] std::chrono::milliseconds untilDoubt() const;
    // Called again and again while `service` is waited for.
    void waits(Awaited whom, const QString &service, std::chrono::milliseconds since);
    // It is not waited for any longer; the next question may be answered at once.
    void goesOn();

private:
    KeychainPatience m_patience;
    std::stop_token m_stop;
    std::shared_ptr<KeychainWaits> m_waits;
    bool m_isWaiting = false;
};

using Operation = std::shared_ptr<KeychainOperation>;

// The session bus. Connected anew when the one from before is gone.
[[nodiscard]] QDBusConnection sessionBus();

// The reply, which may be an error message of the service. `service` is its name for people.
// Errors: Timeout, Cancelled; an answer that comes all the same goes to `late`.
[[nodiscard]] QCoro::Task<Result<QDBusMessage>> ask(Operation operation, QString service, QDBusMessage call,
                                                    Awaited whom = Awaited::Service,
                                                    std::function<void(QDBusMessage)> late = {});

// Whether an error reply says that the service has ended, or could not be started.
[[nodiscard]] bool saysThatItEnded(const QDBusMessage &reply);

enum class Presence {
    Absent,    // the bus knows nothing of it
    Startable, // the bus can start it
    Running,
    Disabled, // it runs and says that it must not be used
};

// Absent, Startable or Running, by what the bus itself says.
[[nodiscard]] QCoro::Task<Result<Presence>> presenceOf(Operation operation, QString busName);

} // namespace slipway
#endif
