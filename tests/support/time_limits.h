#pragma once

#include <QtGlobal>

#include <time.h>

namespace slipway::test {

/// The longest that something prompt may take in a test, in milliseconds.
///
/// Slipway promises to stop within a second. The tests share their processors with each other, and then a
/// second says more about the machine than about Slipway. Wherever this limit is used, a stop that is missed
/// takes at least twice as long, so the check still fails when it should.
inline constexpr qint64 promptly = 10'000;

/// The processor time that is used from the construction on, by the calling thread or by all threads of this
/// process. Other processes do not add to it, so it tells linear work from quadratic work on a busy machine
/// as well. The time of a thread is to be read in the thread that made it.
class ProcessorTime
{
public:
    enum class Of { ThisThread, AllThreads };

    explicit ProcessorTime(Of of)
        : m_clock(of == Of::ThisThread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID), m_start(now())
    {}

    /// In milliseconds.
    [[nodiscard]] qint64 elapsed() const { return now() - m_start; }

private:
    [[nodiscard]] qint64 now() const
    {
        timespec time{};
        ::clock_gettime(m_clock, &time);
        return qint64(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
    }

    clockid_t m_clock;
    qint64 m_start;
};

} // namespace slipway::test
