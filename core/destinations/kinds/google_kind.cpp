#include "core/destinations/kinds/google_kind.h"

#include "core/base/forward_error.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QUrl>

namespace slipway {
namespace {

using Type = DestinationField::Type;

constexpr DestinationField fields[] = {
    {"service_account", Type::Secret, QT_TRANSLATE_NOOP("DestinationKind", "Service account (JSON)"),
     "service_account_credentials", "", "", ""},
    {"service_account_file", Type::File, QT_TRANSLATE_NOOP("DestinationKind", "Service account file"),
     "service_account_file", "GOOGLE_APPLICATION_CREDENTIALS", "",
     QT_TRANSLATE_NOOP("DestinationKind", "instead of the JSON itself")},
    {"acl", Type::Choice, QT_TRANSLATE_NOOP("DestinationKind", "Object ACL"), "object_acl", "",
     "|private|bucketOwnerFullControl|bucketOwnerRead|projectPrivate|authenticatedRead|publicRead",
     QT_TRANSLATE_NOOP("DestinationKind", "the bucket's own")},
    {"storage_class", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Storage class"), "", "", "",
     QT_TRANSLATE_NOOP("DestinationKind", "the bucket's own")},
    {"endpoint", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Endpoint"), "", "", "",
     QT_TRANSLATE_NOOP("DestinationKind", "leave empty for Google's own; https://…")},
};

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Destination)
};

std::unexpected<Error> bad(const QString &message, const QString &nextStep = {})
{
    return failure(ErrorKind::BadInput, message, nextStep);
}

} // namespace

DestinationKind GoogleKind::row() const
{
    return {"gcs",
            "gs",
            QT_TRANSLATE_NOOP("DestinationKind", "Google Cloud Storage"),
            "google cloud storage",
            QT_TRANSLATE_NOOP("DestinationKind", "Bucket"),
            "no_check_bucket=true",
            true,
            true,
            true,
            fields};
}

Result<void> GoogleKind::validateLogin(const DestinationAccess &access) const
{
    if (access.secrets.value(QStringLiteral("service_account")).isEmpty() &&
        access.destination.option("service_account_file").isEmpty())
        return bad(Texts::tr("There is no service account for %1.").arg(access.destination.url()),
                   Texts::tr("Give its JSON, or set GOOGLE_APPLICATION_CREDENTIALS."));
    return {};
}

DestinationSecrets GoogleKind::secretsFromFile(const QByteArray &text, const QJsonObject &json) const
{
    if (!json.contains(QStringLiteral("private_key")))
        return {};
    return {{QStringLiteral("service_account"), Secret(text.simplified())}};
}

bool GoogleKind::isReplaced(const DestinationField &field, const DestinationAccess &access) const
{
    return field.id() == QLatin1String("service_account") &&
           !access.destination.option("service_account_file").isEmpty();
}

Result<RcloneSettings> GoogleKind::rcloneSettings(const DestinationAccess &access,
                                                  const QProcessEnvironment &) const
{
    const Destination &destination = access.destination;
    RcloneSettings settings;
    // Otherwise rclone sends "private" with each object, which buckets with uniform access refuse.
    settings.options << std::pair("bucket_policy_only", destination.option("acl").isEmpty()
                                                            ? QStringLiteral("true")
                                                            : QStringLiteral("false"));
    if (const QUrl endpoint(destination.option("endpoint")); !endpoint.isEmpty())
        settings.options << std::pair("endpoint", endpoint.path().size() > 1
                                                      ? endpoint.toString()
                                                      : endpoint.adjusted(QUrl::RemovePath).toString() +
                                                            QStringLiteral("/storage/v1/"));
    return settings;
}

QStringList GoogleKind::rcloneArguments(const Destination &destination) const
{
    // rclone 1.60 uses Google's storage class only for buckets that it creates.
    const QString storageClass = destination.option("storage_class");
    if (storageClass.isEmpty())
        return {};
    return {QStringLiteral("--header-upload=X-Goog-Storage-Class: ") + storageClass};
}

std::optional<ReachRequest> GoogleKind::reachRequest(const DestinationAccess &access) const
{
    const QString endpoint = access.destination.option("endpoint");
    return ReachRequest{endpoint.isEmpty() ? QByteArray("https://storage.googleapis.com/")
                                           : endpoint.toUtf8()};
}

} // namespace slipway
