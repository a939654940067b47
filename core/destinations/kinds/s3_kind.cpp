#include "core/destinations/kinds/s3_kind.h"

#include "core/base/forward_error.h"
#include "core/destinations/aws_profile.h"

#include <QCoreApplication>

namespace slipway {
namespace {

using Type = DestinationField::Type;
#define WORD(text) QT_TRANSLATE_NOOP("DestinationKind", text)

constexpr DestinationField fields[] = {
    {"endpoint", Type::Text, WORD("Endpoint"), "endpoint", "AWS_ENDPOINT_URL_S3|AWS_ENDPOINT_URL", "",
     WORD("leave empty for Amazon; https://… for a compatible store")},
    {"region", Type::Text, WORD("Region"), "region", "AWS_REGION|AWS_DEFAULT_REGION", "", WORD("us-east-1")},
    {"access_key", Type::Secret, WORD("Access key ID"), "access_key_id", "AWS_ACCESS_KEY_ID", "", ""},
    {"secret_key", Type::Secret, WORD("Secret access key"), "secret_access_key", "AWS_SECRET_ACCESS_KEY", "",
     ""},
    {"session_token", Type::Secret, WORD("Session token"), "session_token", "AWS_SESSION_TOKEN", "",
     WORD("only with temporary credentials")},
    {"profile", Type::Text, WORD("AWS profile"), "profile", "AWS_PROFILE", "",
     WORD("from your AWS configuration, instead of keys")},
    {"path_style", Type::Choice, WORD("Path style addresses"), "", "", "|true|false",
     WORD("for compatible stores, not for Amazon")},
    {"encryption", Type::Choice, WORD("Encryption"), "server_side_encryption", "", "|AES256|aws:kms",
     WORD("the bucket's own")},
    {"kms_key", Type::Text, WORD("KMS key"), "sse_kms_key_id", "", "", WORD("arn:aws:kms:…")},
    {"etag_is_not_md5", Type::Switch, WORD("The ETag is not an MD5"), "", "", "",
     WORD("found out where these credentials may read")},
    {"storage_class", Type::Text, WORD("Storage class"), "storage_class", "", "", WORD("STANDARD")},
    {"acl", Type::Choice, WORD("Canned ACL"), "acl", "",
     "|private|bucket-owner-full-control|bucket-owner-read|authenticated-read|public-read",
     WORD("bucket-owner-full-control on Amazon, private elsewhere")},
};

QString tr(const char *text)
{
    return QCoreApplication::translate("Destination", text);
}

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
            WORD("S3 or compatible"),
            "s3",
            WORD("Bucket"),
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
        return bad(tr("There is a KMS key, but the encryption is not aws:kms."),
                   tr("Choose aws:kms, or remove the key."));
    return {};
}

Result<void> S3Kind::validateLogin(const DestinationAccess &access) const
{
    const Destination &destination = access.destination;
    if (!destination.option("profile").isEmpty() || (has(access, "access_key") && has(access, "secret_key")))
        return {};
    return bad(has(access, "access_key") ? tr("There is no secret access key for %1.").arg(destination.url())
                                         : tr("There is no access key for %1.").arg(destination.url()),
               tr("Give both keys, or name an AWS profile."));
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
                    : QCoreApplication::translate("RcloneEnvironment", "The profiles there are: %1.")
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

} // namespace slipway
