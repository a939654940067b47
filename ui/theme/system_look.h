// How the desktop wants programs to look: light or dark, and with high contrast or not. The palette that Qt
// has from the desktop says so, and where the desktop has a settings portal (org.freedesktop.portal.Settings,
// namespace org.freedesktop.appearance: "color-scheme" 1 is dark, 2 is light; "contrast" 1 is high), the
// portal says so as well and reports each change. Where there is a portal, it decides, because Qt does not
// hear of changes on every desktop.
//
// Threads: the window's.
#pragma once
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <QDBusMessage>
#include <QObject>

#include <optional>

class QDBusPendingCallWatcher;

namespace slipway::theme {

class SystemLook : public QObject
{
    Q_OBJECT
public:
    // Call this before the application's palette is changed. The application must outlive this object.
    explicit SystemLook(QApplication &application);
    // Gives the application the palette of the scheme, now and whenever the desktop changes.
    void follow(Scheme scheme);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // of the application

private Q_SLOTS:
    void settingChanged(const QDBusMessage &message);

private:
    void askPortal();
    void answered(QDBusPendingCallWatcher *call, const QString &key);
    void take(const QString &key, uint value);
    void use();

    QApplication &m_application;
    Scheme m_scheme = Scheme::System;
    Look m_ofPalette;                               // as Qt has it from the desktop
    std::optional<bool> m_isDark, m_isHighContrast; // as the portal has it
    bool m_isUsing = false;
};

} // namespace slipway::theme
