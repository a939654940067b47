// The top of a tenant's screens: its name and address, what is known of its permissions and of its
// token, and the actions that are used most.
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/tenants/tenant_repository.h"

#include <QWidget>

class QAction;
class QPushButton;

namespace slipway {

class Chip;
class ElidedLabel;

// Whether the tenant's token has expired: then nothing works, whatever the last check found.
[[nodiscard]] bool hasTokenExpired(const Tenant &tenant);

class TenantHeader : public QWidget
{
    Q_OBJECT
public:
    struct Actions
    {
        QAction *test, *exportEvents;
        QList<QAction *> more; // in a menu
    };
    explicit TenantHeader(const Actions &actions, QWidget *parent = nullptr);

    // The newest check of a tenant.
    struct LastCheck
    {
        std::optional<Verdict> verdict; // none: it was made at another address, or there is none
        int missing = 0;                // permissions that are needed
        QDateTime at;                   // invalid: there is none
    };
    // `profile`: the name of the consumer profile.
    void setTenant(const Tenant &tenant, const QString &profile, const LastCheck &last);
    void setTestVisible(bool visible);

private:
    ElidedLabel *m_name, *m_subtitle;
    Chip *m_verdict, *m_expiry, *m_api;
    QPushButton *m_test;
};

} // namespace slipway
