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
    // `onlyTheBus`: relies on what the bus says, because asking a service that hangs takes a long
    // time. That is enough for a keychain that is searched only to be sure.
    [[nodiscard]] virtual QCoro::Task<Result<Presence>> presence(Operation operation, bool onlyTheBus) = 0;

    // Whether the user may be asked to unlock it. No, for a keychain that is searched only to be
    // sure.
    enum class Asking { Yes, No };
    [[nodiscard]] virtual QCoro::Task<Result<Secret>> read(Operation operation, QString key,
                                                           Asking asking) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<StoreOutcome>> write(Operation operation, QString key,
                                                                  Secret secret) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<StoreOutcome>> remove(Operation operation, QString key,
                                                                   Asking asking) = 0;
};

// The service name of Slipway's entries in every keychain.
[[nodiscard]] inline QString keychainService()
{
    return QStringLiteral("Slipway");
}

} // namespace slipway
#endif
