#include "core/destinations/kinds/sftp_kind.h"

#include "core/base/forward_error.h"
#include "core/destinations/ssh/host_key_error.h"
#include "core/destinations/ssh/known_hosts.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

namespace slipway {
namespace {

using Type = DestinationField::Type;

constexpr DestinationField fields[] = {
    {"host", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Host"), "host", "", "",
     QT_TRANSLATE_NOOP("DestinationKind", "sftp.example.com")},
    {"port", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Port"), "port", "", "",
     QT_TRANSLATE_NOOP("DestinationKind", "22")},
    {"user", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "User"), "user", "", "", ""},
    {"password", Type::Secret, QT_TRANSLATE_NOOP("DestinationKind", "Password"), "pass", "SSHPASS", "", ""},
    {"key_file", Type::File, QT_TRANSLATE_NOOP("DestinationKind", "Private key"), "key_file", "", "",
     QT_TRANSLATE_NOOP("DestinationKind", "leave empty to use the SSH agent's keys")},
    {"key_passphrase", Type::Secret, QT_TRANSLATE_NOOP("DestinationKind", "Passphrase of the key"),
     "key_file_pass", "", "", ""},
    {"known_hosts", Type::File, QT_TRANSLATE_NOOP("DestinationKind", "Known hosts"), "", "", "",
     QT_TRANSLATE_NOOP("DestinationKind", "~/.ssh/known_hosts")},
};

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Destination)
};

std::unexpected<Error> bad(const QString &message, const QString &nextStep = {})
{
    return failure(ErrorKind::BadInput, message, nextStep);
}

// Whether a path of an address begins at the user's home. "~name" is the name of a folder.
bool isAtHome(const QString &path)
{
    return path == QLatin1String("~") || path.startsWith(QLatin1String("~/"));
}

} // namespace

DestinationKind SftpKind::row() const
{
    return {"sftp",
            "",
            QT_TRANSLATE_NOOP("DestinationKind", "SFTP"),
            "sftp",
            QT_TRANSLATE_NOOP("DestinationKind", "Folder"),
            "disable_hashcheck=true|set_modtime=false|shell_type=none",
            false,
            false,
            false,
            fields};
}

QString SftpKind::url(const Destination &destination) const
{
    const QString user = destination.option("user"), port = destination.option("port");
    const QString path = destination.path();
    // A folder at the root may be called "~" as well; a second slash tells it from the user's home.
    const QString shown = !path.startsWith(QLatin1Char('/')) ? QStringLiteral("~/") + path
                          : isAtHome(path.mid(1))            ? path
                                                             : path.mid(1);
    return QStringLiteral("sftp://%1%2%3/%4")
        .arg(user.isEmpty() ? QString() : user + QLatin1Char('@'), destination.option("host"),
             port.isEmpty() ? QString() : QLatin1Char(':') + port, shown);
}

Result<void> SftpKind::readAddress(Destination &destination, const QString &address,
                                   const QString &path) const
{
    QString host = address;
    if (const auto at = host.lastIndexOf(QLatin1Char('@')); at >= 0) {
        const QString user = host.left(at);
        // Also if it is written as %3A.
        if (QUrl::fromPercentEncoding(user.toUtf8()).contains(QLatin1Char(':')))
            return bad(Texts::tr("A password in the address would be visible in the process list."),
                       Texts::tr("Leave it out: set SSHPASS, use a key, or save the destination."));
        // A user name may be an email address, so that there are two of them, but not side by side.
        if (user.isEmpty() || user.startsWith(QLatin1Char('@')) || user.endsWith(QLatin1Char('@')) ||
            user.contains(QLatin1String("@@")))
            return bad(Texts::tr("The address has an @ without a user name in front of it, or two in a row."),
                       Texts::tr("Write it as sftp://user@host/folder."));
        destination.options.insert(QStringLiteral("user"), user);
        host = host.mid(at + 1);
    }
    static const QRegularExpression port(QStringLiteral(":(\\d+)\\z"));
    if (const auto match = port.match(host); match.hasMatch()) {
        destination.options.insert(QStringLiteral("port"), match.captured(1));
        host.chop(match.capturedLength());
    }
    destination.options.insert(QStringLiteral("host"), host);
    // "sftp://host/~/folder" is in the user's home, as curl has it.
    destination.bucket = isAtHome(path) ? foldedSlashes(trimmedSlashes(path.mid(1)))
                                        : QLatin1Char('/') + foldedSlashes(trimmedSlashes(path));
    return {};
}

bool SftpKind::contains(const QString &bucket, const QString &inner) const
{
    return bucket == inner || inner.startsWith(bucket + QLatin1Char('/'));
}

Result<void> SftpKind::validateBucket(const QString &bucket) const
{
    return validatePath(bucket);
}

Result<void> SftpKind::validateNames(const QString &) const
{
    return {};
}

Result<void> SftpKind::validateOptions(const Destination &destination) const
{
    if (destination.option("host").isEmpty())
        return bad(Texts::tr("The destination has no host."),
                   Texts::tr("Write it as sftp://user@host/folder."));
    return {};
}

Result<RcloneSettings> SftpKind::rcloneSettings(const DestinationAccess &access,
                                                const QProcessEnvironment &) const
{
    const Destination &destination = access.destination;
    RcloneSettings settings;
    // Without it rclone would accept any host key.
    settings.options << std::pair("known_hosts_file", knownHostsFile(destination));
    // Since 1.63; earlier versions ask in their own order, see host_key_error.h.
    settings.options << std::pair("host_key_algorithms",
                                  QString::fromLatin1(preferredHostKeyAlgorithms(destination).join(' ')));
    if (!destination.option("key_file").isEmpty())
        settings.options << std::pair("key_use_agent", QStringLiteral("false"));
    return settings;
}

} // namespace slipway
