#include "core/secrets/keyring_state.h"

#ifdef Q_OS_LINUX
#include <QCoroSignal>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace slipway {
namespace {

constexpr int patience = 1'500; // milliseconds for each of two calls

QCoro::Task<QDBusMessage> call(QString path, QString interface, QString method, QVariantList arguments)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), path, interface, method);
    message.setArguments(arguments);
    QDBusPendingCallWatcher watcher(QDBusConnection::sessionBus().asyncCall(message, patience));
    if (!watcher.isFinished())
        co_await qCoro(&watcher, &QDBusPendingCallWatcher::finished);
    co_return watcher.reply();
}

} // namespace

QCoro::Task<KeyringState> keyringState()
{
    // Lists in co_await's own arguments are more than g++ 12 can take.
    QVariantList arguments;
    arguments << QStringLiteral("default");
    const QDBusMessage alias = co_await call(QStringLiteral("/org/freedesktop/secrets"),
                                             QStringLiteral("org.freedesktop.Secret.Service"),
                                             QStringLiteral("ReadAlias"), arguments);
    if (alias.type() != QDBusMessage::ReplyMessage)
        co_return KeyringState::NoService;
    const QString keyring = alias.arguments().value(0).value<QDBusObjectPath>().path();
    if (keyring.size() < 2) // "/": there is none
        co_return KeyringState::NoKeyring;
    arguments.clear();
    arguments << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    const QDBusMessage locked = co_await call(keyring, QStringLiteral("org.freedesktop.DBus.Properties"),
                                              QStringLiteral("Get"), arguments);
    if (locked.type() != QDBusMessage::ReplyMessage)
        co_return KeyringState::Unknown;
    const QVariant value = locked.arguments().value(0).value<QDBusVariant>().variant();
    co_return value.toBool() ? KeyringState::Locked : KeyringState::Unlocked;
}

} // namespace slipway

#else

QCoro::Task<slipway::KeyringState> slipway::keyringState()
{
    co_return KeyringState::Unknown;
}

#endif
