// A bucket that exports go to: where it is and how objects are put there. No secrets: they are
// passed separately and stored in the keychain.
#pragma once
#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/destinations/destination_kind.h"

#include <QJsonObject>
#include <QMap>

namespace slipway {

struct Destination
{
    QString id;                     // UUID without braces, from the repository; empty if not saved
    QString name;                   // for people; empty if not saved
    QString kind;                   // one of destinationKinds()
    QString bucket;                 // for SFTP a folder, absolute or in the user's home
    QString prefix;                 // without leading or trailing slashes; may be empty
    QMap<QString, QString> options; // by the names of the kind's fields, without secrets
    QString caFile;                 // path of the authorities to trust; see readCaFile()
    QString proxy;                  // as a tenant's; see destination_proxy.h

    [[nodiscard]] const DestinationKind &kindRow() const; // the destination must be valid
    [[nodiscard]] QString option(const char *field) const
    {
        return options.value(QString::fromLatin1(field));
    }
    // "s3://bucket/prefix"; for SFTP "sftp://user@host:port/folder/prefix".
    [[nodiscard]] QString url() const;
    // The path of an object as rclone expects it after "remote:".
    [[nodiscard]] QString path(const QString &object = {}) const;
    // Whether objects go to the same place; options such as the region or a CA file may differ.
    [[nodiscard]] bool isSamePlace(const Destination &other) const;
    // Whether credentials for the one are sent to no other server when they are used for the other.
    [[nodiscard]] bool isSameServer(const Destination &other) const;
    bool operator==(const Destination &) const = default;
};

// By the names of the kind's secret fields.
using DestinationSecrets = QMap<QString, Secret>;

// Everything needed to access a destination.
struct DestinationAccess
{
    Destination destination;
    DestinationSecrets secrets;
};

// BadInput with the reason: an unknown kind, no bucket, a name that no store allows, an option that
// the kind does not have, an unknown value, an endpoint that is not a URL, …
[[nodiscard]] Result<void> validate(const Destination &destination);
// The same, and also checks that there are credentials to log in with.
[[nodiscard]] Result<void> validate(const DestinationAccess &access);

// "s3://bucket/prefix?region=eu-west-1", "azblob://container/prefix", "gcs://bucket",
// "sftp://user@host/folder". BadInput also if it contains a secret, which would be visible in the
// process list.
[[nodiscard]] Result<Destination> destinationFromUrl(const QString &url);
[[nodiscard]] bool isDestinationUrl(const QString &text);
// How to write a place that is given as other programs write it ("s3:bucket/prefix", "arn:aws:s3:::bucket",
// the web address of a bucket, "gs://bucket"): a sentence that repeats nothing of it. Empty if it is nothing
// like that.
[[nodiscard]] QString howToWritePlace(const QString &text);

// Without a proxy's password.
[[nodiscard]] QJsonObject toJson(const Destination &destination);
[[nodiscard]] Destination destinationFrom(const QJsonObject &json);

} // namespace slipway
