// Internal to core/secrets: receives the result of a prompt of the Secret Service.
#pragma once
#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <QDBusVariant>
#include <QObject>

namespace slipway {

class SecretPrompt : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    bool isAnswered = false, isDismissed = false;
    QVariant result;

public Q_SLOTS:
    void completed(bool dismissed, const QDBusVariant &value)
    {
        isAnswered = true;
        isDismissed = dismissed;
        result = value.variant();
        Q_EMIT answered();
    }

Q_SIGNALS:
    void answered();
};

} // namespace slipway
#endif
