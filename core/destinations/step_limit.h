// Limits a step with a destination that rclone would try for minutes.
//
// Threads: one, with an event loop.
#pragma once
#include "core/destinations/rclone/rclone_error.h"

#include <QTimer>
#include <chrono>
#include <functional>
#include <stop_token>

namespace slipway {

// Ends the step after a time, or when the given stop is requested.
class StepLimit
{
public:
    StepLimit(std::chrono::milliseconds limit, std::stop_token stop)
        : m_stopped(std::move(stop), [this] { m_source.request_stop(); })
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_isOver = true;
            m_source.request_stop();
        });
        m_timer.start(limit);
    }
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }
    // The step's result, with the reason why it was ended.
    template<class T>
    [[nodiscard]] Result<T> judged(const Result<T> &result, const Destination &destination) const
    {
        if (!result && m_isOver && result.error().kind == ErrorKind::Cancelled)
            return std::unexpected(rcloneError(QStringLiteral("timed out"), destination));
        return result;
    }

private:
    std::stop_source m_source;
    bool m_isOver = false;
    QTimer m_timer;
    std::stop_callback<std::function<void()>> m_stopped;
};

} // namespace slipway
