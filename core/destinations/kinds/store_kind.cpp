#include "core/destinations/kinds/store_kind.h"

#include "core/base/forward_error.h"
#include "core/destinations/kinds/azure_kind.h"
#include "core/destinations/kinds/google_kind.h"
#include "core/destinations/kinds/s3_kind.h"
#include "core/destinations/kinds/sftp_kind.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>

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

} // namespace

const StoreKind &StoreKind::of(const Destination &destination)
{
    return of(destination.kindRow());
}

const StoreKind &StoreKind::of(const DestinationKind &row)
{
    const auto kinds = storeKinds();
    const auto found = std::ranges::find_if(
        kinds, [&](const StoreKind *kind) { return qstrcmp(kind->row().name, row.name) == 0; });
    return found == kinds.end() ? *kinds.front() : **found;
}

QString StoreKind::trimmedSlashes(QString text)
{
    while (text.startsWith(QLatin1Char('/')))
        text.remove(0, 1);
    while (text.endsWith(QLatin1Char('/')))
        text.chop(1);
    return text;
}

QString StoreKind::foldedSlashes(QString path)
{
    while (path.contains(QLatin1String("//")))
        path.replace(QLatin1String("//"), QLatin1String("/"));
    return path;
}

QString StoreKind::url(const Destination &destination) const
{
    return QStringLiteral("%1://%2").arg(destination.kind, destination.path());
}

Result<void> StoreKind::readAddress(Destination &destination, const QString &host, const QString &path) const
{
    if (host.contains(QLatin1Char('@')))
        return bad(Texts::tr("Keys in the address would be visible in the process list."),
                   Texts::tr("Leave them out: use the environment, or save the destination."));
    destination.bucket = host;
    destination.prefix = trimmedSlashes(path);
    return {};
}

bool StoreKind::contains(const QString &bucket, const QString &inner) const
{
    return bucket == inner;
}

Result<void> StoreKind::validateBucket(const QString &bucket) const
{
    if (bucket.isEmpty())
        return bad(Texts::tr("The destination has no bucket."),
                   Texts::tr("Write it as %1://bucket/prefix.").arg(row().id()));
    // The union of what the stores allow; the store itself knows better.
    static const QRegularExpression allowed(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{1,221}\\z"));
    if (!allowed.match(bucket).hasMatch())
        return bad(Texts::tr("\"%1\" cannot be the name of a bucket.").arg(bucket),
                   Texts::tr("A name has 2 to 222 letters, digits, dots, hyphens and underscores, and begins "
                             "with a letter or digit."));
    return {};
}

// Prefixes become folders, even on stores that have none, so parts that would lead elsewhere are
// refused.
Result<void> StoreKind::validatePath(const QString &path) const
{
    if (path.size() > 700)
        return bad(Texts::tr("The prefix is too long."),
                   Texts::tr("Object names can have at most 1024 characters."));
    for (const QString &part : path.split(QLatin1Char('/'))) {
        if (part == QLatin1String(".") || part == QLatin1String(".."))
            return bad(Texts::tr("The prefix \"%1\" has a part \"%2\".").arg(path, part),
                       Texts::tr("Write it out."));
    }
    static const QRegularExpression control(QStringLiteral("[\\x{0}-\\x{1f}\\x{7f}]"));
    if (path.contains(control))
        return bad(Texts::tr("The prefix has a character that cannot be in an object's name."));
    if (path.contains(QChar::ReplacementCharacter))
        return bad(Texts::tr("The prefix \"%1\" has a character that was lost: it was not written as UTF-8.")
                       .arg(path),
                   Texts::tr("Enter it again, in UTF-8."));
    return validateNames(path);
}

Result<void> StoreKind::validateNames(const QString &path) const
{
    if (path.contains(QLatin1String("//")))
        return bad(Texts::tr("The prefix \"%1\" has an empty part (\"//\").").arg(path),
                   Texts::tr("Write it with single slashes: \"%1\".").arg(foldedSlashes(path)));
    const auto changed = [&](const QString &character) {
        return bad(Texts::tr("The prefix \"%1\" has a character (\"%2\") that would be written as another.")
                       .arg(path, character),
                   Texts::tr("Choose a prefix without it."));
    };
    for (const QChar each : path) {
        if (isChanged(each))
            return changed(each);
    }
    for (const QString &part : path.split(QLatin1Char('/'))) {
        if (!part.isEmpty() && isChangedAtEnd(part.back()))
            return changed(part.back());
    }
    return {};
}

// rclone's own quoting character and the pictures of control characters, which it treats as the
// characters themselves. Source: rclone.org/overview, "Encoding".
bool StoreKind::isChanged(QChar character) const
{
    return character == QChar(0x201B) || (character >= QChar(0x2401) && character <= QChar(0x2421));
}

bool StoreKind::isChangedAtEnd(QChar) const
{
    return false;
}

Result<void> StoreKind::validateOptions(const Destination &) const
{
    return {};
}

Result<void> StoreKind::validateLogin(const DestinationAccess &) const
{
    return {};
}

bool StoreKind::readLogin(DestinationAccess &, const QProcessEnvironment &) const
{
    return false;
}

bool StoreKind::isOverruled(const DestinationField &, const QProcessEnvironment &) const
{
    return false;
}

QString StoreKind::caFileFrom(const QProcessEnvironment &) const
{
    return {};
}

DestinationSecrets StoreKind::secretsFromFile(const QByteArray &, const QJsonObject &) const
{
    return {};
}

bool StoreKind::isReplaced(const DestinationField &, const DestinationAccess &) const
{
    return false;
}

QStringList StoreKind::rcloneArguments(const Destination &) const
{
    return {};
}

QUrl StoreKind::service(const DestinationAccess &access) const
{
    const auto probe = reachRequest(access);
    return probe ? QUrl::fromEncoded(probe->url.left(probe->url.indexOf('?'))) : QUrl();
}

std::optional<ReachRequest> StoreKind::reachRequest(const DestinationAccess &) const
{
    return std::nullopt;
}

std::optional<WriteOnlyBlobs> StoreKind::writeOnly(const DestinationAccess &) const
{
    return std::nullopt;
}

std::span<const StoreKind *const> storeKinds()
{
    static const S3Kind s3;
    static const AzureKind azure;
    static const GoogleKind google;
    static const SftpKind sftp;
    static const std::array<const StoreKind *, 4> kinds{&s3, &azure, &google, &sftp};
    return kinds;
}

} // namespace slipway
