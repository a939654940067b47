// Saves pictures of a widget in the light and the dark scheme in the folder SLIPWAY_SCREENSHOTS, if
// that variable is set.
#pragma once
#include "tests/support/painted.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>

namespace slipway::test {

inline void screenshot(QWidget *widget, const char *name)
{
    const QString folder = qEnvironmentVariable("SLIPWAY_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    for (const auto &[scheme, suffix] :
         {std::pair(theme::Scheme::Light, "light"), std::pair(theme::Scheme::Dark, "dark")}) {
        theme::apply(*qApp, scheme);
        QVERIFY(waitForPaint(widget));
        QVERIFY(
            widget->grab().save(QStringLiteral("%1/%2-%3.png")
                                    .arg(folder, QString::fromLatin1(name), QString::fromLatin1(suffix))));
    }
    theme::apply(*qApp, theme::Scheme::Light);
}

} // namespace slipway::test
