// What Ctrl+C and SIGTERM do. As long as nothing asks for them, they end the program, as they do
// everywhere: also while it waits for a token on standard input or for an answer to a question.
#pragma once
#include <functional>
#include <memory>

class QObject;

namespace slipway {
class Interrupts;
}

namespace slipway::cli {

// While this object exists, SIGINT and SIGTERM call `handler` instead, from the event loop of the main
// thread. Guards may be nested: the innermost one is called. Destroy them in reverse order.
class InterruptGuard
{
public:
    // What happens if the handler cannot be called within a second, because the main thread is reading a
    // response of several hundred MB and does not return to its event loop.
    enum class IfBlocked {
        Wait,      // for work that has to finish cleanly
        EndAtOnce, // for work that only reads, or can be resumed: the program ends with the exit code 3
    };
    explicit InterruptGuard(std::function<void()> handler, IfBlocked ifBlocked = IfBlocked::Wait);
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard &) = delete;
    InterruptGuard &operator=(const InterruptGuard &) = delete;

private:
    std::unique_ptr<QObject> m_receiver; // of the calls that other threads make
    std::unique_ptr<Interrupts> m_interrupts;
};

} // namespace slipway::cli
