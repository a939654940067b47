// Measures how long a thread does not process its events, by means of a two-millisecond timer on
// that thread.
#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <algorithm>
#include <ctime>

namespace slipway::test {

// The CPU time of the calling thread in seconds, which other programs on a busy machine do not
// lengthen.
inline double threadSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

class EventLoopMonitor : public QObject
{
public:
    EventLoopMonitor()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] { beat(); });
        begin();
        m_timer.start(2);
    }
    void begin()
    {
        m_longest = m_longestWork = 0;
        restart();
    }
    // Since begin(), in milliseconds: the longest time between two ticks of the timer, and the most
    // CPU time that the thread used between two ticks.
    [[nodiscard]] double longest()
    {
        beat();
        return m_longest;
    }
    [[nodiscard]] double longestWork()
    {
        beat();
        return m_longestWork;
    }

private:
    void beat()
    {
        m_longest = std::max(m_longest, static_cast<double>(m_gap.nsecsElapsed()) * 1e-6);
        m_longestWork = std::max(m_longestWork, (threadSeconds() - m_worked) * 1e3);
        restart();
    }
    void restart()
    {
        m_gap.start();
        m_worked = threadSeconds();
    }
    QTimer m_timer;
    QElapsedTimer m_gap;
    double m_worked = 0, m_longest = 0, m_longestWork = 0;
};

} // namespace slipway::test
