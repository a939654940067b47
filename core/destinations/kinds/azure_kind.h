// Azure Blob Storage.
#pragma once
#include "core/destinations/kinds/store_kind.h"

namespace slipway {

class AzureKind final : public StoreKind
{
public:
    [[nodiscard]] DestinationKind row() const override;
    [[nodiscard]] Result<void> validateLogin(const DestinationAccess &access) const override;
    // A connection string: "AccountName=…;AccountKey=…;BlobEndpoint=…;SharedAccessSignature=…".
    bool readLogin(DestinationAccess &access, const QProcessEnvironment &environment) const override;
    [[nodiscard]] bool isReplaced(const DestinationField &field,
                                  const DestinationAccess &access) const override;
    [[nodiscard]] Result<RcloneSettings> rcloneSettings(const DestinationAccess &access,
                                                        const QProcessEnvironment &own) const override;
    [[nodiscard]] bool createsBucket() const override { return true; }
    [[nodiscard]] std::optional<ReachRequest> reachRequest(const DestinationAccess &access) const override;
    [[nodiscard]] std::optional<WriteOnlyBlobs> writeOnly(const DestinationAccess &access) const override;

protected:
    [[nodiscard]] bool isChanged(QChar character) const override;
    [[nodiscard]] bool isChangedAtEnd(QChar character) const override;
};

} // namespace slipway
