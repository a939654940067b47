#include "core/secrets/keyring_state.h"
#include "core/secrets/token_store.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QFile>
#include <functional>
#include <qt6keychain/keychain.h>

namespace slipway {
namespace {

using namespace std::chrono_literals;

// A person may have to unlock the keyring first.
constexpr auto patience = 60s;

QString tr(const char *text)
{
    return QCoreApplication::translate("KeychainTokenStore", text);
}

QString fallbackHint()
{
    return tr("You can keep the token for this session only; it is never written to disk.");
}

// On Linux the keychain is reached over the session bus; without one Qt Keychain's own text helps nobody.
bool lacksSessionBus()
{
#ifdef Q_OS_LINUX
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return false;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return runtime.isEmpty() || !QFile::exists(runtime + QStringLiteral("/bus"));
#else
    return false;
#endif
}

Error keychainError(const QKeychain::Job &job)
{
    const QString details = QStringLiteral("Qt Keychain error %1: %2")
                                .arg(static_cast<int>(job.error()))
                                .arg(scrubbed(job.errorString()));
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {ErrorKind::NotFound, tr("The keychain holds no token for this tenant."),
                tr("Add it in the tenant's settings."), details};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return {ErrorKind::KeychainDenied, tr("The keychain refused access."),
                tr("Allow Slipway when the keychain asks, then try again.") + QLatin1Char(' ') +
                    fallbackHint(),
                details};
    default:
        if (details.contains(QLatin1String("locked"), Qt::CaseInsensitive))
            return {ErrorKind::KeychainLocked, tr("The keychain is locked."),
                    tr("Unlock it, then try again.") + QLatin1Char(' ') + fallbackHint(), details};
        return {ErrorKind::KeychainUnavailable, tr("No keychain is available on this computer."),
                tr("Install and unlock GNOME Keyring or KWallet.") + QLatin1Char(' ') + fallbackHint(),
                details};
    }
}

Error lockedError(const QString &details)
{
    return {ErrorKind::KeychainLocked, tr("The keychain is locked, and was not unlocked."),
            tr("Unlock it with your login password, then try again.") + QLatin1Char(' ') + fallbackHint(),
            details};
}

// Runs the job to its end and hands it to `read`, or says why not.
QCoro::Task<Result<void>> finish(QKeychain::Job *started, std::function<void()> read = {})
{
    std::unique_ptr<QKeychain::Job> job(started);
    if (lacksSessionBus())
        co_return failure(
            ErrorKind::KeychainUnavailable, tr("There is no session bus, so the keychain cannot be reached."),
            tr("Start Slipway in a desktop session, or under dbus-run-session with a keyring.") +
                QLatin1Char(' ') + fallbackHint());
    job->setAutoDelete(false);
    job->setInsecureFallback(false);
    job->start();
    const auto ended = co_await qCoro(job.get(), &QKeychain::Job::finished,
                                      std::chrono::duration_cast<std::chrono::milliseconds>(patience));
    if (!ended) {
        // Its answer may still come and must find it alive.
        job.release()->setAutoDelete(true);
        co_return failure(ErrorKind::KeychainLocked, tr("The keychain did not answer within a minute."),
                          tr("Unlock it, then try again.") + QLatin1Char(' ') + fallbackHint());
    }
    if (job->error() == QKeychain::NoError) {
        if (read)
            read();
        co_return Result<void>{};
    }
    Error error = keychainError(*job);
    switch (co_await keyringState()) {
    case KeyringState::Locked:
        error = lockedError(error.details);
        break;
    case KeyringState::NoKeyring:
        error = {ErrorKind::KeychainUnavailable,
                 tr("The keychain service has no keyring to keep a token in."),
                 tr("Make a default keyring (on GNOME: Passwords and Keys), then try again.") +
                     QLatin1Char(' ') + fallbackHint(),
                 error.details};
        break;
    case KeyringState::NoService:
    case KeyringState::Unlocked:
    case KeyringState::Unknown:
        break;
    }
    co_return std::unexpected(error);
}

QString service()
{
    return QStringLiteral("Slipway");
}

class KeychainTokenStore : public TokenStore
{
public:
    QCoro::Task<Result<Secret>> read(QString key) override
    {
        auto *job = new QKeychain::ReadPasswordJob(service());
        job->setKey(key);
        Secret secret;
        Result<void> done = co_await finish(job, [job, &secret] { secret = Secret(job->binaryData()); });
        if (!done)
            co_return std::unexpected(done.error());
        co_return secret;
    }

    QCoro::Task<Result<void>> write(QString key, Secret secret) override
    {
        auto *job = new QKeychain::WritePasswordJob(service());
        job->setKey(key);
        job->setBinaryData(secret.reveal());
        Result<void> done = co_await finish(job);
        co_return done;
    }

    QCoro::Task<Result<void>> remove(QString key) override
    {
        auto *job = new QKeychain::DeletePasswordJob(service());
        job->setKey(key);
        Result<void> done = co_await finish(job);
        if (!done && done.error().kind == ErrorKind::NotFound)
            co_return Result<void>{};
        co_return done;
    }

    QString backendName() const override { return tr("Secret Service (GNOME Keyring, KWallet)"); }
};

} // namespace

std::unique_ptr<TokenStore> makeKeychainTokenStore()
{
    return std::make_unique<KeychainTokenStore>();
}

} // namespace slipway
