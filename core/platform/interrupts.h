// Ctrl+C, and being asked to end: SIGINT and SIGTERM, or the events of the console on Windows (Ctrl+C,
// Ctrl+Break, its window being closed, logging off, shutting down).
//
// As long as no object of this class exists, they end the program, as they do everywhere.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace slipway {

class Interrupts
{
public:
    // From now on until it is destroyed, `notify` is called instead, on a thread of its own, for each
    // interrupt that is not answered yet; several at once may count as one. Keep `notify` short; it may not
    // throw. Objects may be nested: the innermost one is notified. Destroy them in reverse order, on the
    // thread that created them.
    //
    // `patience`: how long an interrupt may wait for answered() before the process ends at once with
    // `exitCode`, without destructors; none: for ever.
    explicit Interrupts(std::function<void()> notify, std::optional<std::chrono::milliseconds> patience = {},
                        int exitCode = 0);
    ~Interrupts();
    Interrupts(const Interrupts &) = delete;
    Interrupts &operator=(const Interrupts &) = delete;

    // The interrupts so far have been noticed. Threads: any.
    void answered();

private:
    class Watch;
    std::unique_ptr<Watch> m_watch;
};

} // namespace slipway
