// Walks a window with Tab as a user without a mouse does, and fails where the focus cannot be seen, is kept
// by a widget, or never comes to one.
#pragma once
#include <QApplication>
#include <QTest>
#include <QWidget>

namespace slipway::test {

inline QString nameOf(const QWidget *widget)
{
    return QStringLiteral("%1 %2 \"%3\"")
        .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
             widget->accessibleName() + widget->property("text").toString());
}
inline QString namesOf(const QList<QWidget *> &widgets)
{
    QStringList names;
    for (const QWidget *widget : widgets)
        names << nameOf(widget);
    return names.join(QStringLiteral(", "));
}
// Walks the window with Tab from where the focus is, and part of the way back. `pane`: everything in it
// has to be reached, except tabs, which have shortcuts.
inline void walkByKeyboard(QWidget &window, const QWidget &pane)
{
    const auto picture = [&](const QWidget *widget) { // with some pixels around it, for a ring
        const QRect place(widget->mapTo(&window, QPoint(0, 0)), widget->size());
        return window.grab(place.adjusted(-4, -4, 4, 4)).toImage();
    };
    QList<QWidget *> reached;
    for (int step = 0; step < 100; ++step) {
        QWidget *at = QApplication::focusWidget();
        QVERIFY(at);
        if (reached.contains(at))
            break;
        reached << at;
        QVERIFY2(at->isVisible() && !at->visibleRegion().isEmpty(), qPrintable(nameOf(at)));
        const QImage with = picture(at);
        QTest::keyClick(at, Qt::Key_Tab);
        // In a date, Tab goes from the year to the month first.
        for (int part = 0; part < 8 && at->inherits("QDateTimeEdit") && at->hasFocus(); ++part)
            QTest::keyClick(at, Qt::Key_Tab);
        QVERIFY2(QApplication::focusWidget() != at, qPrintable(nameOf(at) + QStringLiteral(" keeps Tab")));
        QVERIFY2(picture(at) != with, qPrintable(nameOf(at) + QStringLiteral(" looks the same")));
    }
    for (QWidget *widget : pane.findChildren<QWidget *>()) {
        const bool takesTab = (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && !widget->focusProxy();
        if (takesTab && widget->isVisible() && widget->isEnabled() && widget->window() == &window &&
            !widget->objectName().startsWith(QLatin1String("qt_")) && !widget->inherits("QTabBar"))
            QVERIFY2(reached.contains(widget),
                     qPrintable(nameOf(widget) + QStringLiteral(" is not reached, but these are: ") +
                                namesOf(reached)));
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab, Qt::ShiftModifier);
    QVERIFY(reached.contains(QApplication::focusWidget()));
}

} // namespace slipway::test
