// Waits for whatever comes first: the awaited event, a time limit or a stop request.
//
// Threads: one, with an event loop.
#pragma once
#include <QCoroTask>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <stop_token>

namespace slipway {

class Completion : public QObject
{
    Q_OBJECT
public:
    // The limit counts from now on.
    explicit Completion(std::chrono::milliseconds limit);
    // Only the first call counts. `reached`: the awaited event came.
    void end(bool reached);
    [[nodiscard]] bool hasEnded() const { return m_ended; }
    [[nodiscard]] bool reached() const { return m_reached; }

Q_SIGNALS:
    void ended();

private:
    QTimer m_timer;
    bool m_ended = false, m_reached = false;
};

// False after the time limit or a stop request.
[[nodiscard]] QCoro::Task<bool> wait(Completion &completion, std::stop_token stop);

} // namespace slipway
