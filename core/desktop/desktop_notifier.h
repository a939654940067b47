// Desktop notifications. On Linux they use the desktop's notification service
// (org.freedesktop.Notifications,
// https://specifications.freedesktop.org/notification-spec/latest/); other systems are not
// supported yet, and every message fails there.
//
// Threads: the one that created it, with an event loop. Never blocks: the answer comes as a signal.
#pragma once
#include "core/base/error.h"

#include <QObject>
#include <memory>

namespace slipway {

struct DesktopMessage
{
    QString tag;         // passed back with the signals
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
    // Exactly one of these is emitted for each message. NotAvailable: the desktop shows no
    // messages.
    void shown(const QString &tag);
    void failed(const QString &tag, const slipway::Error &error);
    // The user clicked the message.
    void activated(const QString &tag);
};

[[nodiscard]] std::unique_ptr<DesktopNotifier> makeDesktopNotifier();

} // namespace slipway
