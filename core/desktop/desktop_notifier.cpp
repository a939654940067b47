#include "core/desktop/desktop_notifier.h"

#include <QCoreApplication>

#ifdef Q_OS_LINUX
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QHash>
#endif

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DesktopNotifier)
};

Error noService(const QString &details)
{
    return {ErrorKind::NotAvailable, Texts::tr("The desktop does not show notifications."),
            Texts::tr("Start a notification service; all common desktops have one."), details};
}

#ifdef Q_OS_LINUX

constexpr int patience = 5'000; // milliseconds; the service may have to start first
const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");

class FreedesktopNotifier : public DesktopNotifier
{
    Q_OBJECT
public:
    FreedesktopNotifier()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        bus.connect(service, path, service, QStringLiteral("ActionInvoked"), this,
                    SLOT(actionInvoked(uint, QString)));
        bus.connect(service, path, service, QStringLiteral("NotificationClosed"), this,
                    SLOT(closed(uint, uint)));
    }

    void show(const DesktopMessage &message) override
    {
        // The capabilities are queried each time, because the desktop may have changed since.
        call(QStringLiteral("GetCapabilities"), {}, message.tag, [this, message](const QDBusMessage &answer) {
            notify(message, answer.arguments().value(0).toStringList());
        });
    }

private Q_SLOTS:
    void actionInvoked(uint id, const QString &)
    {
        if (const auto tag = m_tags.constFind(id); tag != m_tags.constEnd())
            Q_EMIT activated(*tag);
    }
    void closed(uint id, uint) { m_tags.remove(id); }

private:
    void notify(const DesktopMessage &message, const QStringList &capabilities)
    {
        QStringList actions;
        if (capabilities.contains(QLatin1String("actions")))
            actions << QStringLiteral("default") << Texts::tr("Open Slipway");
        // Only the body may contain markup, and only if the service says so.
        const QString body =
            capabilities.contains(QLatin1String("body-markup")) ? message.body.toHtmlEscaped() : message.body;
        const QVariantMap hints{
            {QStringLiteral("urgency"), QVariant::fromValue(uchar(message.isUrgent ? 2 : 1))},
            {QStringLiteral("desktop-entry"), QStringLiteral(SLIPWAY_APP_ID)}};
        call(QStringLiteral("Notify"),
             {QStringLiteral("Slipway"), 0U, QStringLiteral(SLIPWAY_APP_ID), message.title, body, actions,
              hints, -1},
             message.tag, [this, tag = message.tag](const QDBusMessage &answer) {
                 m_tags.insert(answer.arguments().value(0).toUInt(), tag);
                 Q_EMIT shown(tag);
             });
    }

    template<class Then>
    void call(const QString &method, const QVariantList &arguments, const QString &tag, Then then)
    {
        QDBusMessage request = QDBusMessage::createMethodCall(service, path, service, method);
        request.setArguments(arguments);
        auto *watcher =
            new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(request, patience), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, tag, then] {
            watcher->deleteLater();
            const QDBusMessage answer = watcher->reply();
            if (answer.type() == QDBusMessage::ReplyMessage)
                then(answer);
            else
                Q_EMIT failed(tag, noService(answer.errorMessage()));
        });
    }

    QHash<uint, QString> m_tags; // by the service's notification id
};

#else

class NoNotifier : public DesktopNotifier
{
public:
    void show(const DesktopMessage &message) override { Q_EMIT failed(message.tag, noService({})); }
};

#endif

} // namespace

std::unique_ptr<DesktopNotifier> makeDesktopNotifier()
{
#ifdef Q_OS_LINUX
    return std::make_unique<FreedesktopNotifier>();
#else
    return std::make_unique<NoNotifier>();
#endif
}

} // namespace slipway

#ifdef Q_OS_LINUX
#include "desktop_notifier.moc"
#endif
