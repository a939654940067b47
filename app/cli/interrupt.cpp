#include "app/cli/interrupt.h"

#include "app/cli/command.h"
#include "core/platform/interrupts.h"

#include <QObject>

#include <atomic>
#include <chrono>
#include <optional>

namespace slipway::cli {

InterruptGuard::InterruptGuard(std::function<void()> handler, IfBlocked ifBlocked)
    : m_receiver(std::make_unique<QObject>())
{
    using namespace std::chrono_literals;
    // While the main thread has no time for them, several interrupts are one.
    const auto isPending = std::make_shared<std::atomic<bool>>(false);
    const auto answer = [this, isPending, handler = std::move(handler)] {
        m_interrupts->answered();
        isPending->store(false);
        handler();
    };
    const auto notify = [receiver = m_receiver.get(), isPending, answer] {
        if (!isPending->exchange(true))
            QMetaObject::invokeMethod(receiver, answer, Qt::QueuedConnection);
    };
    const auto patience = ifBlocked == IfBlocked::EndAtOnce ? std::optional(1000ms) : std::nullopt;
    m_interrupts = std::make_unique<Interrupts>(notify, patience, Interrupted);
}

InterruptGuard::~InterruptGuard() = default; // no interrupt is noticed any more, and then none is handled

} // namespace slipway::cli
