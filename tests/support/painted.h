// Waits until a widget shows what has changed.
#pragma once
#include <QEvent>
#include <QTest>
#include <QWidget>

namespace slipway::test {

// Waits for the next paint of the widget's window. Qt asks for it with low priority, so layouts, colours and
// whatever else was posted until now are done by then. Returns false if there is none within five seconds. A
// widget that is not visible has nothing to wait for.
[[nodiscard]] inline bool waitForPaint(QWidget *widget)
{
    class Watch : public QObject
    {
    public:
        bool isAsked = false; // the paint is the answer to this event

    protected:
        bool eventFilter(QObject *watched, QEvent *event) override
        {
            isAsked = isAsked || event->type() == QEvent::UpdateRequest;
            return QObject::eventFilter(watched, event);
        }
    };
    if (!widget->isVisible())
        return true;
    Watch watch;
    widget->window()->installEventFilter(&watch);
    widget->update();
    return QTest::qWaitFor([&] { return watch.isAsked; });
}

} // namespace slipway::test
