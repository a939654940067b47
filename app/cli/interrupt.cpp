#include "app/cli/interrupt.h"

#include "app/cli/command.h"

#include <QSocketNotifier>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

namespace slipway::cli {
namespace {

// That of the innermost guard.
std::atomic<int> currentEvent{-1};
std::atomic<bool> endsIfBlocked{false};

// Both run on whichever thread the signal reaches, so they do only what a signal handler may do.
void countSignal(int)
{
    const int kept = errno;
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(currentEvent.load(), &one, sizeof one);
    if (endsIfBlocked.load())
        ::alarm(1);
    errno = kept;
}

void endAtOnce(int)
{
    ::_exit(Interrupted);
}

} // namespace

struct InterruptGuard::Former
{
    int event = -1;
    bool endsIfBlocked = false;
    struct sigaction alarm = {};
    struct sigaction interrupt = {};
    struct sigaction terminate = {};
};

InterruptGuard::InterruptGuard(std::function<void()> handler, IfBlocked ifBlocked)
    : m_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), m_former(std::make_unique<Former>()),
      m_notifier(std::make_unique<QSocketNotifier>(m_event, QSocketNotifier::Read))
{
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [event = m_event, handler = std::move(handler)] {
                         ::alarm(0);
                         uint64_t count = 0;
                         if (::read(event, &count, sizeof count) > 0)
                             handler();
                     });
    m_former->event = currentEvent.exchange(m_event);
    m_former->endsIfBlocked = endsIfBlocked.exchange(ifBlocked == IfBlocked::EndAtOnce);
    struct sigaction action = {};
    action.sa_handler = countSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, &m_former->interrupt);
    ::sigaction(SIGTERM, &action, &m_former->terminate);
    action.sa_handler = endAtOnce;
    ::sigaction(SIGALRM, &action, &m_former->alarm);
}

InterruptGuard::~InterruptGuard()
{
    ::sigaction(SIGINT, &m_former->interrupt, nullptr);
    ::sigaction(SIGTERM, &m_former->terminate, nullptr);
    ::alarm(0);
    ::sigaction(SIGALRM, &m_former->alarm, nullptr);
    currentEvent.store(m_former->event);
    endsIfBlocked.store(m_former->endsIfBlocked);
    m_notifier.reset();
    ::close(m_event);
}

} // namespace slipway::cli
