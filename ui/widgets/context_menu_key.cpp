#include "ui/widgets/context_menu_key.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QWidget>

namespace slipway {

ContextMenuKey::ContextMenuKey(QObject *parent) : QObject(parent)
{
    qApp->installEventFilter(this);
}

QKeySequence ContextMenuKey::keys()
{
    return {Qt::SHIFT | Qt::Key_F10};
}

bool ContextMenuKey::eventFilter(QObject *watched, QEvent *event)
{
    QWidget *focused = QApplication::focusWidget();
    if (event->type() != QEvent::KeyPress || watched != focused || QApplication::activePopupWidget())
        return QObject::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() != Qt::Key_F10 || key->modifiers() != Qt::ShiftModifier)
        return QObject::eventFilter(watched, event);
    const QPoint place = focused->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent menu(QContextMenuEvent::Keyboard, place, focused->mapToGlobal(place));
    QCoreApplication::sendEvent(focused, &menu);
    return true;
}

} // namespace slipway
