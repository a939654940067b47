// Checks at start and every hour whether a token is about to expire, and shows a desktop
// notification.
//
// Threads: shares its database's thread.
#pragma once
#include "core/desktop/desktop_notifier.h"
#include "core/tenants/token_expiry.h"

#include <QHash>
#include <QObject>
#include <functional>

namespace slipway {

class ExpiryWatch : public QObject
{
    Q_OBJECT
public:
    ExpiryWatch(const StateDatabase &database, std::unique_ptr<DesktopNotifier> notifier,
                std::function<QList<Tenant>()> tenants, QObject *parent = nullptr);
    // Shows the reminders that are due. If the desktop did not accept one, it is tried again the
    // next time.
    void look(const QDate &today = QDate::currentDate());

Q_SIGNALS:
    void looked();                           // a new day may have begun
    void activated(const QString &tenantId); // the user clicked its message

private:
    TokenReminders m_reminders;
    std::unique_ptr<DesktopNotifier> m_notifier;
    std::function<QList<Tenant>()> m_tenants;
    QHash<QString, ExpiryNotice> m_shown; // being shown or already shown, by tenant
};

} // namespace slipway
