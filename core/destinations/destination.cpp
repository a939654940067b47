#include "core/destinations/destination.h"

#include "core/base/forward_error.h"
#include "core/destinations/key_text.h"
#include "core/net/ca_file.h"
#include "core/net/proxy.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Destination", text);
}

std::unexpected<Error> bad(const QString &message, const QString &nextStep = {})
{
    return failure(ErrorKind::BadInput, message, nextStep);
}

QString trimmedSlashes(QString text)
{
    while (text.startsWith(QLatin1Char('/')))
        text.remove(0, 1);
    while (text.endsWith(QLatin1Char('/')))
        text.chop(1);
    return text;
}

QString foldedSlashes(QString path)
{
    while (path.contains(QLatin1String("//")))
        path.replace(QLatin1String("//"), QLatin1String("/"));
    return path;
}

// The first character of a name that rclone would not write unchanged: its own quoting character
// and the pictures of control characters, which it treats as the characters themselves; on Azure
// also characters that are not allowed at the end of a name. Source: rclone.org/overview,
// "Encoding".
QString changedByRclone(const QString &kind, const QString &path)
{
    for (const QChar each : path) {
        if (each == QChar(0x201B) || (each >= QChar(0x2401) && each <= QChar(0x2421)) ||
            (kind == QLatin1String("azblob") && each == QLatin1Char('\\')))
            return each;
    }
    for (const QString &part : path.split(QLatin1Char('/'))) {
        if (kind == QLatin1String("azblob") && part.endsWith(QLatin1Char('.')))
            return QStringLiteral(".");
    }
    return {};
}

// Prefixes become folders, even on stores that have none, so parts that would lead elsewhere are
// refused.
Result<void> validatePath(const QString &kind, const QString &path)
{
    if (path.size() > 700)
        return bad(tr("The prefix is too long."), tr("Object names can have at most 1024 characters."));
    for (const QString &part : path.split(QLatin1Char('/'))) {
        if (part == QLatin1String(".") || part == QLatin1String(".."))
            return bad(tr("The prefix \"%1\" has a part \"%2\".").arg(path, part), tr("Write it out."));
    }
    static const QRegularExpression control(QStringLiteral("[\\x{0}-\\x{1f}\\x{7f}]"));
    if (path.contains(control))
        return bad(tr("The prefix has a character that cannot be in an object's name."));
    if (path.contains(QChar::ReplacementCharacter))
        return bad(
            tr("The prefix \"%1\" has a character that was lost: it was not written as UTF-8.").arg(path),
            tr("Enter it again, in UTF-8."));
    // On a server, one slash or two means the same folder, and names are written unchanged.
    if (kind == QLatin1String("sftp"))
        return {};
    if (path.contains(QLatin1String("//")))
        return bad(tr("The prefix \"%1\" has an empty part (\"//\").").arg(path),
                   tr("Write it with single slashes: \"%1\".").arg(foldedSlashes(path)));
    if (const QString changed = changedByRclone(kind, path); !changed.isEmpty())
        return bad(tr("The prefix \"%1\" has a character (\"%2\") that would be written as another.")
                       .arg(path, changed),
                   tr("Choose a prefix without it."));
    return {};
}

Result<void> validateBucket(const Destination &destination)
{
    const DestinationKind &kind = destination.kindRow();
    const QString &bucket = destination.bucket;
    if (kind.id() == QLatin1String("sftp"))
        return validatePath(kind.id(), bucket);
    if (bucket.isEmpty())
        return bad(tr("The destination has no bucket."),
                   tr("Write it as %1://bucket/prefix.").arg(kind.id()));
    // The union of what the stores allow; the store itself knows better.
    static const QRegularExpression allowed(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{1,221}\\z"));
    if (!allowed.match(bucket).hasMatch())
        return bad(tr("\"%1\" cannot be the name of a bucket.").arg(bucket),
                   tr("It can have letters, digits, dots and hyphens, but no spaces or slashes."));
    return {};
}

Result<void> validateOption(const DestinationKind &kind, const QString &name, const QString &value)
{
    const DestinationField *field = kind.field(name);
    if (!field || field->isSecret()) {
        QStringList known;
        for (const DestinationField &each : kind.fields) {
            if (!each.isSecret())
                known << each.id();
        }
        return field ? bad(tr("\"%1\" is a secret, not an option.").arg(name),
                           tr("Give it on standard input or in the environment."))
                     : bad(tr("%1 has no option \"%2\".").arg(kind.titleText(), name),
                           tr("Known: %1.").arg(known.join(QStringLiteral(", "))));
    }
    static const QRegularExpression control(QStringLiteral("[\\x{0}-\\x{1f}\\x{7f}]"));
    if (value.contains(control))
        return bad(tr("%1 has a line break or another control character.").arg(field->labelText()),
                   tr("Remove it."));
    if (name == QLatin1String("host") && !value.isEmpty()) {
        static const QRegularExpression host(
            QStringLiteral("\\A(?:\\[[0-9A-Fa-f:.]+(?:%\\w+)?\\]|[^\\s:/@\\[\\]]+)\\z"));
        if (!host.match(value).hasMatch())
            return bad(
                tr("\"%1\" is not the name of a host.").arg(value),
                tr("Write it as host or host:port; an IPv6 address is in brackets, such as [::1]:22."));
    }
    if (field->type == DestinationField::Type::Choice && !field->choiceList().contains(value))
        return bad(tr("%1 cannot be \"%2\".").arg(field->labelText(), value),
                   tr("Known: %1.").arg(field->choiceList().mid(1).join(QStringLiteral(", "))));
    if (field->type == DestinationField::Type::Switch && value != QLatin1String("true") &&
        value != QLatin1String("false") && !value.isEmpty())
        return bad(tr("%1 is either true or false.").arg(field->labelText()));
    if (field->type == DestinationField::Type::File && !value.isEmpty() && !QFileInfo(value).isReadable())
        return bad(tr("The file %1 cannot be read.").arg(value), tr("Check its path and permissions."));
    if (name == QLatin1String("endpoint") && !value.isEmpty()) {
        if (value.contains(QLatin1Char('@')))
            return bad(tr("The endpoint holds a user name or password."), tr("Leave it out."));
        const QUrl url(value);
        if (!url.isValid() || url.host().isEmpty() || !url.scheme().startsWith(QLatin1String("http")))
            return bad(tr("The endpoint \"%1\" is not an address.").arg(value),
                       tr("Write it as https://host or https://host:port."));
    }
    if (name == QLatin1String("port") && !value.isEmpty()) {
        bool ok = false;
        if (const int port = value.toInt(&ok); !ok || port < 1 || port > 65535)
            return bad(tr("The port \"%1\" is not a number from 1 to 65535.").arg(value));
    }
    return {};
}

// When a shared access signature expires ("se="); invalid if it does not say.
QDateTime endOfSas(const Secret &sas)
{
    const QString text = QString::fromUtf8(sas.reveal());
    const QUrlQuery query(text.section(QLatin1Char('?'), -1));
    return QDateTime::fromString(query.queryItemValue(QStringLiteral("se"), QUrl::FullyDecoded), Qt::ISODate);
}

} // namespace

const DestinationKind &Destination::kindRow() const
{
    const DestinationKind *row = destinationKind(kind);
    return row ? *row : destinationKinds().front();
}

QString Destination::path(const QString &object) const
{
    QStringList parts;
    for (const QString &part : {bucket, prefix, object}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(QLatin1Char('/'));
}

QString Destination::url() const
{
    if (kind != QLatin1String("sftp"))
        return QStringLiteral("%1://%2").arg(kind, path());
    const QString user = option("user"), port = option("port");
    return QStringLiteral("sftp://%1%2%3/%4")
        .arg(user.isEmpty() ? QString() : user + QLatin1Char('@'), option("host"),
             port.isEmpty() ? QString() : QLatin1Char(':') + port,
             path().startsWith(QLatin1Char('/')) ? path().mid(1) : QStringLiteral("~/") + path());
}

bool Destination::isSamePlace(const Destination &other) const
{
    return kind == other.kind && bucket == other.bucket && prefix == other.prefix &&
           option("host") == other.option("host") && option("account") == other.option("account");
}

Result<void> validate(const Destination &destination)
{
    const DestinationKind *kind = destinationKind(destination.kind);
    if (!kind) {
        QStringList known;
        for (const DestinationKind &each : destinationKinds())
            known << each.id();
        return bad(tr("There is no kind of destination \"%1\".").arg(destination.kind),
                   tr("Known: %1.").arg(known.join(QStringLiteral(", "))));
    }
    if (auto bucket = validateBucket(destination); !bucket)
        return bucket;
    if (auto prefix = validatePath(kind->id(), destination.prefix); !prefix)
        return prefix;
    for (auto option = destination.options.cbegin(); option != destination.options.cend(); ++option) {
        if (auto valid = validateOption(*kind, option.key(), option.value()); !valid)
            return valid;
    }
    if (kind->id() == QLatin1String("sftp") && destination.option("host").isEmpty())
        return bad(tr("The destination has no host."), tr("Write it as sftp://user@host/folder."));
    if (!destination.option("kms_key").isEmpty() &&
        destination.option("encryption") != QLatin1String("aws:kms"))
        return bad(tr("There is a KMS key, but the encryption is not aws:kms."),
                   tr("Choose aws:kms, or remove the key."));
    if (!kind->isHttp && !destination.proxy.isEmpty() && destination.proxy != QLatin1String("none"))
        return bad(tr("%1 does not go through a proxy.").arg(kind->titleText()),
                   tr("Remove the proxy; the server must be reachable from here."));
    if (!kind->isHttp && !destination.caFile.isEmpty())
        return bad(tr("%1 has no certificates, so a CA file does not apply.").arg(kind->titleText()),
                   tr("Remove it; what counts is the known hosts file."));
    if (!destination.caFile.isEmpty()) {
        if (const Result<CaFile> file = readCaFile(destination.caFile); !file)
            return std::unexpected(file.error());
    }
    if (const QUrl proxy(destination.proxy);
        !destination.proxy.isEmpty() && destination.proxy != QLatin1String("none") &&
        (proxy.host().isEmpty() || proxy.scheme() != QLatin1String("http")))
        return bad(tr("The proxy \"%1\" is not an address.").arg(shownProxy(destination.proxy)),
                   tr("Write it as http://host:port."));
    if (!QUrl(destination.proxy).userInfo().isEmpty())
        return bad(tr("The proxy %1 has a user name or password, and these would be stored with the "
                      "destination.")
                       .arg(shownProxy(destination.proxy)),
                   tr("Leave the proxy empty here and put it into HTTPS_PROXY."));
    return {};
}

Result<void> validate(const DestinationAccess &access)
{
    const Destination &destination = access.destination;
    if (auto valid = checkKeyTexts(access); !valid)
        return valid;
    if (auto valid = validate(destination); !valid)
        return valid;
    const auto has = [&](const char *name) {
        return !access.secrets.value(QString::fromLatin1(name)).isEmpty();
    };
    const QString kind = destination.kindRow().id();
    if (kind == QLatin1String("s3") && destination.option("profile").isEmpty()) {
        if (!has("access_key") || !has("secret_key"))
            return bad(has("access_key") ? tr("There is no secret access key for %1.").arg(destination.url())
                                         : tr("There is no access key for %1.").arg(destination.url()),
                       tr("Give both keys, or name an AWS profile."));
    }
    if (kind == QLatin1String("azblob")) {
        if (!has("key") && !has("sas"))
            return bad(tr("There is neither a key nor a SAS for %1.").arg(destination.url()),
                       tr("Give one of them."));
        const bool isWholeUrl = access.secrets.value(QStringLiteral("sas")).reveal().startsWith("http");
        const QUrl endpoint(destination.option("endpoint"));
        if (!has("sas") && !endpoint.isEmpty() &&
            (endpoint.scheme() != QLatin1String("https") || endpoint.path().size() > 1))
            return bad(tr("With an account key the endpoint is https://ACCOUNT.host, without a path."),
                       tr("Use a SAS for other endpoints."));
        if (destination.option("account").isEmpty() && !isWholeUrl)
            return bad(tr("There is no storage account for %1.").arg(destination.url()),
                       tr("Name it, or give a whole SAS URL."));
    }
    if (const QDateTime until = endOfSas(access.secrets.value(QStringLiteral("sas")));
        kind == QLatin1String("azblob") && until.isValid() && until < QDateTime::currentDateTimeUtc())
        return failure(
            ErrorKind::TokenRefused,
            tr("The SAS for %1 has expired (%2).").arg(destination.url(), until.toString(Qt::ISODate)),
            tr("Create a new SAS and enter it."));
    if (kind == QLatin1String("gcs") && !has("service_account") &&
        destination.option("service_account_file").isEmpty())
        return bad(tr("There is no service account for %1.").arg(destination.url()),
                   tr("Give its JSON, or set GOOGLE_APPLICATION_CREDENTIALS."));
    return {};
}

bool isDestinationUrl(const QString &text)
{
    return text.contains(QLatin1String("://"));
}

Result<Destination> destinationFromUrl(const QString &text)
{
    const QString scheme = text.section(QStringLiteral("://"), 0, 0).toLower();
    const DestinationKind *kind = destinationKind(scheme);
    Destination destination;
    destination.kind = kind ? kind->id() : scheme;
    if (!kind)
        return std::unexpected(validate(destination).error());
    // Parsed without QUrl: bucket names may contain characters that no host name has.
    QString rest = text.mid(text.indexOf(QLatin1String("://")) + 3);
    const QUrlQuery query(rest.section(QLatin1Char('?'), 1));
    rest = rest.section(QLatin1Char('?'), 0, 0);
    QString host = rest.section(QLatin1Char('/'), 0, 0);
    const QString path = rest.section(QLatin1Char('/'), 1);
    if (kind->id() == QLatin1String("sftp")) {
        if (const auto at = host.lastIndexOf(QLatin1Char('@')); at >= 0) {
            const QString user = host.left(at);
            if (user.contains(QLatin1Char(':')))
                return bad(tr("A password in the address would be visible in the process list."),
                           tr("Leave it out: set SSHPASS, use a key, or save the destination."));
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
        destination.bucket = path.startsWith(QLatin1String("~"))
                                 ? foldedSlashes(trimmedSlashes(path.mid(1)))
                                 : QLatin1Char('/') + foldedSlashes(trimmedSlashes(path));
    } else {
        if (host.contains(QLatin1Char('@')))
            return bad(tr("Keys in the address would be visible in the process list."),
                       tr("Leave them out: use the environment, or save the destination."));
        destination.bucket = host;
        destination.prefix = trimmedSlashes(path);
    }
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded))
        destination.options.insert(name, value);
    RETURN_IF_ERROR(validate(destination));
    return destination;
}

QJsonObject toJson(const Destination &destination)
{
    QJsonObject options;
    for (auto option = destination.options.cbegin(); option != destination.options.cend(); ++option)
        options.insert(option.key(), option.value());
    return {{QStringLiteral("id"), destination.id},         {QStringLiteral("name"), destination.name},
            {QStringLiteral("kind"), destination.kind},     {QStringLiteral("bucket"), destination.bucket},
            {QStringLiteral("prefix"), destination.prefix}, {QStringLiteral("options"), options},
            {QStringLiteral("caFile"), destination.caFile}, {QStringLiteral("proxy"), destination.proxy}};
}

Destination destinationFrom(const QJsonObject &json)
{
    const auto text = [&](const char *name) { return json[QLatin1String(name)].toString(); };
    Destination destination{text("id"),     text("name"), text("kind"),   text("bucket"),
                            text("prefix"), {},           text("caFile"), text("proxy")};
    const QJsonObject options = json[QStringLiteral("options")].toObject();
    for (auto option = options.constBegin(); option != options.constEnd(); ++option)
        destination.options.insert(option.key(), option.value().toString());
    destination.options.remove(QStringLiteral("bucket_policy_only")); // Slipway now always does what it did
    return destination;
}

} // namespace slipway
