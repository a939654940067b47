// Google Cloud Storage.
#pragma once
#include "core/destinations/kinds/store_kind.h"

namespace slipway {

class GoogleKind final : public StoreKind
{
public:
    [[nodiscard]] DestinationKind row() const override;
    [[nodiscard]] Result<void> validateLogin(const DestinationAccess &access) const override;
    // The JSON file of a service account.
    [[nodiscard]] DestinationSecrets secretsFromFile(const QByteArray &text,
                                                     const QJsonObject &json) const override;
    [[nodiscard]] bool isReplaced(const DestinationField &field,
                                  const DestinationAccess &access) const override;
    [[nodiscard]] Result<RcloneSettings> rcloneSettings(const DestinationAccess &access,
                                                        const QProcessEnvironment &own) const override;
    [[nodiscard]] QStringList rcloneArguments(const Destination &destination) const override;
    [[nodiscard]] std::optional<ReachRequest> reachRequest(const DestinationAccess &access) const override;
};

} // namespace slipway
