// KDE's wallet, without Qt Keychain, which treats a failed write as a success, reads an error as an
// empty secret, and decides once and for all, after half a second, which keychain there is.
//
// Source: org.kde.KWallet.xml of KDE Frameworks 5 and 6. Folder and entry names are those of Qt
// Keychain, which wrote the entries of earlier versions.
#include "core/secrets/kwallet.h"

#ifdef Q_OS_LINUX
#include "core/base/forward_error.h"
#include "core/secrets/keychain_errors.h"

#include <QCoreApplication>
#include <QDBusPendingCall>

namespace slipway {
namespace {

enum EntryType { Unknown = 0, Password = 1, EndpointOutput = 2 };

QString tr(const char *text)
{
    return QCoreApplication::translate("KWallet", text);
}

QString titleText()
{
    return tr("KWallet");
}

// One of the names that KWallet may have on the bus.
struct Daemon
{
    QString busName, path;
    Presence presence = Presence::Absent;
};

Error errorOf(const QDBusMessage &reply)
{
    const QString details = scrubbed(reply.errorName() + QStringLiteral(": ") + reply.errorMessage());
    return saysThatItEnded(reply) ? keychain::gone(titleText(), details)
                                  : keychain::failed(titleText(), details);
}

QDBusMessage callOf(const Daemon &daemon, const char *method, const QVariantList &arguments = {})
{
    QDBusMessage message = QDBusMessage::createMethodCall(
        daemon.busName, daemon.path, QStringLiteral("org.kde.KWallet"), QLatin1String(method));
    message.setArguments(arguments);
    return message;
}

// The first value of the answer; an error from the service becomes one of ours.
QCoro::Task<Result<QVariant>> valueOf(Operation operation, QDBusMessage call, Awaited whom = Awaited::Service,
                                      std::function<void(QDBusMessage)> late = {})
{
    const QString title = titleText();
    CO_ASSIGN_OR_RETURN(const QDBusMessage reply, co_await ask(operation, title, call, whom, late));
    if (reply.type() == QDBusMessage::ErrorMessage)
        co_return std::unexpected(errorOf(reply));
    co_return reply.arguments().value(0);
}

bool isMeantByDesktop(const QString &busName)
{
    return busName.endsWith(qEnvironmentVariable("KDE_SESSION_VERSION"));
}

QCoro::Task<Result<Daemon>> findDaemon(Operation operation)
{
    Daemon best;
    for (const char *version : {"6", "5"}) {
        Daemon daemon;
        daemon.busName = QStringLiteral("org.kde.kwalletd") + QLatin1String(version);
        daemon.path = QStringLiteral("/modules/kwalletd") + QLatin1String(version);
        const QString name = daemon.busName;
        CO_ASSIGN_OR_RETURN(const Presence presence, co_await presenceOf(operation, name));
        daemon.presence = presence;
        const bool isBetter = daemon.presence == best.presence
                                  ? daemon.presence != Presence::Absent && isMeantByDesktop(name)
                                  : daemon.presence == Presence::Running || best.presence == Presence::Absent;
        if (isBetter)
            best = daemon;
    }
    co_return best;
}

// An open wallet.
struct Wallet
{
    Daemon daemon;
    int handle = -1;

    [[nodiscard]] QVariantList entry(const QString &key) const { return {handle, keychainService(), key}; }
    [[nodiscard]] QDBusMessage about(const char *method, const QString &key) const
    {
        return callOf(daemon, method, entry(key) << keychainService());
    }
};

// Opens the wallet, which may involve asking the user. NotFound if there is none yet and `make` is
// false. With Asking::No, also NotFound if the wallet's file shows, without opening it, that it
// lacks the key.
QCoro::Task<Result<Wallet>> openWallet(Operation operation, QString key, KeychainBackend::Asking asking,
                                       bool make)
{
    Wallet wallet;
    CO_ASSIGN_OR_RETURN(const Daemon daemon, co_await findDaemon(operation));
    wallet.daemon = daemon;
    if (daemon.presence == Presence::Absent)
        co_return std::unexpected(keychain::gone(titleText(), {}));
    const QDBusMessage which = callOf(wallet.daemon, "networkWallet");
    CO_ASSIGN_OR_RETURN(const QVariant name, co_await valueOf(operation, which));
    if (!make) {
        // Opening a wallet that does not exist would start creating one.
        const QDBusMessage list = callOf(wallet.daemon, "wallets");
        const Result<QVariant> wallets = co_await valueOf(operation, list);
        if (wallets && !wallets->toStringList().contains(name.toString()))
            co_return std::unexpected(keychain::noToken());
        if (!wallets && wallets.error().kind != ErrorKind::KeychainUnavailable)
            co_return std::unexpected(wallets.error());
    }
    if (asking == KeychainBackend::Asking::No) {
        QVariantList arguments;
        arguments << name.toString();
        const QDBusMessage whether = callOf(wallet.daemon, "isOpen", arguments);
        const Result<QVariant> open = co_await valueOf(operation, whether);
        if (!open || !open->toBool()) { // for an open one it does not know the newest entries
            arguments << keychainService() << key;
            const QDBusMessage lacks = callOf(wallet.daemon, "keyDoesNotExist", arguments);
            CO_ASSIGN_OR_RETURN(const QVariant missing, co_await valueOf(operation, lacks));
            if (missing.toBool())
                co_return std::unexpected(keychain::noToken());
        }
    }
    QVariantList arguments;
    arguments << name.toString() << qlonglong(0) << keychainService();
    const QDBusMessage open = callOf(wallet.daemon, "open", arguments);
    CO_ASSIGN_OR_RETURN(const QVariant handle, co_await valueOf(operation, open, Awaited::Person));
    wallet.handle = handle.toInt();
    if (wallet.handle < 0)
        co_return std::unexpected(keychain::refused(
            titleText(), tr("The wallet was not opened: the dialog was closed, the password "
                            "was wrong, or access was refused.")));
    co_return wallet;
}

QCoro::Task<Result<int>> typeOf(Operation operation, Wallet wallet, QString key)
{
    const QDBusMessage call = wallet.about("entryType", key);
    CO_ASSIGN_OR_RETURN(const QVariant type, co_await valueOf(operation, call));
    co_return type.toInt();
}

// If the wallet has been closed in the meantime, every entry appears to be missing.
QCoro::Task<bool> isStillOpen(Operation operation, Wallet wallet)
{
    QVariantList arguments;
    arguments << wallet.handle;
    const QDBusMessage call = callOf(wallet.daemon, "isOpen", arguments);
    const Result<QVariant> open = co_await valueOf(operation, call);
    co_return !open || open->toBool();
}

// Empty if there is no such entry, or an empty one.
QCoro::Task<Result<Secret>> contents(Operation operation, Wallet wallet, QString key)
{
    CO_ASSIGN_OR_RETURN(const int type, co_await typeOf(operation, wallet, key));
    if (type != Password && type != EndpointOutput)
        co_return Secret();
    const QDBusMessage call = wallet.about(type == Password ? "readPassword" : "readEntry", key);
    CO_ASSIGN_OR_RETURN(const QVariant value, co_await valueOf(operation, call));
    co_return Secret(type == Password ? value.toString().toUtf8() : value.toByteArray());
}

class KWallet : public KeychainBackend
{
public:
    QString id() const override { return QStringLiteral("kwallet"); }
    QString title() const override { return titleText(); }

    QCoro::Task<Result<Presence>> presence(Operation operation, bool onlyTheBus) override
    {
        CO_ASSIGN_OR_RETURN(const Daemon daemon, co_await findDaemon(operation));
        if (onlyTheBus || daemon.presence == Presence::Absent)
            co_return daemon.presence;
        // Starts it if it is not running, because only then is it known whether it can run here.
        const QDBusMessage call = callOf(daemon, "isEnabled");
        const Result<QVariant> enabled = co_await valueOf(operation, call);
        if (!enabled && enabled.error().kind != ErrorKind::KeychainUnavailable)
            co_return std::unexpected(enabled.error());
        if (!enabled)
            co_return daemon.presence == Presence::Startable ? Presence::Absent : Presence::Running;
        co_return enabled->toBool() ? Presence::Running : Presence::Disabled;
    }

    QCoro::Task<Result<Secret>> read(Operation operation, QString key, Asking asking) override
    {
        for (int attempt = 0; attempt < 2; ++attempt) {
            CO_ASSIGN_OR_RETURN(const Wallet wallet, co_await openWallet(operation, key, asking, false));
            const Result<Secret> secret = co_await contents(operation, wallet, key);
            if (!secret)
                co_return std::unexpected(secret.error());
            if (!secret->isEmpty())
                co_return *secret;
            const bool open = co_await isStillOpen(operation, wallet);
            if (open)
                break;
        }
        co_return std::unexpected(keychain::noToken());
    }

    QCoro::Task<Result<StoreOutcome>> write(Operation operation, QString key, Secret secret) override
    {
        const Result<Wallet> wallet = co_await openWallet(operation, key, Asking::Yes, true);
        if (!wallet)
            co_return std::unexpected(wallet.error());
        StoreOutcome outcome;
        CO_ASSIGN_OR_RETURN(const int before, co_await typeOf(operation, *wallet, key));
        outcome.removed = before == Unknown ? 0 : 1; // it is overwritten
        const QDBusMessage call =
            callOf(wallet->daemon, "writeEntry", wallet->entry(key) << secret.reveal() << keychainService());
        // A write that was given up must not be stored later.
        const std::function<void(QDBusMessage)> takeBack = [opened = *wallet, key](const QDBusMessage &late) {
            if (late.type() == QDBusMessage::ReplyMessage && late.arguments().value(0).toInt() == 0)
                sessionBus().asyncCall(opened.about("removeEntry", key));
        };
        CO_ASSIGN_OR_RETURN(const QVariant written,
                            co_await valueOf(operation, call, Awaited::Service, takeBack));
        if (written.toInt() != 0)
            co_return std::unexpected(
                keychain::notKept(titleText(), QStringLiteral("writeEntry: %1").arg(written.toInt())));
        const Result<Secret> kept = co_await contents(operation, *wallet, key);
        if (!kept || !(*kept == secret)) {
            // The token is not reported as saved, so it must not be used later, either.
            sessionBus().asyncCall(wallet->about("removeEntry", key));
            if (!kept)
                co_return std::unexpected(kept.error());
            co_return std::unexpected(keychain::notKept(titleText(), tr("The entry has other contents.")));
        }
        // Writes to the disk immediately, instead of within some seconds. The call has no reply.
        QVariantList arguments;
        arguments << wallet->handle << keychainService();
        sessionBus().asyncCall(callOf(wallet->daemon, "sync", arguments));
        co_return outcome;
    }

    QCoro::Task<Result<StoreOutcome>> remove(Operation operation, QString key, Asking asking) override
    {
        for (int attempt = 0; attempt < 2; ++attempt) {
            const Result<Wallet> wallet = co_await openWallet(operation, key, asking, false);
            if (!wallet && wallet.error().kind == ErrorKind::NotFound)
                break;
            if (!wallet)
                co_return std::unexpected(wallet.error());
            CO_ASSIGN_OR_RETURN(const int before, co_await typeOf(operation, *wallet, key));
            if (before == Unknown) {
                const bool open = co_await isStillOpen(operation, *wallet);
                if (open)
                    break;
                continue;
            }
            const QDBusMessage call = wallet->about("removeEntry", key);
            CO_ASSIGN_OR_RETURN(const QVariant removed, co_await valueOf(operation, call));
            CO_ASSIGN_OR_RETURN(const int after, co_await typeOf(operation, *wallet, key));
            if (after != Unknown)
                co_return std::unexpected(
                    keychain::failed(titleText(), QStringLiteral("removeEntry: %1").arg(removed.toInt())));
            QVariantList arguments;
            arguments << wallet->handle << keychainService();
            sessionBus().asyncCall(callOf(wallet->daemon, "sync", arguments));
            StoreOutcome outcome;
            outcome.removed = 1;
            co_return outcome;
        }
        co_return StoreOutcome{};
    }
};

} // namespace

std::unique_ptr<KeychainBackend> makeKWallet()
{
    return std::make_unique<KWallet>();
}

} // namespace slipway
#endif
