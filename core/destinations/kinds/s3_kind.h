// Amazon S3, and the stores that speak its protocol.
#pragma once
#include "core/destinations/kinds/store_kind.h"

namespace slipway {

class S3Kind final : public StoreKind
{
public:
    [[nodiscard]] DestinationKind row() const override;
    [[nodiscard]] Result<void> validateOptions(const Destination &destination) const override;
    [[nodiscard]] Result<void> validateLogin(const DestinationAccess &access) const override;
    [[nodiscard]] bool isOverruled(const DestinationField &field,
                                   const QProcessEnvironment &environment) const override;
    [[nodiscard]] QString caFileFrom(const QProcessEnvironment &environment) const override;
    [[nodiscard]] bool isReplaced(const DestinationField &field,
                                  const DestinationAccess &access) const override;
    [[nodiscard]] Result<RcloneSettings> rcloneSettings(const DestinationAccess &access,
                                                        const QProcessEnvironment &own) const override;
    [[nodiscard]] QUrl service(const DestinationAccess &access) const override;
    // rclone deletes an object whose ETag is not the MD5 that it sent. Slipway compares them itself,
    // and knows better when to.
    [[nodiscard]] bool ignoresRclonesCheck() const override { return true; }
    // Write-only credentials may not look.
    [[nodiscard]] bool deletesUnseen() const override { return true; }
};

} // namespace slipway
