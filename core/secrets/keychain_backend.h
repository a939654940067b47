// Internal to core/secrets: one kind of keychain on the session bus.
#pragma once
#include "core/secrets/keychain_operation.h"

#ifdef Q_OS_LINUX
namespace slipway {

class KeychainBackend
{
public:
    virtual ~KeychainBackend() = default;
    // A stable word, for the state file.
    [[nodiscard]] virtual QString id() const = 0;
    [[nodiscard]] virtual QString title() const = 0; // for people
    // Of one that is only looked into to be sure, what the bus says is enough: asking a service that is stuck
    // takes long.
    [[nodiscard]] virtual QCoro::Task<Result<Presence>> presence(Operation operation, bool onlyTheBus) = 0;

    // Whether the person may be asked to unlock it where it is only looked into to be sure.
    enum class Asking { Yes, No };
    [[nodiscard]] virtual QCoro::Task<Result<Secret>> read(Operation operation, QString key,
                                                           Asking asking) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<StoreOutcome>> write(Operation operation, QString key,
                                                                  Secret secret) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<StoreOutcome>> remove(Operation operation, QString key,
                                                                   Asking asking) = 0;
};

// Under which service Slipway's entries stand in any keychain.
[[nodiscard]] inline QString keychainService()
{
    return QStringLiteral("Slipway");
}

} // namespace slipway
#endif
