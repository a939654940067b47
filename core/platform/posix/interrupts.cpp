#include "core/platform/interrupts.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace slipway {
namespace {

using Clock = std::chrono::steady_clock;

// The end of the innermost object's pipe that is written to.
std::atomic<int> innermost{-1};

// What is written there.
constexpr char signalled = 's', wasAnswered = 'a', ended = 'e';

void tell(int pipe, char what)
{
    [[maybe_unused]] const ssize_t written = ::write(pipe, &what, 1);
}

// Runs on whichever thread the signal reaches, so it does only what a signal handler may do.
void onSignal(int)
{
    const int kept = errno;
    tell(innermost.load(), signalled);
    errno = kept;
}

} // namespace

class Interrupts::Watch
{
public:
    Watch(std::function<void()> notify, std::optional<std::chrono::milliseconds> patience, int exitCode)
        : m_notify(std::move(notify)), m_patience(patience), m_exitCode(exitCode)
    {
        if (::pipe(m_pipe.data()) != 0)
            throw std::system_error(errno, std::system_category(), "pipe");
        for (const int end : m_pipe) {
            ::fcntl(end, F_SETFD, FD_CLOEXEC);
            ::fcntl(end, F_SETFL, O_NONBLOCK); // a signal handler must not wait
        }
        // The thread itself takes no signals: others may be blocked in a call that a signal should interrupt.
        sigset_t all, former;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &former);
        m_thread = std::thread([this] { watch(); });
        ::pthread_sigmask(SIG_SETMASK, &former, nullptr);

        m_outer = innermost.exchange(m_pipe[1]);
        struct sigaction action = {};
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        ::sigaction(SIGINT, &action, &m_formerInterrupt);
        ::sigaction(SIGTERM, &action, &m_formerTerminate);
    }
    Watch(const Watch &) = delete;
    ~Watch()
    {
        ::sigaction(SIGINT, &m_formerInterrupt, nullptr);
        ::sigaction(SIGTERM, &m_formerTerminate, nullptr);
        innermost.store(m_outer);
        m_hasEnded.store(true);
        tell(m_pipe[1], ended);
        m_thread.join();
        for (const int end : m_pipe)
            ::close(end);
    }

    void answer() { tell(m_pipe[1], wasAnswered); }

private:
    void watch()
    {
        constexpr auto none = Clock::time_point::max();
        Clock::time_point deadline = none;
        while (!m_hasEnded.load()) {
            int wait = -1;
            if (deadline != none) {
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
                wait = static_cast<int>(std::max(left.count(), {}));
            }
            pollfd pipe{m_pipe[0], POLLIN, 0};
            if (::poll(&pipe, 1, wait) == 0)
                ::_exit(m_exitCode);
            std::array<char, 64> bytes{};
            const ssize_t count = ::read(m_pipe[0], bytes.data(), bytes.size());
            const std::string_view told(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
            if (told.find(wasAnswered) != std::string_view::npos)
                deadline = none;
            // An answer that came before it was not for this one.
            if (const std::size_t last = told.rfind(signalled); last != std::string_view::npos) {
                if (m_patience && told.find(wasAnswered, last) == std::string_view::npos)
                    deadline = Clock::now() + *m_patience;
                m_notify();
            }
        }
    }

    std::function<void()> m_notify;
    std::optional<std::chrono::milliseconds> m_patience;
    int m_exitCode;
    std::array<int, 2> m_pipe{-1, -1};
    int m_outer = -1;
    std::atomic<bool> m_hasEnded{false};
    struct sigaction m_formerInterrupt = {}, m_formerTerminate = {};
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
