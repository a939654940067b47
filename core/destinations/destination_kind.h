// The kinds of buckets that Slipway can export to: what the user fills in, and what rclone calls it. Each is
// a class in core/destinations/kinds; forms, command line, checks and rclone's settings are derived from it.
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
        Choice, // one of `choices`
        Switch, // "true" or nothing
        File,   // a path on this computer
        Secret, // stored only in the keychain
    };
    const char *name;        // in saved destinations, on the command line, in URLs: "region"
    Type type;               //
    const char *label;       // in a form; translated by labelOf()
    const char *option;      // rclone's name for it; "" if rcloneEnvironment() handles it
    const char *environment; // variables that the vendor's own tools read, separated by "|"
    const char *choices;     // separated by "|"
    const char *hint;        // an example, or the meaning of an empty field; translated by hintOf()

    [[nodiscard]] QString id() const { return QString::fromLatin1(name); }
    [[nodiscard]] bool isSecret() const { return type == Type::Secret; }
    [[nodiscard]] QStringList choiceList() const;
    [[nodiscard]] QStringList environmentNames() const;
    [[nodiscard]] QString labelText() const;
    [[nodiscard]] QString hintText() const;
};

struct DestinationKind
{
    const char *name; // "s3"; also the scheme of its URLs
    const char *aliases;
    const char *title;
    const char *rcloneType;
    const char *bucketLabel; // what its users call a bucket
    const char *fixed;       // settings of rclone that never change, "name=value|…"
    bool hasStoreChecksum;   // the store computes an MD5 of what it received, and reports it
    bool isAtomic;           // an object appears whole or not at all; else it is uploaded and then renamed
    bool isHttp;             // if not, proxies and CA files do not apply
    std::span<const DestinationField> fields;

    [[nodiscard]] QString id() const { return QString::fromLatin1(name); }
    [[nodiscard]] QString titleText() const;
    [[nodiscard]] QString bucketLabelText() const;
    [[nodiscard]] const DestinationField *field(const QString &id) const; // null if there is none
};

[[nodiscard]] std::span<const DestinationKind> destinationKinds();
// By its name or one of its aliases ("gs"); null if there is no such kind.
[[nodiscard]] const DestinationKind *destinationKind(const QString &name);

} // namespace slipway
