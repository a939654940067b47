// The choice of what the tenant's consumer needs: a profile that the tenant's API can serve, one of the
// user's own, or "Custom", for which the ticks in the table say what is needed.
#pragma once
#include "core/netskope/endpoint.h"
#include "core/tenants/tenant_repository.h"

#include <QWidget>

class QComboBox;

namespace slipway {

class ProfileMenu;

class ProfilePicker : public QWidget
{
    Q_OBJECT
public:
    // `catalogue` must outlive this widget.
    ProfilePicker(const EndpointCatalogue &catalogue, const QString &databasePath, QWidget *parent = nullptr);

    // Lists the profiles for the tenant's API and chooses the tenant's own. Emits nothing.
    void setTenant(const Tenant &tenant);
    [[nodiscard]] QString id() const;
    [[nodiscard]] Profile profile() const; // empty if the tenant's API cannot serve it
    // Whether the ticks say what is needed. A named profile can only be changed by saving it again.
    [[nodiscard]] bool isCustom() const;
    // What is ticked, as kinds of events, while "Custom" is chosen. Emits nothing.
    void setCustom(const QStringList &kinds);

Q_SIGNALS:
    void chosen(); // another profile
    void failed(const slipway::Error &error);

private:
    void fill();
    void choose(const QString &id);
    void choiceChanged();
    const EndpointCatalogue &m_catalogue;
    QComboBox *m_combo;
    ProfileMenu *m_menu;
    ApiVersion m_api = ApiVersion::V2;
    QString m_last; // the id that was chosen before the current one
};

} // namespace slipway
