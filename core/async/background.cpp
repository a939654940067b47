#include "core/async/background.h"

#include <QCoroSignal>
#include <QTimer>

namespace slipway {

QCoro::Task<bool> pause(std::chrono::milliseconds time, std::stop_token stop)
{
    QTimer timer;
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer);
    timer.start(time);
    {
        // The timer itself is the wake-up: a stop request shortens it to nothing.
        const std::stop_callback onStop(stop, [&timer] {
            QMetaObject::invokeMethod(
                &timer, [&timer] { timer.start(0); }, Qt::QueuedConnection);
        });
        co_await qCoro(&timer, &QTimer::timeout);
    }
    co_return !stop.stop_requested();
}

} // namespace slipway
