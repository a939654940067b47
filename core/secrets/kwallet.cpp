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

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(KWallet)
};

QString titleText()
{
    return Texts::tr("KWallet");
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

// The wallets of this desktop by name.
struct Wallets
{
    Daemon daemon;
    QString main; // where new entries go
    QStringList all;
};

QCoro::Task<Result<Wallets>> findWallets(Operation operation)
{
    Wallets found;
    CO_ASSIGN_OR_RETURN(const Daemon daemon, co_await findDaemon(operation));
    found.daemon = daemon;
    if (daemon.presence == Presence::Absent)
        co_return std::unexpected(keychain::gone(titleText(), {}));
    const QDBusMessage which = callOf(daemon, "networkWallet");
    CO_ASSIGN_OR_RETURN(const QVariant name, co_await valueOf(operation, which));
    found.main = name.toString();
    const QDBusMessage list = callOf(daemon, "wallets");
    const Result<QVariant> names = co_await valueOf(operation, list);
    if (!names && names.error().kind != ErrorKind::KeychainUnavailable)
        co_return std::unexpected(names.error());
    found.all = names ? names->toStringList() : QStringList(found.main);
    co_return found;
}

// Whether the wallet's file lacks the key, which it shows without being opened. An open wallet does not
// say so of its newest entries.
QCoro::Task<Result<bool>> fileLacks(Operation operation, Daemon daemon, QString name, QString key)
{
    QVariantList arguments;
    arguments << name << keychainService() << key;
    const QDBusMessage call = callOf(daemon, "keyDoesNotExist", arguments);
    CO_ASSIGN_OR_RETURN(const QVariant missing, co_await valueOf(operation, call));
    co_return missing.toBool();
}

QCoro::Task<bool> isOpen(Operation operation, Daemon daemon, QString name)
{
    QVariantList arguments;
    arguments << name;
    const QDBusMessage call = callOf(daemon, "isOpen", arguments);
    const Result<QVariant> open = co_await valueOf(operation, call);
    co_return open && open->toBool();
}

// Whether the wallet is open for Slipway, so that looking into it does not prompt the user.
QCoro::Task<bool> isUsedByUs(Operation operation, Daemon daemon, QString name)
{
    const bool open = co_await isOpen(operation, daemon, name);
    if (!open) // KWallet has users of closed wallets, too
        co_return false;
    QVariantList arguments;
    arguments << name;
    const QDBusMessage call = callOf(daemon, "users", arguments);
    const Result<QVariant> users = co_await valueOf(operation, call);
    co_return users && users->toStringList().contains(keychainService());
}

// The wallets beside the default one that may have the key, such as the one that was the default before.
// Nobody is asked about a wallet that Slipway has nothing to do with.
QCoro::Task<Result<QStringList>> othersWith(Operation operation, Wallets wallets, QString key)
{
    QStringList names;
    for (const QString &name : wallets.all) {
        if (name == wallets.main)
            continue;
        CO_ASSIGN_OR_RETURN(const bool lacks, co_await fileLacks(operation, wallets.daemon, name, key));
        bool isOurs = false;
        if (lacks)
            isOurs = co_await isUsedByUs(operation, wallets.daemon, name);
        if (!lacks || isOurs)
            names << name;
    }
    co_return names;
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
QCoro::Task<Result<Wallet>> openWallet(Operation operation, Wallets wallets, QString name, QString key,
                                       KeychainBackend::Asking asking, bool make)
{
    Wallet wallet;
    wallet.daemon = wallets.daemon;
    // Opening a wallet that does not exist would start creating one.
    if (!make && !wallets.all.contains(name))
        co_return std::unexpected(keychain::noToken());
    if (asking == KeychainBackend::Asking::No) {
        const bool open = co_await isOpen(operation, wallet.daemon, name);
        if (!open) {
            CO_ASSIGN_OR_RETURN(const bool lacks, co_await fileLacks(operation, wallet.daemon, name, key));
            if (lacks)
                co_return std::unexpected(keychain::noToken());
        }
    }
    QVariantList arguments;
    arguments << name << qlonglong(0) << keychainService();
    const QDBusMessage open = callOf(wallet.daemon, "open", arguments);
    CO_ASSIGN_OR_RETURN(const QVariant handle, co_await valueOf(operation, open, Awaited::Person));
    wallet.handle = handle.toInt();
    if (wallet.handle < 0) {
        Error error = keychain::refused(
            titleText(), Texts::tr("The wallet was not opened: the dialog was closed, the password "
                                   "was wrong, or access was refused."));
        // It takes a closed dialog for "never again".
        error.nextStep =
            Texts::tr("Allow Slipway when KWallet asks, then try again. If it no longer asks, log out and in "
                      "again, or allow Slipway under KDE Wallet in System Settings.");
        co_return std::unexpected(error);
    }
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

// An entry as the wallet stores it, whatever its type.
struct Entry
{
    int type = Unknown;
    Secret value;
};

QCoro::Task<Result<Entry>> entryOf(Operation operation, Wallet wallet, QString key)
{
    Entry entry;
    CO_ASSIGN_OR_RETURN(const int type, co_await typeOf(operation, wallet, key));
    entry.type = type;
    if (type != Unknown) {
        const QDBusMessage call = wallet.about("readEntry", key);
        CO_ASSIGN_OR_RETURN(const QVariant value, co_await valueOf(operation, call));
        entry.value = Secret(value.toByteArray());
    }
    co_return entry;
}

// What to ask for so that the wallet has this entry again, or none.
QDBusMessage restoring(const Wallet &wallet, const QString &key, const Entry &former)
{
    if (former.type == Unknown)
        return wallet.about("removeEntry", key);
    return callOf(wallet.daemon, "writeEntry",
                  wallet.entry(key) << former.value.reveal() << former.type << keychainService());
}

// After a write that failed: makes sure that the wallet has what it had before.
QCoro::Task<keychain::Left> restore(Operation operation, Wallet wallet, QString key, Entry former)
{
    const auto isBack = [former](const Result<Entry> &now) {
        return now && now->type == former.type && now->value == former.value;
    };
    Result<Entry> now = co_await entryOf(operation, wallet, key);
    if (!isBack(now)) {
        const QDBusMessage call = restoring(wallet, key, former);
        // It reaches the wallet even if the caller has stopped waiting for the answer.
        (void)co_await valueOf(operation, call);
        now = co_await entryOf(operation, wallet, key);
    }
    if (!isBack(now))
        co_return keychain::Left::Unclear;
    co_return former.type == Unknown ? keychain::Left::Nothing : keychain::Left::Former;
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
        CO_ASSIGN_OR_RETURN(const Wallets wallets, co_await findWallets(operation));
        const Result<Secret> found = co_await readFrom(operation, wallets, wallets.main, key, asking);
        if (found || found.error().kind != ErrorKind::NotFound)
            co_return found;
        CO_ASSIGN_OR_RETURN(const QStringList others, co_await othersWith(operation, wallets, key));
        for (const QString &name : others) {
            const Result<Secret> other = co_await readFrom(operation, wallets, name, key, asking);
            if (other || other.error().kind != ErrorKind::NotFound)
                co_return other;
        }
        co_return found;
    }

    QCoro::Task<Result<StoreOutcome>> write(Operation operation, QString key, Secret secret) override
    {
        CO_ASSIGN_OR_RETURN(const Wallets wallets, co_await findWallets(operation));
        CO_ASSIGN_OR_RETURN(const Wallet wallet,
                            co_await openWallet(operation, wallets, wallets.main, key, Asking::Yes, true));
        // It is overwritten, so it has to be known in case the write fails.
        CO_ASSIGN_OR_RETURN(const Entry former, co_await entryOf(operation, wallet, key));
        CO_RETURN_IF_ERROR(co_await overwrite(operation, wallet, key, secret, former));
        sync(wallet);
        StoreOutcome outcome;
        outcome.removed = former.type == Unknown ? 0 : 1;
        const Result<StoreOutcome> older = co_await removeFromOthers(operation, wallets, key, Asking::Yes);
        if (older) {
            outcome.removed += older->removed;
            outcome.leftovers += older->leftovers;
        } else { // the new one is there, so the write has succeeded
            outcome.leftovers << Texts::tr("Older entries may remain: %1").arg(older.error().message);
        }
        co_return outcome;
    }

    QCoro::Task<Result<StoreOutcome>> remove(Operation operation, QString key, Asking asking) override
    {
        CO_ASSIGN_OR_RETURN(const Wallets wallets, co_await findWallets(operation));
        CO_ASSIGN_OR_RETURN(StoreOutcome outcome,
                            co_await removeFrom(operation, wallets, wallets.main, key, asking));
        CO_ASSIGN_OR_RETURN(const StoreOutcome others,
                            co_await removeFromOthers(operation, wallets, key, asking));
        outcome.removed += others.removed;
        outcome.leftovers += others.leftovers;
        if (outcome.removed == 0 && !outcome.leftovers.isEmpty())
            co_return std::unexpected(
                keychain::refused(titleText(), outcome.leftovers.join(QLatin1Char(' '))));
        co_return outcome;
    }

private:
    // Replaces `former`, which is restored if this fails.
    static QCoro::Task<Result<void>> overwrite(Operation operation, Wallet wallet, QString key, Secret secret,
                                               Entry former)
    {
        const QString title = titleText();
        const QDBusMessage call =
            callOf(wallet.daemon, "writeEntry", wallet.entry(key) << secret.reveal() << keychainService());
        // A write that was given up must not be stored later.
        const std::function<void(QDBusMessage)> takeBack = [wallet, key, former](const QDBusMessage &late) {
            if (late.type() == QDBusMessage::ReplyMessage && late.arguments().value(0).toInt() == 0)
                sessionBus().asyncCall(restoring(wallet, key, former));
        };
        CO_ASSIGN_OR_RETURN(const QDBusMessage reply,
                            co_await ask(operation, title, call, Awaited::Service, takeBack));
        const bool failed = reply.type() == QDBusMessage::ErrorMessage;
        const int code = reply.arguments().value(0).toInt();
        if (failed || code != 0) {
            const keychain::Left left = co_await restore(operation, wallet, key, former);
            co_return std::unexpected(keychain::notWritten(
                title, left, failed ? errorOf(reply).details : QStringLiteral("writeEntry: %1").arg(code)));
        }
        const Result<Entry> kept = co_await entryOf(operation, wallet, key);
        if (kept && kept->value == secret)
            co_return Result<void>{};
        // The token is not reported as saved, so it must not be used later, either.
        const keychain::Left left = co_await restore(operation, wallet, key, former);
        if (!kept && kept.error().kind != ErrorKind::KeychainUnavailable)
            co_return std::unexpected(kept.error());
        co_return std::unexpected(keychain::notKept(
            title, left, kept ? Texts::tr("The entry has other contents.") : kept.error().details));
    }

    static QCoro::Task<Result<Secret>> readFrom(Operation operation, Wallets wallets, QString name,
                                                QString key, Asking asking)
    {
        for (int attempt = 0; attempt < 2; ++attempt) {
            CO_ASSIGN_OR_RETURN(const Wallet wallet,
                                co_await openWallet(operation, wallets, name, key, asking, false));
            CO_ASSIGN_OR_RETURN(const Secret secret, co_await contents(operation, wallet, key));
            if (!secret.isEmpty())
                co_return secret;
            const bool open = co_await isStillOpen(operation, wallet);
            if (open)
                break;
        }
        co_return std::unexpected(keychain::noToken());
    }

    static QCoro::Task<Result<StoreOutcome>> removeFrom(Operation operation, Wallets wallets, QString name,
                                                        QString key, Asking asking)
    {
        for (int attempt = 0; attempt < 2; ++attempt) {
            const Result<Wallet> wallet = co_await openWallet(operation, wallets, name, key, asking, false);
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
            sync(*wallet);
            StoreOutcome outcome;
            outcome.removed = 1;
            co_return outcome;
        }
        co_return StoreOutcome{};
    }

    // What cannot be removed is in the leftovers. Errors: Timeout and Cancelled.
    static QCoro::Task<Result<StoreOutcome>> removeFromOthers(Operation operation, Wallets wallets,
                                                              QString key, Asking asking)
    {
        StoreOutcome outcome;
        CO_ASSIGN_OR_RETURN(const QStringList others, co_await othersWith(operation, wallets, key));
        for (const QString &name : others) {
            const Result<StoreOutcome> removed = co_await removeFrom(operation, wallets, name, key, asking);
            if (removed) {
                outcome.removed += removed->removed;
                continue;
            }
            const ErrorKind kind = removed.error().kind;
            if (kind == ErrorKind::Timeout || kind == ErrorKind::Cancelled)
                co_return std::unexpected(removed.error());
            outcome.leftovers
                << (kind == ErrorKind::KeychainUnavailable
                        ? Texts::tr("An older entry stays in the wallet \"%1\": it could not be removed.")
                        : Texts::tr("An older entry stays in the wallet \"%1\", which was not opened."))
                       .arg(name);
        }
        co_return outcome;
    }

    // Writes to the disk immediately, instead of within some seconds. The call has no reply.
    static void sync(const Wallet &wallet)
    {
        QVariantList arguments;
        arguments << wallet.handle << keychainService();
        sessionBus().asyncCall(callOf(wallet.daemon, "sync", arguments));
    }
};

} // namespace

std::unique_ptr<KeychainBackend> makeKWallet()
{
    return std::make_unique<KWallet>();
}

} // namespace slipway
#endif
