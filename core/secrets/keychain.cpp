// Combines the keychains of a Linux desktop: finds the one that has a token, chooses the one for a
// new token, and makes sure that no other one keeps an old token.
#include "core/secrets/keychain.h"

#include "core/secrets/qt_keychain.h"

#ifdef Q_OS_LINUX
#include "core/base/forward_error.h"
#include "core/base/system_package.h"
#include "core/secrets/keychain_backend.h"
#include "core/secrets/keychain_errors.h"
#include "core/secrets/kwallet.h"
#include "core/secrets/secret_service.h"

#include <QCoreApplication>
#include <QFile>
#include <QStandardPaths>

#include <algorithm>
#include <vector>

namespace slipway {
namespace {

using Asking = KeychainBackend::Asking;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(KeychainTokenStore)
};

bool isOnBus()
{
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFile::exists(runtime + QStringLiteral("/bus"));
}

// Over ssh, in a container and from cron there may be none.
QString howToGetABus()
{
    for (const QString &program :
         {QStringLiteral("dbus-run-session"), QStringLiteral("gnome-keyring-daemon")}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return Texts::tr("Start Slipway in a desktop session. Where there is none: %1")
                .arg(howToInstall(SystemPackage::SessionBus));
    }
    return Texts::tr(
        "Start Slipway in a desktop session. Where there is none, run dbus-run-session -- bash, and in it "
        "gnome-keyring-daemon --unlock, which reads the keyring's password (end it with Ctrl+D).");
}

bool isKde()
{
    return qEnvironmentVariable("XDG_CURRENT_DESKTOP")
               .split(QLatin1Char(':'))
               .contains(QStringLiteral("KDE"), Qt::CaseInsensitive) ||
           qEnvironmentVariableIsSet("KDE_FULL_SESSION");
}

// What is known about a backend at the beginning of an operation.
struct Found
{
    KeychainBackend *backend;
    Presence presence;
    bool isRemembered; // had the entry before
    bool isLead;       // the one to use; the others are searched only to be sure

    [[nodiscard]] bool isUsable() const
    {
        return presence == Presence::Running || presence == Presence::Startable;
    }
};

class DesktopKeychain : public Keychain
{
public:
    DesktopKeychain(std::shared_ptr<BackendMemory> memory, KeychainPatience patience)
        : m_memory(std::move(memory)), m_patience(patience)
    {
        m_backends.push_back(makeSecretService());
        m_backends.push_back(makeKWallet());
    }

    QCoro::Task<Result<Secret>> read(QString key) override
    {
        const Operation operation = begin();
        CO_ASSIGN_OR_RETURN(const std::vector<Found> found, co_await look(operation, key));
        QString notLooked; // a backend that may have it, but could not be asked
        for (const Found &each : found) {
            if (!each.isUsable() || (!each.isLead && each.presence != Presence::Running))
                continue;
            const Result<Secret> secret =
                co_await each.backend->read(operation, key, each.isLead ? Asking::Yes : Asking::No);
            if (secret) {
                remember(key, each.backend->id());
                co_return secret;
            }
            if (secret.error().kind == ErrorKind::NotFound)
                continue;
            if (each.isLead || secret.error().kind == ErrorKind::Cancelled)
                co_return secret;
            notLooked = each.backend->title();
        }
        if (const Found *missing = rememberedButGone(found))
            co_return std::unexpected(whereItWas(*missing));
        Error none = keychain::noToken();
        if (!notLooked.isEmpty())
            none.nextStep +=
                QLatin1Char(' ') + Texts::tr("It may be in %1, which could not be asked.").arg(notLooked);
        co_return std::unexpected(none);
    }

    QCoro::Task<Result<void>> write(QString key, Secret secret) override
    {
        const Result<StoreOutcome> outcome = co_await replace(key, secret);
        co_return told(outcome);
    }

    QCoro::Task<Result<void>> remove(QString key) override
    {
        const Result<StoreOutcome> outcome = co_await removeEverywhere(key);
        co_return told(outcome);
    }

    StoreOutcome lastOutcome() const override { return m_outcome; }

    QString backendName() const override
    {
        return Texts::tr("Secret Service (GNOME Keyring, KeePassXC) or KWallet");
    }

    void cancel() override
    {
        m_stop.request_stop();
        m_stop = {};
    }

    void onWaiting(std::function<void(const QString &sentence)> heard) override
    {
        m_waits->heard = std::move(heard);
    }

    void onLeftovers(std::function<void(const QStringList &sentences)> heard) override
    {
        m_left = std::move(heard);
    }

private:
    Result<void> told(const Result<StoreOutcome> &outcome)
    {
        if (!outcome)
            return std::unexpected(outcome.error());
        m_outcome = *outcome;
        if (m_left && !m_outcome.leftovers.isEmpty())
            m_left(m_outcome.leftovers);
        return {};
    }

    QCoro::Task<Result<StoreOutcome>> replace(QString key, Secret secret)
    {
        const Operation operation = begin();
        CO_ASSIGN_OR_RETURN(const std::vector<Found> found, co_await look(operation, key));
        const auto target = std::ranges::find_if(found, &Found::isLead);
        Result<StoreOutcome> outcome = co_await target->backend->write(operation, key, secret);
        if (!outcome)
            co_return outcome;
        remember(key, target->backend->id());
        for (const Found &each : found) {
            if (each.isLead)
                continue;
            if (each.presence != Presence::Running && !(each.isRemembered && each.isUsable())) {
                if (each.isRemembered)
                    outcome->leftovers << mayStay(*each.backend);
                continue;
            }
            const Result<StoreOutcome> removed =
                co_await each.backend->remove(operation, key, each.isRemembered ? Asking::Yes : Asking::No);
            add(*outcome, removed, *each.backend);
        }
        co_return outcome;
    }

    QCoro::Task<Result<StoreOutcome>> removeEverywhere(QString key)
    {
        const Operation operation = begin();
        CO_ASSIGN_OR_RETURN(const std::vector<Found> found, co_await look(operation, key));
        StoreOutcome outcome;
        for (const Found &each : found) {
            if (!each.isUsable() || (!each.isLead && each.presence != Presence::Running)) {
                if (each.isRemembered)
                    outcome.leftovers << mayStay(*each.backend);
                continue;
            }
            const Result<StoreOutcome> removed =
                co_await each.backend->remove(operation, key, each.isLead ? Asking::Yes : Asking::No);
            if (!removed && (each.isLead || removed.error().kind == ErrorKind::Cancelled))
                co_return removed;
            add(outcome, removed, *each.backend);
        }
        remember(key, {});
        co_return outcome;
    }

    Operation begin() { return std::make_shared<KeychainOperation>(m_patience, m_stop.get_token(), m_waits); }

    // The backends in the order in which to ask them; the first usable one leads. Errors:
    // KeychainUnavailable if none is usable; those of waiting.
    QCoro::Task<Result<std::vector<Found>>> look(Operation operation, QString key)
    {
        if (!isOnBus())
            co_return failure(ErrorKind::KeychainUnavailable,
                              Texts::tr("There is no session bus, so the keychain cannot be reached."),
                              howToGetABus());
        const QString before = m_memory ? m_memory->backend(key) : QString();
        std::vector<Found> found;
        for (const auto &backend : m_backends)
            found.push_back({backend.get(), Presence::Absent, backend->id() == before, false});
        const QString desktops = isKde() ? QStringLiteral("kwallet") : QStringLiteral("secret-service");
        std::ranges::stable_sort(found, [&](const Found &one, const Found &other) {
            const auto rank = [&](const Found &each) {
                return each.isRemembered ? 0 : each.backend->id() == desktops ? 1 : 2;
            };
            return rank(one) < rank(other);
        });
        bool hasLead = false;
        for (Found &each : found) {
            const Result<Presence> presence = co_await each.backend->presence(operation, hasLead);
            // One that does not answer is not absent: it leads, and its error is returned.
            if (!presence && (!hasLead || presence.error().kind == ErrorKind::Cancelled))
                co_return std::unexpected(presence.error());
            each.presence = presence.value_or(Presence::Absent);
            each.isLead = !hasLead && each.isUsable();
            hasLead = hasLead || each.isLead;
        }
        if (hasLead)
            co_return found;
        if (const Found *missing = rememberedButGone(found))
            co_return std::unexpected(whereItWas(*missing));
        if (const auto off = std::ranges::find(found, Presence::Disabled, &Found::presence);
            off != found.end())
            co_return failure(
                ErrorKind::KeychainUnavailable,
                Texts::tr("%1 is switched off, and there is no other keychain.").arg(off->backend->title()),
                switchOn());
        co_return failure(
            ErrorKind::KeychainUnavailable, Texts::tr("No keychain is available on this computer."),
            Texts::tr("%1, then log out and in again.").arg(howToInstall(SystemPackage::Keyring)));
    }

    static QString switchOn() { return Texts::tr("Switch it on in System Settings, under KDE Wallet."); }

    static const Found *rememberedButGone(const std::vector<Found> &found)
    {
        const auto gone = std::ranges::find_if(
            found, [](const Found &each) { return each.isRemembered && !each.isUsable(); });
        return gone == found.end() ? nullptr : &*gone;
    }

    static Error whereItWas(const Found &found)
    {
        const QString title = found.backend->title();
        const bool isOff = found.presence == Presence::Disabled;
        return {ErrorKind::KeychainUnavailable,
                (isOff ? Texts::tr("This was stored in %1, which is switched off.")
                       : Texts::tr("This was stored in %1, which is not available here."))
                    .arg(title),
                (isOff
                     ? switchOn()
                     : Texts::tr("Start Slipway in a session with %1, or store it again: then it goes to the "
                                 "keychain that is available here.")
                           .arg(title)),
                {}};
    }

    static QString mayStay(const KeychainBackend &backend)
    {
        return Texts::tr("An older entry may stay in %1, which is not available here.").arg(backend.title());
    }

    static void add(StoreOutcome &outcome, const Result<StoreOutcome> &removed,
                    const KeychainBackend &backend)
    {
        if (!removed) {
            outcome.leftovers << Texts::tr("An older entry may stay in %1, which could not be asked: %2")
                                     .arg(backend.title(), removed.error().message);
            return;
        }
        outcome.removed += removed->removed;
        outcome.leftovers += removed->leftovers;
    }

    void remember(const QString &key, const QString &backend)
    {
        if (m_memory && m_memory->backend(key) != backend)
            m_memory->remember(key, backend);
    }

    std::shared_ptr<BackendMemory> m_memory;
    KeychainPatience m_patience;
    std::vector<std::unique_ptr<KeychainBackend>> m_backends;
    std::shared_ptr<KeychainWaits> m_waits = std::make_shared<KeychainWaits>();
    std::stop_source m_stop;
    StoreOutcome m_outcome;
    std::function<void(const QStringList &sentences)> m_left;
};

} // namespace

std::unique_ptr<Keychain> makeKeychain(std::shared_ptr<BackendMemory> memory, KeychainPatience patience)
{
    if (qEnvironmentVariable("SLIPWAY_KEYCHAIN") == QLatin1String("qtkeychain"))
        return makeQtKeychain();
    return std::make_unique<DesktopKeychain>(std::move(memory), patience);
}

std::unique_ptr<TokenStore> makeKeychainTokenStore()
{
    return makeKeychain();
}

} // namespace slipway

#else

namespace slipway {

std::unique_ptr<Keychain> makeKeychain(std::shared_ptr<BackendMemory>, KeychainPatience)
{
    return makeQtKeychain();
}

std::unique_ptr<TokenStore> makeKeychainTokenStore()
{
    return makeKeychain();
}

} // namespace slipway
#endif
