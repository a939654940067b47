// The kinds of buckets that Slipway can export to, one row each: what a person fills in, and what rclone
// calls it. A new kind is a new row; forms, command line, checks and rclone's settings follow from it.
//
// Source of rclone's names: rclone.org/s3, /azureblob, /googlecloudstorage, /sftp, as of 1.60.
#pragma once
#include <QString>
#include <QStringList>
#include <span>

namespace slipway {

struct DestinationField
{
    enum class Type {
        Text,
        Choice, // of choices
        Switch, // "true" or nothing
        File,   // a path on this computer
        Secret, // never stored but in the keychain
    };
    const char *name;        // in saved destinations, on the command line, in URLs: "region"
    Type type;               //
    const char *label;       // in a form; translated by labelOf()
    const char *option;      // rclone's name for it; "" where rcloneEnvironment() treats it itself
    const char *environment; // names that the ecosystem's own tools read, "|" between
    const char *choices;     // "|" between
    const char *hint;        // an example, or what nothing means; translated by hintOf()

    [[nodiscard]] QString id() const { return QString::fromLatin1(name); }
    [[nodiscard]] bool isSecret() const { return type == Type::Secret; }
    [[nodiscard]] QStringList choiceList() const;
    [[nodiscard]] QStringList environmentNames() const;
    [[nodiscard]] QString labelText() const;
    [[nodiscard]] QString hintText() const;
};

struct DestinationKind
{
    const char *name; // "s3"; the scheme of its URLs, too
    const char *aliases;
    const char *title;
    const char *rcloneType;
    const char *bucketLabel; // what its users call a bucket
    const char *fixed;       // settings of rclone that never change, "name=value|…"
    bool hasStoreChecksum;   // the store computes an MD5 of what it received, and tells it
    bool isAtomic;           // an object appears whole or not at all; else it is uploaded beside and renamed
    bool isHttp;             // else proxies and CA files have no meaning
    std::span<const DestinationField> fields;

    [[nodiscard]] QString id() const { return QString::fromLatin1(name); }
    [[nodiscard]] QString titleText() const;
    [[nodiscard]] QString bucketLabelText() const;
    [[nodiscard]] const DestinationField *field(const QString &id) const; // null: it has none of that name
};

[[nodiscard]] std::span<const DestinationKind> destinationKinds();
// By its name or one of its aliases ("gs"); null when there is no such kind.
[[nodiscard]] const DestinationKind *destinationKind(const QString &name);

} // namespace slipway
