// Shift+F10 opens the context menu of the widget that has the focus, like the menu key, which many keyboards
// lack. Qt does this by itself on Windows only.
#pragma once
#include <QKeySequence>
#include <QObject>

namespace slipway {

class ContextMenuKey : public QObject
{
    Q_OBJECT
public:
    // Acts in all windows of the program as long as it exists.
    explicit ContextMenuKey(QObject *parent);
    [[nodiscard]] static QKeySequence keys();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace slipway
