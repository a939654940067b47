#include "core/destinations/kinds/s3_kind.h"

#include "core/base/forward_error.h"
#include "core/destinations/aws_profile.h"

#include <QCoreApplication>

namespace slipway {
namespace {

using Type = DestinationField::Type;

constexpr DestinationField fields[] = {
    {"endpoint", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Endpoint"), "endpoint",
     "AWS_ENDPOINT_URL_S3|AWS_ENDPOINT_URL", "",
     QT_TRANSLATE_NOOP("DestinationKind", "leave empty for Amazon; https://… for a compatible store")},
    {"region", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Region"), "region",
     "AWS_REGION|AWS_DEFAULT_REGION", "", QT_TRANSLATE_NOOP("DestinationKind", "us-east-1")},
    {"access_key", Type::Secret, QT_TRANSLATE_NOOP("DestinationKind", "Access key ID"), "access_key_id",
     "AWS_ACCESS_KEY_ID", "", ""},
    {"secret_key", Type::Secret, QT_TRANSLATE_NOOP("DestinationKind", "Secret access key"),
     "secret_access_key", "AWS_SECRET_ACCESS_KEY", "", ""},
    {"session_token", Type::Secret, QT_TRANSLATE_NOOP("DestinationKind", "Session token"), "session_token",
     "AWS_SESSION_TOKEN", "", QT_TRANSLATE_NOOP("DestinationKind", "only with temporary credentials")},
    {"profile", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "AWS profile"), "profile", "AWS_PROFILE", "",
     QT_TRANSLATE_NOOP("DestinationKind", "from your AWS configuration, instead of keys")},
    {"path_style", Type::Choice, QT_TRANSLATE_NOOP("DestinationKind", "Path style addresses"), "", "",
     "|true|false", QT_TRANSLATE_NOOP("DestinationKind", "for compatible stores, not for Amazon")},
    {"encryption", Type::Choice, QT_TRANSLATE_NOOP("DestinationKind", "Encryption"), "server_side_encryption",
     "", "|AES256|aws:kms", QT_TRANSLATE_NOOP("DestinationKind", "the bucket's own")},
    {"kms_key", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "KMS key"), "sse_kms_key_id", "", "",
     QT_TRANSLATE_NOOP("DestinationKind", "arn:aws:kms:…")},
    {"etag_is_not_md5", Type::Switch, QT_TRANSLATE_NOOP("DestinationKind", "The ETag is not an MD5"), "", "",
     "", QT_TRANSLATE_NOOP("DestinationKind", "detected if these credentials may read")},
    {"storage_class", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Storage class"), "storage_class", "",
     "", QT_TRANSLATE_NOOP("DestinationKind", "STANDARD")},
    {"acl", Type::Choice, QT_TRANSLATE_NOOP("DestinationKind", "Canned ACL"), "acl", "",
     "|private|bucket-owner-full-control|bucket-owner-read|authenticated-read|public-read",
     QT_TRANSLATE_NOOP("DestinationKind", "bucket-owner-full-control on Amazon, private elsewhere")},
};

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Destination)
};

std::unexpected<Error> bad(const QString &message, const QString &nextStep = {})
{
    return failure(ErrorKind::BadInput, message, nextStep);
}

bool has(const DestinationAccess &access, const char *name)
{
    return !access.secrets.value(QString::fromLatin1(name)).isEmpty();
}

} // namespace

DestinationKind S3Kind::row() const
{
    return {"s3",
            "",
            QT_TRANSLATE_NOOP("DestinationKind", "S3 or compatible"),
            "s3",
            QT_TRANSLATE_NOOP("DestinationKind", "Bucket"),
            "no_check_bucket=true|no_head=true|upload_cutoff=5G",
            true,
            true,
            true,
            fields};
}

Result<void> S3Kind::validateOptions(const Destination &destination) const
{
    if (!destination.option("kms_key").isEmpty() &&
        destination.option("encryption") != QLatin1String("aws:kms"))
        return bad(Texts::tr("There is a KMS key, but the encryption is not aws:kms."),
                   Texts::tr("Choose aws:kms, or remove the key."));
    // The objects would be in a folder that is named like the bucket.
    const QUrl endpoint(destination.option("endpoint"));
    const QStringList path = endpoint.path().split(QLatin1Char('/'), Qt::SkipEmptyParts);
    const bool isInHost =
        endpoint.host().startsWith(destination.bucket + QLatin1Char('.'), Qt::CaseInsensitive) &&
        endpoint.host().endsWith(QLatin1String(".amazonaws.com"), Qt::CaseInsensitive);
    if (isInHost || (!path.isEmpty() && path.last() == destination.bucket))
        return bad(Texts::tr("The endpoint contains the name of the bucket."),
                   Texts::tr("Give the endpoint of the store alone, as https://host or https://host:port."));
    return {};
}

Result<void> S3Kind::validateLogin(const DestinationAccess &access) const
{
    const Destination &destination = access.destination;
    if (!destination.option("profile").isEmpty() || (has(access, "access_key") && has(access, "secret_key")))
        return {};
    return bad(has(access, "access_key")
                   ? Texts::tr("There is no secret access key for %1.").arg(destination.url())
                   : Texts::tr("There is no access key for %1.").arg(destination.url()),
               Texts::tr("Give both keys, or name an AWS profile."));
}

// Keys and profiles of different owners must not mix.
bool S3Kind::isOverruled(const DestinationField &field, const QProcessEnvironment &environment) const
{
    return field.id() == QLatin1String("profile") &&
           environment.contains(QStringLiteral("AWS_ACCESS_KEY_ID"));
}

QString S3Kind::caFileFrom(const QProcessEnvironment &environment) const
{
    return environment.value(QStringLiteral("AWS_CA_BUNDLE"));
}

bool S3Kind::isReplaced(const DestinationField &field, const DestinationAccess &access) const
{
    return field.isSecret() && !access.destination.option("profile").isEmpty();
}

Result<RcloneSettings> S3Kind::rcloneSettings(const DestinationAccess &access,
                                              const QProcessEnvironment &own) const
{
    const Destination &destination = access.destination;
    const QString profile = destination.option("profile");
    RcloneSettings settings;
    AwsConfiguration aws;
    // A profile may refer to further files, roles and programs.
    if (!profile.isEmpty()) {
        aws = AwsConfiguration::read(profile, own);
        if (!aws.profiles.contains(profile))
            return failure(
                ErrorKind::NotFound,
                QCoreApplication::translate("RcloneEnvironment",
                                            "There is no profile \"%1\" in your AWS configuration.")
                    .arg(profile),
                aws.profiles.isEmpty()
                    ? QCoreApplication::translate(
                          "RcloneEnvironment",
                          "Nothing was found in ~/.aws; AWS_CONFIG_FILE may name another file.")
                    : QCoreApplication::translate("RcloneEnvironment", "The existing profiles are: %1.")
                          .arg(aws.profiles.join(QStringLiteral(", "))));
        settings.variables = {"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ROLE_ARN",
                              "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME"};
    }
    const bool isAmazon = destination.option("endpoint").isEmpty();
    settings.options << std::pair("provider", isAmazon ? QStringLiteral("AWS") : QStringLiteral("Other"));
    if (destination.option("region").isEmpty())
        settings.options << std::pair("region",
                                      aws.region.isEmpty() ? QStringLiteral("us-east-1") : aws.region);
    // rclone 1.60 always sends an ACL, by default "private". Buckets without ACLs, Amazon's default
    // since 2023, refuse that from another account, but accept this one from everybody.
    if (isAmazon && destination.option("acl").isEmpty())
        settings.options << std::pair("acl", QStringLiteral("bucket-owner-full-control"));
    const QString pathStyle = destination.option("path_style");
    settings.options << std::pair("force_path_style", !pathStyle.isEmpty() ? pathStyle
                                                      : isAmazon           ? QStringLiteral("false")
                                                                           : QString())
                     << std::pair("env_auth",
                                  profile.isEmpty() ? QStringLiteral("false") : QStringLiteral("true"));
    return settings;
}

QUrl S3Kind::service(const DestinationAccess &access) const
{
    const Destination &destination = access.destination;
    if (const QString endpoint = destination.option("endpoint"); !endpoint.isEmpty())
        return QUrl(endpoint);
    const QString region = destination.option("region");
    QUrl url;
    url.setScheme(QStringLiteral("https"));
    url.setHost(QStringLiteral("%1.s3.%2.amazonaws.com")
                    .arg(destination.bucket, region.isEmpty() ? QStringLiteral("us-east-1") : region));
    return url;
}

} // namespace slipway
