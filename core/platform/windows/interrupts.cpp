#include "core/platform/interrupts.h"

#include "core/platform/windows/windows_api.h"

#include <array>
#include <mutex>
#include <thread>
#include <utility>

namespace slipway {
namespace {

// The handler runs on a thread that Windows makes for it, so unlike a signal handler it may lock.
std::mutex innermostMutex;
HANDLE innermost = nullptr; // the event of the innermost object

BOOL WINAPI onControl(DWORD kind)
{
    {
        const std::lock_guard lock(innermostMutex);
        if (innermost == nullptr)
            return FALSE;
        ::SetEvent(innermost);
    }
    // After the other events Windows ends the process as soon as this function returns, or a few seconds
    // later.
    if (kind != CTRL_C_EVENT && kind != CTRL_BREAK_EVENT)
        ::Sleep(INFINITE);
    return TRUE;
}

HANDLE makeEvent()
{
    return ::CreateEventW(nullptr, FALSE, FALSE, nullptr);
}

} // namespace

class Interrupts::Watch
{
public:
    Watch(std::function<void()> notify, std::optional<std::chrono::milliseconds> patience, int exitCode)
        : m_notify(std::move(notify)), m_patience(patience), m_exitCode(exitCode)
    {
        m_thread = std::thread([this] { watch(); });
        const std::lock_guard lock(innermostMutex);
        m_outer = std::exchange(innermost, m_interrupted.get());
        if (m_outer == nullptr)
            ::SetConsoleCtrlHandler(onControl, TRUE);
    }
    Watch(const Watch &) = delete;
    ~Watch()
    {
        {
            const std::lock_guard lock(innermostMutex);
            innermost = m_outer;
        }
        if (m_outer == nullptr)
            ::SetConsoleCtrlHandler(onControl, FALSE);
        ::SetEvent(m_ended.get());
        m_thread.join();
    }

    void answer() { ::SetEvent(m_answered.get()); }

private:
    void watch()
    {
        // The first one that has happened is reported.
        const std::array<HANDLE, 3> events{m_ended.get(), m_answered.get(), m_interrupted.get()};
        bool isWaiting = false;
        for (;;) {
            const DWORD wait = isWaiting ? static_cast<DWORD>(m_patience->count()) : INFINITE;
            switch (::WaitForMultipleObjects(static_cast<DWORD>(events.size()), events.data(), FALSE, wait)) {
            case WAIT_OBJECT_0 + 1:
                isWaiting = false;
                break;
            case WAIT_OBJECT_0 + 2:
                isWaiting = m_patience.has_value();
                m_notify();
                break;
            case WAIT_TIMEOUT:
                ::ExitProcess(static_cast<UINT>(m_exitCode));
            default:
                return;
            }
        }
    }

    std::function<void()> m_notify;
    std::optional<std::chrono::milliseconds> m_patience;
    int m_exitCode;
    windows::Handle m_ended{makeEvent()}, m_answered{makeEvent()}, m_interrupted{makeEvent()};
    HANDLE m_outer = nullptr;
    std::thread m_thread;
};

Interrupts::Interrupts(std::function<void()> notify, std::optional<std::chrono::milliseconds> patience,
                       int exitCode)
    : m_watch(std::make_unique<Watch>(std::move(notify), patience, exitCode))
{}

Interrupts::~Interrupts() = default;

void Interrupts::answered()
{
    m_watch->answer();
}

} // namespace slipway
