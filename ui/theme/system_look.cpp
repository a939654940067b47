#include "ui/theme/system_look.h"

#include "core/base/log_file.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QEvent>
#include <QFileInfo>
#include <QScopedValueRollback>

namespace slipway::theme {
namespace {

constexpr auto service = "org.freedesktop.portal.Desktop", path = "/org/freedesktop/portal/desktop",
               interface = "org.freedesktop.portal.Settings", appearance = "org.freedesktop.appearance",
               schemeKey = "color-scheme", contrastKey = "contrast";

// The portal wraps a value in one variant, and older ones in two.
std::optional<uint> numberIn(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    bool isNumber = false;
    const uint number = value.toUInt(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

// Without one, D-Bus would start a bus of its own, which would outlive the program.
bool hasSessionBus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

} // namespace

SystemLook::SystemLook(QApplication &application)
    : QObject(&application), m_application(application), m_ofPalette(lookOf(application.palette()))
{
    application.installEventFilter(this);
    if (!hasSessionBus())
        return;
    if (!QDBusConnection::sessionBus().connect(QLatin1String(service), QLatin1String(path),
                                               QLatin1String(interface), QStringLiteral("SettingChanged"),
                                               this, SLOT(settingChanged(QDBusMessage))))
        writeLog(QStringLiteral("Changes of the desktop's colours are not reported"));
    askPortal();
}

// Nothing waits for the answer. It may be refused to a process that holds tokens (see
// ui/widgets/file_dialogs.h); then Qt's palette counts until the desktop reports a change.
void SystemLook::askPortal()
{
    for (const char *key : {schemeKey, contrastKey}) {
        QDBusMessage call = QDBusMessage::createMethodCall(QLatin1String(service), QLatin1String(path),
                                                           QLatin1String(interface), QStringLiteral("Read"));
        call.setAutoStartService(false);
        call.setArguments({QLatin1String(appearance), QLatin1String(key)});
        auto *watcher =
            new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, 5'000), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this,
                [this, key](QDBusPendingCallWatcher *ended) { answered(ended, QLatin1String(key)); });
    }
}

void SystemLook::answered(QDBusPendingCallWatcher *call, const QString &key)
{
    const QDBusPendingReply<QDBusVariant> reply = *call;
    call->deleteLater();
    if (reply.isError())
        return;
    if (const std::optional<uint> number = numberIn(reply.value().variant()))
        take(key, *number);
}

// Its arguments: a namespace, a key and the value in a variant.
void SystemLook::settingChanged(const QDBusMessage &message)
{
    const QVariantList words = message.arguments();
    if (words.size() != 3 || words[0].toString() != QLatin1String(appearance))
        return;
    if (const std::optional<uint> number = numberIn(words[2]))
        take(words[1].toString(), *number);
}

void SystemLook::take(const QString &key, uint value)
{
    if (key == QLatin1String(schemeKey)) // 0: the desktop has no preference
        m_isDark = value == 1 ? std::optional(true) : value == 2 ? std::optional(false) : std::nullopt;
    else if (key == QLatin1String(contrastKey))
        m_isHighContrast = value == 1 ? std::optional(true) : std::nullopt;
    else
        return;
    use();
}

void SystemLook::follow(Scheme scheme)
{
    m_scheme = scheme;
    use();
}

void SystemLook::use()
{
    const Look look{m_scheme == Scheme::System ? m_isDark.value_or(m_ofPalette.isDark)
                                               : m_scheme == Scheme::Dark,
                    m_isHighContrast.value_or(m_ofPalette.isHighContrast)};
    const QPalette wanted = paletteOf(look);
    if (m_application.palette() == wanted)
        return;
    const QScopedValueRollback changing(m_isUsing, true);
    m_application.setPalette(wanted);
}

bool SystemLook::eventFilter(QObject *watched, QEvent *event)
{
    // Sent to the windows when the desktop has other colours, fonts or icons.
    if (event->type() == QEvent::ThemeChange && !m_isUsing && watched->isWidgetType() &&
        static_cast<QWidget *>(watched)->isWindow()) {
        {
            const QScopedValueRollback asking(m_isUsing, true);
            m_application.setPalette(QPalette()); // Qt then has the desktop's again
            m_ofPalette = lookOf(m_application.palette());
        }
        use();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace slipway::theme
