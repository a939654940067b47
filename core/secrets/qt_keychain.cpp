#include "core/secrets/qt_keychain.h"
#include "core/base/forward_error.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QFile>
#include <functional>
#include <qt6keychain/keychain.h>

namespace slipway {
namespace {

using namespace std::chrono_literals;

// The user may have to unlock the keyring first.
constexpr auto patience = 60s;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(KeychainTokenStore)
};

Error keychainError(const QKeychain::Job &job)
{
    const QString details = QStringLiteral("Qt Keychain error %1: %2")
                                .arg(static_cast<int>(job.error()))
                                .arg(scrubbed(job.errorString()));
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {ErrorKind::NotFound, Texts::tr("The keychain holds no token for this tenant."),
                Texts::tr("Add it in the tenant's settings."), details};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return {ErrorKind::KeychainDenied, Texts::tr("The keychain refused access."),
                Texts::tr("Allow Slipway when the keychain asks, then try again."), details};
    default:
        if (details.contains(QLatin1String("locked"), Qt::CaseInsensitive))
            return {ErrorKind::KeychainLocked, Texts::tr("The keychain is locked."),
                    Texts::tr("Unlock it, then try again."), details};
        return {ErrorKind::KeychainUnavailable, Texts::tr("The keychain of this computer cannot be used."),
                Texts::tr("Unlock it, then try again."), details};
    }
}

// Runs the job to its end and calls `read`, or returns the error.
QCoro::Task<Result<void>> finish(QKeychain::Job *started, std::function<void()> read = {})
{
    std::unique_ptr<QKeychain::Job> job(started);
    job->setAutoDelete(false);
    job->setInsecureFallback(false);
    job->start();
    const auto ended = co_await qCoro(job.get(), &QKeychain::Job::finished,
                                      std::chrono::duration_cast<std::chrono::milliseconds>(patience));
    if (!ended) {
        // Its answer may still arrive, and the job must exist then.
        job.release()->setAutoDelete(true);
        co_return failure(ErrorKind::Timeout, Texts::tr("The keychain did not answer within a minute."),
                          Texts::tr("Unlock it, then try again."));
    }
    if (job->error() == QKeychain::NoError) {
        if (read)
            read();
        co_return Result<void>{};
    }
    co_return std::unexpected(keychainError(*job));
}

QString service()
{
    return QStringLiteral("Slipway");
}

class SystemKeychain : public Keychain
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
        if (secret.isEmpty())
            co_return failure(ErrorKind::NotFound, Texts::tr("The keychain holds no token for this tenant."),
                              Texts::tr("Add it in the tenant's settings."));
        co_return secret;
    }

    QCoro::Task<Result<void>> write(QString key, Secret secret) override
    {
        auto *job = new QKeychain::WritePasswordJob(service());
        job->setKey(key);
        job->setBinaryData(secret.reveal());
        CO_RETURN_IF_ERROR(co_await finish(job));
        const Result<Secret> kept = co_await read(key);
        if (!kept || !(*kept == secret))
            co_return failure(
                ErrorKind::KeychainUnavailable,
                Texts::tr("The keychain did not keep the token: what was read back is not what was written."),
                Texts::tr("Try again, or look into the keychain's own program."));
        m_outcome = {};
        co_return Result<void>{};
    }

    QCoro::Task<Result<void>> remove(QString key) override
    {
        auto *job = new QKeychain::DeletePasswordJob(service());
        job->setKey(key);
        const Result<void> done = co_await finish(job);
        if (!done && done.error().kind != ErrorKind::NotFound)
            co_return done;
        m_outcome = {};
        m_outcome.removed = done ? 1 : 0;
        co_return Result<void>{};
    }

    StoreOutcome lastOutcome() const override { return m_outcome; }
    // Its own dialogs show that it is waiting, and can be cancelled.
    void cancel() override {}
    void onWaiting(std::function<void(const QString &sentence)>) override {}
    void onLeftovers(std::function<void(const QStringList &sentences)>) override {}
    QString backendName() const override { return Texts::tr("This computer's keychain"); }

private:
    StoreOutcome m_outcome;
};

} // namespace

std::unique_ptr<Keychain> makeQtKeychain()
{
    return std::make_unique<SystemKeychain>();
}

} // namespace slipway
