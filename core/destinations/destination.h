// A bucket that exports go to: where it is and how objects are put there. No secrets: those travel beside it
// and rest in the keychain.
#pragma once
#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/destinations/destination_kind.h"

#include <QJsonObject>
#include <QMap>

namespace slipway {

struct Destination
{
    QString id;                     // UUID without braces, from the repository; empty when it is not saved
    QString name;                   // for people; empty when it is not saved
    QString kind;                   // of destinationKinds()
    QString bucket;                 // for SFTP an absolute folder, or one in the user's home
    QString prefix;                 // without slashes at its ends; may be empty
    QMap<QString, QString> options; // by the names of the kind's fields, without secrets
    QString caFile;                 // the authorities to trust, a path; see readCaFile()
    QString proxy;                  // "": the system's; "none"; http://host:port, without a password

    [[nodiscard]] const DestinationKind &kindRow() const; // of a valid destination
    [[nodiscard]] QString option(const char *field) const
    {
        return options.value(QString::fromLatin1(field));
    }
    // "s3://bucket/prefix"; for SFTP "sftp://user@host:port/folder/prefix".
    [[nodiscard]] QString url() const;
    // The path of an object as rclone wants it behind "remote:".
    [[nodiscard]] QString path(const QString &object = {}) const;
    // Whether objects go to the same place; options such as the region or a CA file may differ.
    [[nodiscard]] bool isSamePlace(const Destination &other) const;
    bool operator==(const Destination &) const = default;
};

// By the names of the kind's secret fields.
using DestinationSecrets = QMap<QString, Secret>;

// All that is needed to reach one.
struct DestinationAccess
{
    Destination destination;
    DestinationSecrets secrets;
};

// BadInput with the reason: an unknown kind, no bucket, a name that no store allows, an option that the kind
// does not have or a value it does not know, an endpoint that is no URL, …
[[nodiscard]] Result<void> validate(const Destination &destination);
// The same, and whether there is something to log in with.
[[nodiscard]] Result<void> validate(const DestinationAccess &access);

// "s3://bucket/prefix?region=eu-west-1", "azblob://container/prefix", "gcs://bucket",
// "sftp://user@host/folder". BadInput also for a secret in it: it would be in the list of processes.
[[nodiscard]] Result<Destination> destinationFromUrl(const QString &url);
[[nodiscard]] bool isDestinationUrl(const QString &text);

[[nodiscard]] QJsonObject toJson(const Destination &destination);
[[nodiscard]] Destination destinationFrom(const QJsonObject &json);

} // namespace slipway
