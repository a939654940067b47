// A folder on an SSH server. The bucket is that folder.
#pragma once
#include "core/destinations/kinds/store_kind.h"

namespace slipway {

class SftpKind final : public StoreKind
{
public:
    [[nodiscard]] DestinationKind row() const override;
    // "sftp://user@host:port/folder/prefix"; a folder in the user's home begins with "~/".
    [[nodiscard]] QString url(const Destination &destination) const override;
    [[nodiscard]] Result<void> readAddress(Destination &destination, const QString &host,
                                           const QString &path) const override;
    [[nodiscard]] bool contains(const QString &bucket, const QString &inner) const override;
    [[nodiscard]] Result<void> validateBucket(const QString &bucket) const override;
    [[nodiscard]] Result<void> validateOptions(const Destination &destination) const override;
    // The SSH agent has keys, and key files may have no passphrase.
    [[nodiscard]] bool hasOtherLogins() const override { return true; }
    [[nodiscard]] Result<RcloneSettings> rcloneSettings(const DestinationAccess &access,
                                                        const QProcessEnvironment &own) const override;

protected:
    // On a server, one slash or two means the same folder, and names are written unchanged.
    [[nodiscard]] Result<void> validateNames(const QString &path) const override;
};

} // namespace slipway
