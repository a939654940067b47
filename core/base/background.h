// Work on a thread of its own, and waiting that can be stopped.
#pragma once
#include <QCoroTask>
#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>

namespace slipway {

// Waits in the current thread's event loop. False: stopped (within milliseconds of the request).
[[nodiscard]] QCoro::Task<bool> pause(std::chrono::milliseconds time, std::stop_token stop);

// One thread for one piece of work. The work may run event loops (QCoro::waitFor). Destruction requests a stop and
// joins, so the work must heed its stop token within a second and must not wait for the owner's thread.
class BackgroundThread
{
public:
    void run(std::function<void(std::stop_token)> work)
    {
        m_thread = std::jthread([work = std::move(work)](std::stop_token stop) { work(stop); });
    }
    void requestStop() { m_thread.request_stop(); }
    [[nodiscard]] bool joinable() const { return m_thread.joinable(); }

private:
    std::jthread m_thread;
};

} // namespace slipway
