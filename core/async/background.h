// Work on a thread of its own, and waits that can be stopped.
#pragma once
#include <QCoroTask>
#include <QThread>
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

namespace slipway {

// Waits in the current thread's event loop. False: stopped (within milliseconds of the request).
[[nodiscard]] QCoro::Task<bool> pause(std::chrono::milliseconds time, std::stop_token stop);

// One thread for one piece of work: run() is called at most once. The work may run event loops
// (QCoro::waitFor). The destructor requests a stop and joins, so the work must obey its stop token within a
// second and must not wait for the owner's thread. Where the owner is the window's thread, which must not
// wait even for that long, see retire.h.
class BackgroundThread
{
public:
    BackgroundThread() = default;
    BackgroundThread(const BackgroundThread &) = delete;
    ~BackgroundThread()
    {
        if (!m_thread)
            return;
        m_stop.request_stop();
        m_thread->wait();
    }
    // A QThread and not a std::jthread: Qt's timers need one.
    void run(std::function<void(std::stop_token)> work)
    {
        Q_ASSERT_X(!m_thread, "BackgroundThread", "it has run before");
        m_thread.reset(QThread::create([work = std::move(work), stop = m_stop.get_token()] { work(stop); }));
        m_thread->start();
    }
    void requestStop() { m_stop.request_stop(); }

private:
    std::stop_source m_stop;
    std::unique_ptr<QThread> m_thread;
};

} // namespace slipway
