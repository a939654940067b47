#include "core/destinations/ssh/host_key_error.h"

#include "core/destinations/rclone/rclone_version.h"
#include "core/destinations/ssh/known_hosts.h"
#include "core/destinations/ssh/ssh_host_key.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(HostKeyError)
};

// The name that people and "ssh-keyscan -t" use: "ed25519".
QString shortType(const QByteArray &type)
{
    QByteArray name = type.startsWith("ssh-") ? type.mid(4) : type.left(type.indexOf('-'));
    if (name == "dss")
        name = "dsa";
    return QString::fromLatin1(name);
}

QString shortTypes(const QList<KnownHostKey> &keys)
{
    QStringList names;
    for (const KnownHostKey &key : keys) {
        if (!names.contains(shortType(key.type)))
            names << shortType(key.type);
    }
    return names.join(QStringLiteral(", "));
}

QString quoted(const QString &path)
{
    return path.contains(QLatin1Char(' ')) ? QLatin1Char('\'') + path + QLatin1Char('\'') : path;
}

// Logs in using the known key and has the server prove its other keys, which ssh then adds to the
// file.
QString updateCommand(const Destination &destination)
{
    QString command = QStringLiteral("ssh -o UpdateHostKeys=yes");
    if (!destination.option("known_hosts").isEmpty())
        command += QStringLiteral(" -o UserKnownHostsFile=") + quoted(knownHostsFile(destination));
    if (const QString key = destination.option("key_file"); !key.isEmpty())
        command += QStringLiteral(" -i ") + quoted(key);
    if (sshPort(destination) != 22)
        command += QStringLiteral(" -p %1").arg(sshPort(destination));
    const QString user = destination.option("user");
    return command + QLatin1Char(' ') + (user.isEmpty() ? QString() : user + QLatin1Char('@')) +
           destination.option("host") + QStringLiteral(" exit");
}

QString scanCommand(const Destination &destination, const QByteArray &type)
{
    return QStringLiteral("ssh-keyscan -t %1 -p %2 %3 >> %4")
        .arg(shortType(type))
        .arg(sshPort(destination))
        .arg(destination.option("host"), quoted(knownHostsFile(destination)));
}

QString shownText(const QByteArray &type, const QByteArray &blob)
{
    return QStringLiteral("%1 %2").arg(shortType(type), fingerprint(blob));
}

// Adds a line to an error's details.
Error with(Error error, const QString &details)
{
    error.details = error.details.isEmpty() ? details : details + QLatin1Char('\n') + error.details;
    return error;
}

Error changed(const Destination &destination, const Error &error, const QList<KnownHostKey> &known,
              const ShownHostKey &shown)
{
    QStringList lines{Texts::tr("The server presents %1.").arg(shownText(shown.type, shown.blob))};
    for (const KnownHostKey &key : known) {
        if (key.type == shown.type)
            lines << Texts::tr("%1, line %2, has %3.")
                         .arg(knownHostsFile(destination))
                         .arg(key.line)
                         .arg(shownText(key.type, key.blob));
    }
    return with(error, lines.join(QLatin1Char('\n')));
}

Error unknown(const Destination &destination, const Error &error, const ShownHostKey &shown)
{
    Error told = with(error, Texts::tr("The server presents %1.").arg(shownText(shown.type, shown.blob)));
    told.nextStep =
        Texts::tr(
            "Ask the server's owner for the fingerprint of its %1 key. If it is %2, add the key with \"%3\".")
            .arg(shortType(shown.type), fingerprint(shown.blob), scanCommand(destination, shown.type));
    return told;
}

Error otherType(const Destination &destination, const Error &error, const QList<KnownHostKey> &known,
                const ShownHostKey &shown)
{
    Error told = with(error, Texts::tr("The server presents %1.").arg(shownText(shown.type, shown.blob)));
    told.message =
        Texts::tr("The known hosts file has the %2 key of %1, but not its %3 key, which rclone asks for.")
            .arg(destination.url(), shortTypes(known), shortType(shown.type));
    told.nextStep =
        Texts::tr(
            "Add that key, too: \"%1\" checks the server by the key that is known and adds its others. Or "
            "compare the fingerprint and use \"%2\".")
            .arg(updateCommand(destination), scanCommand(destination, shown.type));
    return told;
}

Error noKnownType(const Destination &destination, const Error &error, const QList<KnownHostKey> &known,
                  const ShownHostKey &shown)
{
    Error told = unknown(destination, error, shown);
    told.message =
        Texts::tr("The known hosts file has only the %2 key of %1, and the server no longer shows a key "
                  "of that type.")
            .arg(destination.url(), shortTypes(known));
    return told;
}

Error olderFirst(const Destination &destination, const Error &error, const KnownHostKey &older)
{
    Error told = error;
    told.message =
        Texts::tr("The known hosts file has an older key of %1 before the current one, and rclone looks "
                  "only at the first one of each type.")
            .arg(destination.url());
    told.nextStep =
        Texts::tr("Remove line %1 of %2, then try again.").arg(older.line).arg(knownHostsFile(destination));
    return told;
}

QByteArrayList algorithmsOf(const QList<KnownHostKey> &keys)
{
    QByteArrayList algorithms;
    for (const KnownHostKey &key : keys) {
        for (const QByteArray &each : hostKeyAlgorithms(key.type)) {
            if (!algorithms.contains(each))
                algorithms << each;
        }
    }
    return algorithms;
}

} // namespace

bool isAboutHostKey(const Error &error)
{
    return error.kind == ErrorKind::Tls &&
           (error.details.contains(QLatin1String("knownhosts: key")) ||
            error.details.contains(QLatin1String("known_hosts_file: open")) ||
            error.details.contains(QLatin1String("no common algorithm for host key")));
}

QByteArrayList preferredHostKeyAlgorithms(const Destination &destination)
{
    QByteArrayList algorithms = algorithmsOf(knownHostKeys(destination));
    if (algorithms.isEmpty())
        return {};
    for (const QByteArray &each : usualHostKeyAlgorithms()) {
        if (!algorithms.contains(each))
            algorithms << each;
    }
    return algorithms;
}

QCoro::Task<Error> explainedHostKey(Destination destination, Error error, std::stop_token stop)
{
    const QString host = destination.option("host");
    const int port = sshPort(destination);
    const QList<KnownHostKey> known = knownHostKeys(destination);
    const Result<RcloneVersion> version = usableRclone();
    QByteArrayList asked = version && version->knowsHostKeyAlgorithms()
                               ? preferredHostKeyAlgorithms(destination)
                               : QByteArrayList();
    if (asked.isEmpty())
        asked = usualHostKeyAlgorithms();
    const Result<ShownHostKey> shown = co_await askForHostKey(host, port, asked, stop);
    if (!shown || shown->blob.isEmpty() || error.details.contains(QLatin1String("revoked")))
        co_return error;
    if (known.isEmpty())
        co_return unknown(destination, error, *shown);
    const auto first = std::ranges::find(known, shown->type, &KnownHostKey::type);
    if (first != known.end()) {
        const bool isKnown =
            std::ranges::any_of(known, [&](const KnownHostKey &key) { return key.blob == shown->blob; });
        co_return isKnown && first->blob != shown->blob ? olderFirst(destination, error, *first)
                                                        : changed(destination, error, known, *shown);
    }
    // Check that the server still has the known key: only then is the other one no reason for
    // alarm.
    const Result<ShownHostKey> again = co_await askForHostKey(host, port, algorithmsOf(known), stop);
    if (!again)
        co_return error;
    if (again->blob.isEmpty())
        co_return noKnownType(destination, error, known, *shown);
    const bool isSame =
        std::ranges::any_of(known, [&](const KnownHostKey &key) { return key.blob == again->blob; });
    co_return isSame ? otherType(destination, error, known, *shown)
                     : changed(destination, error, known, *again);
}

} // namespace slipway
