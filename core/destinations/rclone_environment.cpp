#include "core/destinations/rclone_environment.h"

#include "core/base/forward_error.h"
#include "core/base/system_package.h"
#include "core/destinations/aws_profile.h"
#include "core/destinations/azure_http.h"
#include "core/destinations/host_key_error.h"
#include "core/destinations/known_hosts.h"
#include "core/platform/secret_memory.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QUrl>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RcloneEnvironment", text);
}

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

void setS3(Settings &settings, const Destination &destination, const QString &regionOfProfile)
{
    const bool isAmazon = destination.option("endpoint").isEmpty();
    settings.set("provider", isAmazon ? QStringLiteral("AWS") : QStringLiteral("Other"));
    if (destination.option("region").isEmpty())
        settings.set("region", regionOfProfile.isEmpty() ? QStringLiteral("us-east-1") : regionOfProfile);
    // rclone 1.60 always sends an ACL, by default "private". Buckets without ACLs, Amazon's default
    // since 2023, refuse that from another account, but accept this one from everybody.
    if (isAmazon && destination.option("acl").isEmpty())
        settings.set("acl", QStringLiteral("bucket-owner-full-control"));
    const QString pathStyle = destination.option("path_style");
    settings.set("force_path_style",
                 pathStyle.isEmpty() ? (isAmazon ? QStringLiteral("false") : QString()) : pathStyle);
    settings.set("env_auth",
                 destination.option("profile").isEmpty() ? QStringLiteral("false") : QStringLiteral("true"));
}

// Whether another field, which a form describes as "instead of" this one, is set: then this one is
// not sent.
bool isReplaced(const DestinationField &field, const DestinationAccess &access)
{
    const Destination &destination = access.destination;
    const QString id = field.id();
    if (destination.kind == QLatin1String("s3"))
        return field.isSecret() && !destination.option("profile").isEmpty();
    return (id == QLatin1String("key") && !access.secrets.value(QStringLiteral("sas")).isEmpty()) ||
           (id == QLatin1String("service_account") && !destination.option("service_account_file").isEmpty());
}

void setAzure(Settings &settings, const DestinationAccess &access)
{
    // rclone accepts any case, but the store only its own.
    const QString tier = access.destination.option("tier");
    settings.set("access_tier", tier.left(1).toUpper() + tier.mid(1));
    const QString sas = QString::fromUtf8(access.secrets.value(QStringLiteral("sas")).reveal());
    if (sas.isEmpty())
        return settings.set("endpoint", azureSuffix(access.destination));
    if (sas.startsWith(QLatin1String("http")))
        return settings.set("sas_url", sas);
    const QString base = QString::fromUtf8(azureAddress(access));
    const QString token = sas.startsWith(QLatin1Char('?')) ? sas.mid(1) : sas;
    // A SAS for one container is valid only in that container's address.
    const QString container = QStringLiteral("&%1").arg(token).contains(QLatin1String("&sr=c"))
                                  ? access.destination.bucket
                                  : QString();
    settings.set("sas_url", QStringLiteral("%1/%2?%3").arg(base, container, token));
}

void setGoogle(Settings &settings, const Destination &destination)
{
    // Otherwise rclone sends "private" with each object, which buckets with uniform access refuse.
    settings.set("bucket_policy_only",
                 destination.option("acl").isEmpty() ? QStringLiteral("true") : QStringLiteral("false"));
    if (const QUrl endpoint(destination.option("endpoint")); !endpoint.isEmpty())
        settings.set("endpoint", endpoint.path().size() > 1 ? endpoint.toString()
                                                            : endpoint.adjusted(QUrl::RemovePath).toString() +
                                                                  QStringLiteral("/storage/v1/"));
}

void setSftp(Settings &settings, const Destination &destination)
{
    // Without it rclone would accept any host key.
    settings.set("known_hosts_file", knownHostsFile(destination));
    // Since 1.63; earlier versions ask in their own order, see host_key_error.h.
    settings.set("host_key_algorithms",
                 QString::fromLatin1(preferredHostKeyAlgorithms(destination).join(' ')));
    if (destination.option("key_file").isEmpty())
        return;
    settings.set("key_use_agent", QStringLiteral("false"));
}

} // namespace

QString rclonePath(const Destination &destination, const QString &object)
{
    return QStringLiteral("%1:%2").arg(QString::fromLatin1(rcloneRemote), destination.path(object));
}

QString rcloneProgram()
{
    const QString name = QStringLiteral("rclone");
    const QString bundled = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    return bundled.isEmpty() ? QStandardPaths::findExecutable(name) : bundled;
}

Error rcloneMissing()
{
    return {ErrorKind::NotFound,
            tr("rclone, which does the uploads, is not installed."),
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
    process.setChildProcessModifier(forbidCoreDumps);
    process.start(program, {QStringLiteral("obscure"), QStringLiteral("-"), QStringLiteral("--config=")});
    QByteArray clear = secret.reveal();
    process.write(clear);
    overwrite(clear.data(), static_cast<std::size_t>(clear.size()));
    process.closeWriteChannel();
    if (!process.waitForFinished(10'000) || process.exitCode() != 0)
        return failure(ErrorKind::Internal, tr("rclone could not take the password."), {},
                       QString::fromUtf8(process.readAllStandardError()).trimmed());
    return process.readAllStandardOutput().trimmed();
}

Result<QProcessEnvironment> rcloneEnvironment(const DestinationAccess &access, const QProcessEnvironment &own)
{
    const Destination &destination = access.destination;
    const DestinationKind &kind = destination.kindRow();
    QProcessEnvironment environment;
    const auto keep = [&](std::initializer_list<const char *> names) {
        for (const char *name : names) {
            if (const QString key = QString::fromLatin1(name); own.contains(key))
                environment.insert(key, own.value(key));
        }
    };
    keep({"PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
          "SSH_AUTH_SOCK", "XDG_CACHE_HOME"});
    if (destination.proxy.isEmpty())
        keep({"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"});
    else if (destination.proxy != QLatin1String("none")) {
        environment.insert(QStringLiteral("HTTPS_PROXY"), destination.proxy);
        environment.insert(QStringLiteral("HTTP_PROXY"), destination.proxy);
    }
    AwsConfiguration aws;
    // A profile may refer to further files, roles and programs.
    if (const QString profile = destination.option("profile"); !profile.isEmpty()) {
        aws = AwsConfiguration::read(profile, own);
        if (!aws.profiles.contains(profile))
            return failure(
                ErrorKind::NotFound, tr("There is no profile \"%1\" in your AWS configuration.").arg(profile),
                aws.profiles.isEmpty()
                    ? tr("Nothing was found in ~/.aws; AWS_CONFIG_FILE may name another file.")
                    : tr("The profiles there are: %1.").arg(aws.profiles.join(QStringLiteral(", "))));
        keep({"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
              "AWS_ROLE_SESSION_NAME"});
    }

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
        if (secret.isEmpty() || isReplaced(field, access))
            continue;
        if (option.endsWith(QLatin1String("pass"))) {
            ASSIGN_OR_RETURN(const QByteArray hidden, obscured(secret));
            settings.set(option, QString::fromLatin1(hidden));
        } else {
            settings.set(option, QString::fromUtf8(secret.reveal()));
        }
    }
    if (kind.id() == QLatin1String("s3"))
        setS3(settings, destination, aws.region);
    else if (kind.id() == QLatin1String("azblob"))
        setAzure(settings, access);
    else if (kind.id() == QLatin1String("gcs"))
        setGoogle(settings, destination);
    else if (kind.id() == QLatin1String("sftp"))
        setSftp(settings, destination);
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
    // rclone 1.60 uses Google's storage class only for buckets that it creates.
    if (const QString storageClass = destination.option("storage_class");
        destination.kind == QLatin1String("gcs") && !storageClass.isEmpty())
        arguments << QStringLiteral("--header-upload=X-Goog-Storage-Class: ") + storageClass;
    return arguments;
}

} // namespace slipway
