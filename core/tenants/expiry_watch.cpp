#include "core/tenants/expiry_watch.h"

#include "core/base/plural_form.h"

#include <QLocale>
#include <QTimer>

#include <chrono>

namespace slipway {

ExpiryWatch::ExpiryWatch(const StateDatabase &database, std::unique_ptr<DesktopNotifier> notifier,
                         std::function<QList<Tenant>()> tenants, QObject *parent)
    : QObject(parent), m_reminders(database), m_notifier(std::move(notifier)), m_tenants(std::move(tenants))
{
    connect(m_notifier.get(), &DesktopNotifier::shown, this, [this](const QString &tag) {
        // If the mark cannot be stored, the message is only shown a second time.
        if (m_shown.contains(tag)) // otherwise it is a message about something else
            (void)m_reminders.markShown(m_shown.value(tag));
    });
    connect(m_notifier.get(), &DesktopNotifier::activated, this, &ExpiryWatch::activated);
    auto *timer = new QTimer(this);
    timer->setInterval(std::chrono::hours(1));
    connect(timer, &QTimer::timeout, this, [this] { look(); });
    timer->start();
}

void ExpiryWatch::look(const QDate &today)
{
    for (const ExpiryNotice &notice : m_reminders.due(m_tenants(), today).value_or(QList<ExpiryNotice>())) {
        m_shown.insert(notice.tenantId, notice);
        DesktopMessage message;
        message.tag = notice.tenantId;
        message.title = notice.daysLeft == 0 ? tr("The token of %1 expires today").arg(notice.tenantName)
                        : notice.daysLeft == 1
                            ? tr("The token of %1 expires tomorrow").arg(notice.tenantName)
                            : tr("The token of %1 expires in %n days", nullptr, pluralForm(notice.daysLeft))
                                  .arg(notice.tenantName);
        message.body = tr("On %1, checks, exports and everything else that uses it will stop. Create a new "
                          "token in the Netskope console, then choose Replace token in Slipway.")
                           .arg(QLocale().toString(notice.ends, QLocale::LongFormat));
        message.isUrgent = notice.threshold == reminderDays.back();
        m_notifier->show(message);
    }
    Q_EMIT looked();
}

} // namespace slipway
