#include "core/destinations/destination.h"

#include "core/base/forward_error.h"
#include "core/destinations/destination_proxy.h"
#include "core/destinations/key_text.h"
#include "core/destinations/kinds/store_kind.h"
#include "core/net/ca_file.h"
#include "core/net/proxy.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>
#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Destination)
};

std::unexpected<Error> bad(const QString &message, const QString &nextStep = {})
{
    return failure(ErrorKind::BadInput, message, nextStep);
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
        return field ? bad(Texts::tr("\"%1\" is a secret, not an option.").arg(name),
                           Texts::tr("Give it on standard input or in the environment."))
                     : bad(Texts::tr("%1 has no option \"%2\".").arg(kind.titleText(), name),
                           Texts::tr("Known: %1.").arg(known.join(QStringLiteral(", "))));
    }
    static const QRegularExpression control(QStringLiteral("[\\x{0}-\\x{1f}\\x{7f}]"));
    if (value.contains(control))
        return bad(Texts::tr("%1 has a line break or another control character.").arg(field->labelText()),
                   Texts::tr("Remove it."));
    if (name == QLatin1String("host") && !value.isEmpty()) {
        static const QRegularExpression host(
            QStringLiteral("\\A(?:\\[[0-9A-Fa-f:.]+(?:%\\w+)?\\]|[^\\s:/@\\[\\]]+)\\z"));
        if (!host.match(value).hasMatch())
            return bad(
                Texts::tr("\"%1\" is not the name of a host.").arg(value),
                Texts::tr(
                    "Write it as host or host:port; an IPv6 address is in brackets, such as [::1]:22."));
    }
    if (field->type == DestinationField::Type::Choice && !field->choiceList().contains(value))
        return bad(Texts::tr("%1 cannot be \"%2\".").arg(field->labelText(), value),
                   Texts::tr("Known: %1.").arg(field->choiceList().mid(1).join(QStringLiteral(", "))));
    if (field->type == DestinationField::Type::Switch && value != QLatin1String("true") &&
        value != QLatin1String("false") && !value.isEmpty())
        return bad(Texts::tr("%1 is either true or false.").arg(field->labelText()));
    if (field->type == DestinationField::Type::File && !value.isEmpty() && !QFileInfo(value).isReadable())
        return bad(Texts::tr("The file %1 cannot be read.").arg(value),
                   Texts::tr("Check its path and permissions."));
    if (name == QLatin1String("endpoint") && !value.isEmpty()) {
        if (value.contains(QLatin1Char('@')))
            return bad(Texts::tr("The endpoint holds a user name or password."), Texts::tr("Leave it out."));
        const QUrl url(value);
        if (!url.isValid() || url.host().isEmpty() || !url.scheme().startsWith(QLatin1String("http")))
            return bad(Texts::tr("The endpoint \"%1\" is not an address.").arg(value),
                       Texts::tr("Write it as https://host or https://host:port."));
    }
    if (name == QLatin1String("port") && !value.isEmpty()) {
        bool ok = false;
        if (const int port = value.toInt(&ok); !ok || port < 1 || port > 65535)
            return bad(Texts::tr("The port \"%1\" is not a number from 1 to 65535.").arg(value));
    }
    return {};
}

// Names are taken as they are typed, so "%41" is not read as "A". What other programs would read as the end
// of a name, or as the folder above, is refused all the same. `place`: host and path.
Result<void> checkEscapes(const QString &place)
{
    if (!place.contains(QLatin1Char('%')))
        return {};
    const QString plain = QUrl::fromPercentEncoding(place.toUtf8());
    if (std::ranges::any_of(plain,
                            [](QChar each) { return each.unicode() < 0x20 || each.unicode() == 0x7F; }))
        return bad(Texts::tr("The address has an escaped control character, such as %00 or %0a."),
                   Texts::tr("Remove it."));
    const auto hasDots = [](const QString &text) {
        return std::ranges::any_of(text.split(QLatin1Char('/')), [](const QString &part) {
            return part == QLatin1String(".") || part == QLatin1String("..");
        });
    };
    if (hasDots(plain) && !hasDots(place)) // else the reason is given for the path
        return bad(Texts::tr("The address has an escaped \"..\" or \".\" as a part of its path."),
                   Texts::tr("Write it out."));
    return {};
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
    return StoreKind::of(*this).url(*this);
}

bool Destination::isSamePlace(const Destination &other) const
{
    return kind == other.kind && bucket == other.bucket && prefix == other.prefix &&
           option("host") == other.option("host") && option("account") == other.option("account");
}

bool Destination::isSameServer(const Destination &other) const
{
    return kind == other.kind && option("endpoint") == other.option("endpoint") &&
           option("account") == other.option("account") && option("host") == other.option("host") &&
           option("port") == other.option("port");
}

Result<void> validate(const Destination &destination)
{
    const DestinationKind *kind = destinationKind(destination.kind);
    if (!kind) {
        QStringList known;
        for (const DestinationKind &each : destinationKinds())
            known << each.id();
        return bad(Texts::tr("There is no kind of destination \"%1\".").arg(destination.kind),
                   Texts::tr("Known: %1.").arg(known.join(QStringLiteral(", "))));
    }
    const StoreKind &store = StoreKind::of(*kind);
    RETURN_IF_ERROR(store.validateBucket(destination.bucket));
    RETURN_IF_ERROR(store.validatePath(destination.prefix));
    for (auto option = destination.options.cbegin(); option != destination.options.cend(); ++option) {
        if (auto valid = validateOption(*kind, option.key(), option.value()); !valid)
            return valid;
    }
    RETURN_IF_ERROR(store.validateOptions(destination));
    RETURN_IF_ERROR(validateProxy(destination));
    if (!kind->isHttp && !destination.caFile.isEmpty())
        return bad(Texts::tr("%1 has no certificates, so a CA file does not apply.").arg(kind->titleText()),
                   Texts::tr("Remove it; what counts is the known hosts file."));
    if (!destination.caFile.isEmpty()) {
        RETURN_IF_ERROR(readCaFile(destination.caFile));
    }
    return {};
}

Result<void> validate(const DestinationAccess &access)
{
    const Destination &destination = access.destination;
    if (auto valid = checkKeyTexts(access); !valid)
        return valid;
    if (auto valid = validate(destination); !valid)
        return valid;
    return StoreKind::of(destination).validateLogin(access);
}

bool isDestinationUrl(const QString &text)
{
    return text.contains(QLatin1String("://"));
}

QString howToWritePlace(const QString &text)
{
    static const std::pair<const char *, const char *> spellings[] = {
        {"^(s3$|s3:[^/]|arn:aws[a-z-]*:s3:|s3[an]://|https?://([^/@]*[./])?s3[.-][^/]*amazonaws\\.com)",
         "s3://NAME/FOLDER"},
        {"^((gcs|gs)($|:[^/])|https?://(storage\\.googleapis|storage\\.cloud\\.google)\\.com/|"
         "https?://[^/@]*\\.storage\\.googleapis\\.com)",
         "gcs://NAME/FOLDER"},
        {"^(azblob$|azblob:[^/]|azure:|wasbs?:|abfss?:|https?://[^/@]*\\.(blob|dfs)\\.core\\.)",
         "azblob://CONTAINER/FOLDER?account=ACCOUNT"},
        {"^(sftp$|sftp:[^/]|scp:|ssh:|ftps?:|[^/:@]+@[^/:@]+:)", "sftp://USER@HOST/FOLDER"}};
    for (const auto &[pattern, form] : spellings) {
        const QRegularExpression spelling(QString::fromLatin1(pattern),
                                          QRegularExpression::CaseInsensitiveOption);
        if (spelling.match(text.trimmed()).hasMatch())
            return Texts::tr("Write it as %1.").arg(QString::fromLatin1(form));
    }
    return {};
}

Result<Destination> destinationFromUrl(const QString &text)
{
    const QString scheme = text.section(QStringLiteral("://"), 0, 0).toLower();
    const DestinationKind *kind = destinationKind(scheme);
    Destination destination;
    destination.kind = kind ? kind->id() : scheme;
    if (!kind) {
        Error error = validate(destination).error();
        if (const QString how = howToWritePlace(text); !how.isEmpty())
            error.nextStep = how;
        return std::unexpected(error);
    }
    if (!isDestinationUrl(text))
        return bad(Texts::tr("A kind of destination alone is not a place."), howToWritePlace(text));
    // Parsed without QUrl: bucket names may contain characters that no host name has.
    QString rest = text.mid(text.indexOf(QLatin1String("://")) + 3);
    const QUrlQuery query(rest.section(QLatin1Char('?'), 1));
    rest = rest.section(QLatin1Char('?'), 0, 0);
    const QString host = rest.section(QLatin1Char('/'), 0, 0);
    const QString path = rest.section(QLatin1Char('/'), 1);
    RETURN_IF_ERROR(checkEscapes(rest));
    RETURN_IF_ERROR(StoreKind::of(*kind).readAddress(destination, host, path));
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
    return {{QStringLiteral("id"), destination.id},
            {QStringLiteral("name"), destination.name},
            {QStringLiteral("kind"), destination.kind},
            {QStringLiteral("bucket"), destination.bucket},
            {QStringLiteral("prefix"), destination.prefix},
            {QStringLiteral("options"), options},
            {QStringLiteral("caFile"), destination.caFile},
            {QStringLiteral("proxy"), storableProxy(destination.proxy)}};
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
