#include "core/destinations/rclone/rclone_environment.h"

#include "core/base/forward_error.h"
#include "core/base/system_package.h"
#include "core/destinations/kinds/store_kind.h"
#include "core/io/bound_process.h"
#include "core/io/program.h"
#include "core/platform/secret_memory.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(RcloneEnvironment)
};

class Settings
{
public:
    explicit Settings(QProcessEnvironment &environment) : m_environment(environment) {}
    void set(const QString &option, const QString &value)
    {
        if (!value.isEmpty())
            m_environment.insert(QStringLiteral("RCLONE_CONFIG_%1_%2")
                                     .arg(QString::fromLatin1(rcloneRemote).toUpper(), option.toUpper()),
                                 value);
    }
    void set(const char *option, const QString &value) { set(QString::fromLatin1(option), value); }

private:
    QProcessEnvironment &m_environment;
};

} // namespace

QString rclonePath(const Destination &destination, const QString &object)
{
    return QStringLiteral("%1:%2").arg(QString::fromLatin1(rcloneRemote), destination.path(object));
}

QString rcloneProgram()
{
    const QString name = QStringLiteral("rclone");
    const QString bundled = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    return bundled.isEmpty() ? programInPath(name) : bundled;
}

Error rcloneMissing()
{
    return {ErrorKind::NotFound,
            Texts::tr("rclone, which does the uploads, is not installed."),
            howToInstall(SystemPackage::Rclone),
            {}};
}

Result<QByteArray> obscured(const Secret &secret)
{
    const QString program = rcloneProgram();
    if (program.isEmpty())
        return std::unexpected(rcloneMissing());
    // It needs nothing else from this process's environment, least of all another secret.
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const char *name : {"PATH", "HOME", "LANG", "TMPDIR"}) {
        if (const QString key = QString::fromLatin1(name); own.contains(key))
            environment.insert(key, own.value(key));
    }
    QProcess process;
    process.setProcessEnvironment(environment);
    limitChild(process);
    process.start(program, {QStringLiteral("obscure"), QStringLiteral("-"), QStringLiteral("--config=")});
    QByteArray clear = secret.reveal();
    process.write(clear);
    overwrite(clear.data(), static_cast<std::size_t>(clear.size()));
    process.closeWriteChannel();
    if (!process.waitForFinished(10'000) || process.exitCode() != 0)
        return failure(ErrorKind::Internal, Texts::tr("rclone could not take the password."), {},
                       QString::fromUtf8(process.readAllStandardError()).trimmed());
    return process.readAllStandardOutput().trimmed();
}

Result<QProcessEnvironment> rcloneEnvironment(const DestinationAccess &access, const QProcessEnvironment &own)
{
    const Destination &destination = access.destination;
    const DestinationKind &kind = destination.kindRow();
    QProcessEnvironment environment;
    const auto keep = [&](const QList<const char *> &names) {
        for (const char *name : names) {
            if (const QString key = QString::fromLatin1(name); own.contains(key))
                environment.insert(key, own.value(key));
        }
    };
    keep({"PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
          "SSH_AUTH_SOCK", "XDG_CACHE_HOME"});
    const StoreKind &store = StoreKind::of(kind);
    ASSIGN_OR_RETURN(const RcloneSettings special, store.rcloneSettings(access, own));
    keep(special.variables);

    Settings settings(environment);
    settings.set("type", QString::fromLatin1(kind.rcloneType));
    for (const QString &pair : QString::fromLatin1(kind.fixed).split(QLatin1Char('|')))
        settings.set(pair.section(QLatin1Char('='), 0, 0), pair.section(QLatin1Char('='), 1));
    for (const DestinationField &field : kind.fields) {
        const QString option = QString::fromLatin1(field.option);
        if (option.isEmpty())
            continue;
        if (!field.isSecret()) {
            settings.set(option, destination.options.value(field.id()));
            continue;
        }
        const Secret secret = access.secrets.value(field.id());
        if (secret.isEmpty() || store.isReplaced(field, access))
            continue;
        if (option.endsWith(QLatin1String("pass"))) {
            ASSIGN_OR_RETURN(const QByteArray hidden, obscured(secret));
            settings.set(option, QString::fromLatin1(hidden));
        } else {
            settings.set(option, QString::fromUtf8(secret.reveal()));
        }
    }
    for (const auto &[option, value] : special.options)
        settings.set(option, value);
    return environment;
}

QStringList rcloneArguments(const Destination &destination)
{
    // Slipway does the retries: it reports what it is waiting for, and stops when told to.
    QStringList arguments{QStringLiteral("--config="),
                          QStringLiteral("--use-json-log"),
                          QStringLiteral("--log-level=INFO"),
                          QStringLiteral("--retries=1"),
                          QStringLiteral("--low-level-retries=2"),
                          QStringLiteral("--contimeout=20s"),
                          QStringLiteral("--timeout=60s")};
    if (!destination.caFile.isEmpty())
        arguments << QStringLiteral("--ca-cert=") + destination.caFile;
    return arguments + StoreKind::of(destination).rcloneArguments(destination);
}

} // namespace slipway
