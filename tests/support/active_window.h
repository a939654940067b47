// Makes a window the active one, as a window manager would: the virtual displays of the tests have none.
#pragma once
#include <QApplication>

namespace slipway::test {

inline void activate(QWidget &window)
{
    // Qt has deprecated it for programs, and has nothing else that works without a window manager.
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    QApplication::setActiveWindow(&window);
    QT_WARNING_POP
}

} // namespace slipway::test
