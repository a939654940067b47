#include "core/destinations/destination_kind.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

using Type = DestinationField::Type;
#define WORD(text) QT_TRANSLATE_NOOP("DestinationKind", text)

constexpr DestinationField s3Fields[] = {
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

constexpr DestinationField azureFields[] = {
    {"account", Type::Text, WORD("Storage account"), "account", "AZURE_STORAGE_ACCOUNT", "", ""},
    {"key", Type::Secret, WORD("Account key"), "key", "AZURE_STORAGE_KEY", "", ""},
    {"sas", Type::Secret, WORD("SAS URL or token"), "", "AZURE_STORAGE_SAS_TOKEN", "",
     WORD("instead of the account key")},
    {"endpoint", Type::Text, WORD("Endpoint"), "", "", "", WORD("leave empty for Azure's own")},
    {"tier", Type::Choice, WORD("Access tier"), "", "", "|hot|cool|archive", WORD("the account's own")},
};

constexpr DestinationField googleFields[] = {
    {"service_account", Type::Secret, WORD("Service account (JSON)"), "service_account_credentials", "", "",
     ""},
    {"service_account_file", Type::File, WORD("Service account file"), "service_account_file",
     "GOOGLE_APPLICATION_CREDENTIALS", "", WORD("instead of the JSON itself")},
    {"acl", Type::Choice, WORD("Object ACL"), "object_acl", "",
     "|private|bucketOwnerFullControl|bucketOwnerRead|projectPrivate|authenticatedRead|publicRead",
     WORD("the bucket's own")},
    {"storage_class", Type::Text, WORD("Storage class"), "", "", "", WORD("the bucket's own")},
    {"endpoint", Type::Text, WORD("Endpoint"), "", "", "", WORD("leave empty for Google's own; https://…")},
};

constexpr DestinationField sftpFields[] = {
    {"host", Type::Text, WORD("Host"), "host", "", "", WORD("sftp.example.com")},
    {"port", Type::Text, WORD("Port"), "port", "", "", WORD("22")},
    {"user", Type::Text, WORD("User"), "user", "", "", ""},
    {"password", Type::Secret, WORD("Password"), "pass", "SSHPASS", "", ""},
    {"key_file", Type::File, WORD("Private key"), "key_file", "", "",
     WORD("leave empty to use the SSH agent's keys")},
    {"key_passphrase", Type::Secret, WORD("Passphrase of the key"), "key_file_pass", "", "", ""},
    {"known_hosts", Type::File, WORD("Known hosts"), "", "", "", WORD("~/.ssh/known_hosts")},
};

constexpr DestinationKind kinds[] = {
    {"s3", "", WORD("S3 or compatible"), "s3", WORD("Bucket"),
     "no_check_bucket=true|no_head=true|upload_cutoff=5G", true, true, true, s3Fields},
    {"azblob", "azure", WORD("Azure Blob Storage"), "azureblob", WORD("Container"), "no_check_container=true",
     false, true, true, azureFields},
    {"gcs", "gs", WORD("Google Cloud Storage"), "google cloud storage", WORD("Bucket"),
     "no_check_bucket=true", true, true, true, googleFields},
    {"sftp", "", WORD("SFTP"), "sftp", WORD("Folder"),
     "disable_hashcheck=true|set_modtime=false|shell_type=none", false, false, false, sftpFields},
};

QStringList split(const char *list)
{
    return *list ? QString::fromLatin1(list).split(QLatin1Char('|')) : QStringList();
}

QString translated(const char *text)
{
    return *text ? QCoreApplication::translate("DestinationKind", text) : QString();
}

} // namespace

QStringList DestinationField::choiceList() const
{
    return split(choices);
}

QStringList DestinationField::environmentNames() const
{
    return split(environment);
}

QString DestinationField::labelText() const
{
    return translated(label);
}

QString DestinationField::hintText() const
{
    return translated(hint);
}

QString DestinationKind::titleText() const
{
    return translated(title);
}

QString DestinationKind::bucketLabelText() const
{
    return translated(bucketLabel);
}

const DestinationField *DestinationKind::field(const QString &id) const
{
    const auto found = std::ranges::find_if(
        fields, [&](const DestinationField &each) { return id == QLatin1String(each.name); });
    return found == fields.end() ? nullptr : &*found;
}

std::span<const DestinationKind> destinationKinds()
{
    return kinds;
}

const DestinationKind *destinationKind(const QString &name)
{
    const auto found = std::ranges::find_if(kinds, [&](const DestinationKind &kind) {
        return name == QLatin1String(kind.name) || split(kind.aliases).contains(name);
    });
    return found == std::end(kinds) ? nullptr : &*found;
}

} // namespace slipway
