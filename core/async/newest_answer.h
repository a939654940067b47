// A worker thread for questions of which only the newest matters: a user who scrolls on does not want answers
// about rows that are out of sight.
//
// Belongs to one thread; answers arrive there.
#pragma once
#include <QCoreApplication>
#include <QThread>

#include <atomic>
#include <memory>
#include <mutex>

namespace slipway {

class NewestAnswer
{
public:
    NewestAnswer() = default;
    NewestAnswer(const NewestAnswer &) = delete;
    // Does not wait for work that takes long, such as asking a file server that does not answer: its thread
    // then ends later on its own, and the answer is dropped.
    ~NewestAnswer()
    {
        forget();
        {
            const std::lock_guard lock(m_question->telling); // an answer that is being told reaches its owner
        }
        m_worker->retire();
    }
    // Drops all earlier questions: their answers will not be told, and work that has not begun is skipped.
    void forget() { ++m_question->number; }
    // Calls `work` on the worker thread and `tell` with its result through the event loop of `owner`'s
    // thread, unless forget() comes first. `work` must not refer to anything that may be gone before it is
    // done; `owner` must not be destroyed before this.
    template<class Work, class Tell>
    void ask(QObject *owner, Work work, Tell tell)
    {
        QMetaObject::invokeMethod(
            &m_worker->context,
            [question = m_question, owner, number = m_question->number.load(), work = std::move(work),
             tell = std::move(tell)] {
                if (question->number != number)
                    return;
                const auto answer = std::make_shared<decltype(work())>(work());
                const std::lock_guard lock(question->telling);
                if (question->number != number) // then there may be no owner either
                    return;
                QMetaObject::invokeMethod(
                    owner,
                    [question, number, tell, answer] {
                        if (question->number == number)
                            tell(*answer);
                    },
                    Qt::QueuedConnection);
            },
            Qt::QueuedConnection);
    }

private:
    struct Question
    {
        std::atomic<quint64> number{0};
        std::mutex telling;
    };
    class Worker : public QThread
    {
    public:
        Worker()
        {
            context.moveToThread(this);
            start();
        }
        // Deletes this, later if it is still at work.
        void retire()
        {
            constexpr unsigned long unnoticed = 50; // milliseconds
            quit();
            if (wait(unnoticed)) {
                delete this;
                return;
            }
            if (const auto *application = QCoreApplication::instance())
                moveToThread(application->thread()); // where an event loop runs
            connect(this, &QThread::finished, this, &QObject::deleteLater);
            if (isFinished()) // just now
                deleteLater();
        }
        QObject context; // on the thread
    };

    std::shared_ptr<Question> m_question = std::make_shared<Question>();
    Worker *m_worker = new Worker; // deleted by retire()
};

} // namespace slipway
