// What the kinds of stores differ in: one class for each of them in this folder. All other code asks
// the kind, and never compares its name. To add a kind, write its class and add it to storeKinds();
// forms, the command line, checks and rclone's settings are derived from it.
//
// Threads: any; a kind has no state.
#pragma once
#include "core/destinations/write_only_blobs.h"

#include <QProcessEnvironment>
#include <QUrl>

namespace slipway {

// What rclone is told besides the fields that correspond to one of its options.
struct RcloneSettings
{
    QList<std::pair<const char *, QString>> options; // by rclone's names; empty values are not sent
    QList<const char *> variables;                   // of this process's environment, for rclone to see
};

// A request that shows whether a store answers.
struct ReachRequest
{
    QByteArray url;
    bool isGet = false; // otherwise HEAD
};

class StoreKind
{
public:
    virtual ~StoreKind() = default;
    // The kind of a valid destination.
    [[nodiscard]] static const StoreKind &of(const Destination &destination);
    [[nodiscard]] static const StoreKind &of(const DestinationKind &row);

    // Its names, its fields and its constants.
    [[nodiscard]] virtual DestinationKind row() const = 0;

    // Addresses. The defaults are those of stores with buckets: "s3://bucket/prefix".
    [[nodiscard]] virtual QString url(const Destination &destination) const;
    // Sets what the host and the path of an address say. BadInput if the host contains a secret.
    [[nodiscard]] virtual Result<void> readAddress(Destination &destination, const QString &host,
                                                   const QString &path) const;
    // Whether a bucket is this one or inside it.
    [[nodiscard]] virtual bool contains(const QString &bucket, const QString &inner) const;

    // Validation; errors are BadInput.
    [[nodiscard]] virtual Result<void> validateBucket(const QString &bucket) const;
    [[nodiscard]] Result<void> validatePath(const QString &path) const;
    // Options that depend on each other, or are needed.
    [[nodiscard]] virtual Result<void> validateOptions(const Destination &destination) const;
    // Credentials to log in with. TokenRefused if they have expired.
    [[nodiscard]] virtual Result<void> validateLogin(const DestinationAccess &access) const;
    // Whether the user may be able to log in without any credentials of Slipway's.
    [[nodiscard]] virtual bool hasOtherLogins() const { return false; }

    // Credentials that are not one field each.
    // Reads a variable that contains the whole login, and returns whether there is one; the variables of the
    // fields are then not read.
    virtual bool readLogin(DestinationAccess &access, const QProcessEnvironment &environment) const;
    // Whether another variable takes precedence over those of a field.
    [[nodiscard]] virtual bool isOverruled(const DestinationField &field,
                                           const QProcessEnvironment &environment) const;
    // The CA file that the vendor's own tools use; empty if there is none.
    [[nodiscard]] virtual QString caFileFrom(const QProcessEnvironment &environment) const;
    // The credentials in a file as the vendor hands it out; empty if this is not one.
    [[nodiscard]] virtual DestinationSecrets secretsFromFile(const QByteArray &text,
                                                             const QJsonObject &json) const;

    // rclone.
    // Whether another field, which a form describes as "instead of" this one, is set: then this one is
    // not sent.
    [[nodiscard]] virtual bool isReplaced(const DestinationField &field,
                                          const DestinationAccess &access) const;
    // `own`: this process's environment. Errors: NotFound for an unknown AWS profile.
    [[nodiscard]] virtual Result<RcloneSettings> rcloneSettings(const DestinationAccess &access,
                                                                const QProcessEnvironment &own) const = 0;
    // Arguments that rclone needs for this destination. They contain no secrets.
    [[nodiscard]] virtual QStringList rcloneArguments(const Destination &destination) const;
    // Whether Slipway compares checksums instead of rclone.
    [[nodiscard]] virtual bool ignoresRclonesCheck() const { return false; }
    // Whether objects are deleted without looking at them first.
    [[nodiscard]] virtual bool deletesUnseen() const { return false; }
    // Whether an upload creates a bucket that does not exist.
    [[nodiscard]] virtual bool createsBucket() const { return false; }

    // An address of the service that rclone will ask, at which to find out about the proxy on the way; empty
    // if no proxy can be on the way.
    [[nodiscard]] virtual QUrl service(const DestinationAccess &access) const;

    // Access without rclone.
    // Nothing if rclone itself reports quickly that nothing answers.
    [[nodiscard]] virtual std::optional<ReachRequest> reachRequest(const DestinationAccess &access) const;
    // Nothing if rclone can write with these credentials.
    [[nodiscard]] virtual std::optional<WriteOnlyBlobs> writeOnly(const DestinationAccess &access) const;

protected:
    [[nodiscard]] static QString trimmedSlashes(QString text); // at both ends
    [[nodiscard]] static QString foldedSlashes(QString path);  // one in place of several
    // What validatePath() demands besides what holds for every kind.
    [[nodiscard]] virtual Result<void> validateNames(const QString &path) const;
    // Whether rclone would not write a character of a name unchanged.
    [[nodiscard]] virtual bool isChanged(QChar character) const;
    [[nodiscard]] virtual bool isChangedAtEnd(QChar character) const; // of a name
};

// In the order in which people choose from them.
[[nodiscard]] std::span<const StoreKind *const> storeKinds();

} // namespace slipway
