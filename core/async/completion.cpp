#include "core/async/completion.h"

#include <QCoroSignal>

namespace slipway {

Completion::Completion(std::chrono::milliseconds limit)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { end(false); });
    m_timer.start(limit);
}

void Completion::end(bool reached)
{
    if (m_ended)
        return;
    m_ended = true;
    m_reached = reached;
    m_timer.stop();
    // Later, because the code that waits for this may destroy the object whose signal this is.
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT ended(); }, Qt::QueuedConnection);
}

QCoro::Task<bool> wait(Completion &completion, std::stop_token stop)
{
    const std::stop_callback onStop(stop, [&completion] {
        QMetaObject::invokeMethod(
            &completion, [&completion] { completion.end(false); }, Qt::QueuedConnection);
    });
    if (!completion.hasEnded())
        co_await qCoro(&completion, &Completion::ended);
    co_return completion.reached();
}

} // namespace slipway
