// A worker thread for questions of which only the newest matters: a user who scrolls on does not want answers
// about rows that are out of sight.
//
// Belongs to one thread; answers arrive there.
#pragma once
#include <QThread>

#include <atomic>
#include <memory>

namespace slipway {

class NewestAnswer
{
public:
    NewestAnswer()
    {
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~NewestAnswer()
    {
        forget();
        m_thread.quit();
        m_thread.wait();
    }
    // Drops all earlier questions: their answers will not be told, and work that has not begun is skipped.
    void forget() { ++m_number; }
    // Calls `work` on the worker thread and `tell` with its result through the event loop of `owner`'s
    // thread, unless forget() comes first. `owner` must not outlive this.
    template<class Work, class Tell>
    void ask(QObject *owner, Work work, Tell tell)
    {
        QMetaObject::invokeMethod(
            &m_context,
            [this, owner, number = m_number.load(), work = std::move(work), tell = std::move(tell)] {
                if (m_number != number)
                    return;
                const auto answer = std::make_shared<decltype(work())>(work());
                QMetaObject::invokeMethod(
                    owner,
                    [this, number, tell, answer] {
                        if (m_number == number)
                            tell(*answer);
                    },
                    Qt::QueuedConnection);
            },
            Qt::QueuedConnection);
    }

private:
    QThread m_thread;
    QObject m_context; // on the thread
    std::atomic<quint64> m_number{0};
};

} // namespace slipway
