// Messages on the desktop, outside of the window. On Linux by the desktop's notification service
// (org.freedesktop.Notifications, https://specifications.freedesktop.org/notification-spec/latest/);
// elsewhere there is none yet, and every message fails.
//
// Threads: the one that made it, with an event loop. Never blocks: the answer comes as a signal.
#pragma once
#include "core/base/error.h"

#include <QObject>
#include <memory>

namespace slipway {

struct DesktopMessage
{
    QString tag;         // comes back with the signals
    QString title, body; // text, never markup
    bool isUrgent = false;
};

class DesktopNotifier : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void show(const DesktopMessage &message) = 0;

Q_SIGNALS:
    // One of the two comes for each message. NotAvailable: the desktop shows none.
    void shown(const QString &tag);
    void failed(const QString &tag, const slipway::Error &error);
    // The user clicked it.
    void activated(const QString &tag);
};

[[nodiscard]] std::unique_ptr<DesktopNotifier> makeDesktopNotifier();

} // namespace slipway
