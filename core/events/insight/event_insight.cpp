#include "core/events/insight/event_insight.h"

#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace slipway {

using Subject = EventInsight::Subject;

struct EventInsight::Worker
{
    explicit Worker(EventInsight *owner) : m_owner(owner), m_thread([this] { run(); }) {}
    ~Worker()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ends = true;
            m_stop.request_stop();
        }
        m_wake.notify_all();
    }

    // Changes what is requested, and ends the work that the change makes useless.
    template<class Change>
    void request(Change change)
    {
        {
            const std::lock_guard lock(m_mutex);
            change(*this);
            const bool isUseless = m_atWork && (m_isPaused || !m_topics[*m_atWork].isWanted ||
                                                m_topics[*m_atWork].version != m_versionAtWork);
            if (isUseless)
                m_stop.request_stop();
        }
        m_wake.notify_all();
    }
    void outdate(Subject subject) { ++m_topics[static_cast<size_t>(subject)].version; }
    [[nodiscard]] bool isBusy(Subject subject)
    {
        const std::lock_guard lock(m_mutex);
        const Topic &topic = m_topics[static_cast<size_t>(subject)];
        return m_document && topic.isWanted && topic.done != topic.version;
    }

    struct Topic
    {
        quint64 version = 1, done = 0; // `version` increases with every change
        bool isWanted = false;
    };
    std::array<Topic, 3> m_topics; // by Subject
    EventDocumentPtr m_document;
    EventFilter m_filter;
    bool m_isPaused = false;

private:
    [[nodiscard]] std::optional<size_t> next() const
    {
        for (size_t i = 0; m_document && !m_isPaused && i < m_topics.size(); ++i) {
            if (m_topics[i].isWanted && m_topics[i].done != m_topics[i].version)
                return i;
        }
        return std::nullopt;
    }

    void run()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_wake.wait(lock, [this] { return m_ends || next(); });
            if (m_ends)
                return;
            m_atWork = next();
            m_versionAtWork = m_topics[*m_atWork].version;
            m_stop = std::stop_source();
            const auto subject = static_cast<Subject>(*m_atWork);
            {
                const EventDocumentPtr document = m_document;
                const EventFilter filter = m_filter;
                const std::stop_token stop = m_stop.get_token();
                const quint64 version = m_versionAtWork;
                lock.unlock();
                work(subject, version, document, filter, stop);
            }
            lock.lock();
            m_atWork.reset();
        }
    }

    void work(Subject subject, quint64 version, const EventDocumentPtr &document, const EventFilter &filter,
              std::stop_token stop)
    {
        const qint64 all = document->count();
        const auto progress = [&](qint64 rows) {
            QMetaObject::invokeMethod(
                m_owner,
                [owner = m_owner, subject, rows, all] { Q_EMIT owner->progressed(subject, rows, all); },
                Qt::QueuedConnection);
        };
        switch (subject) {
        case Subject::Time:
            if (auto result = eventsOverTime(document, filter, stop))
                deliver(subject, version, &EventInsight::timeReady, std::move(*result));
            break;
        case Subject::Conformance:
            if (auto result = checkConformance(document, stop, progress))
                deliver(subject, version, &EventInsight::conformanceReady, std::move(*result));
            break;
        case Subject::Profile:
            if (auto result = profileFields(document, filter, stop, progress))
                deliver(subject, version, &EventInsight::profileReady, std::move(*result));
            break;
        }
    }

    template<class T, class Signal>
    void deliver(Subject subject, quint64 version, Signal signal, T result)
    {
        std::shared_ptr<const T> shared = std::make_shared<T>(std::move(result));
        QMetaObject::invokeMethod(
            m_owner,
            [owner = m_owner, subject, version, signal, shared] {
                {
                    Worker &worker = *owner->m_worker;
                    const std::lock_guard lock(worker.m_mutex);
                    if (worker.m_topics[static_cast<size_t>(subject)].version != version)
                        return; // it came too late
                }
                Q_EMIT(owner->*signal)(shared);
            },
            Qt::QueuedConnection);
        const std::lock_guard lock(m_mutex);
        m_topics[static_cast<size_t>(subject)].done = version;
    }

    EventInsight *m_owner;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::stop_source m_stop;
    std::optional<size_t> m_atWork;
    quint64 m_versionAtWork = 0;
    bool m_ends = false;
    std::jthread m_thread; // last, because it joins before the rest is destroyed
};

EventInsight::EventInsight(QObject *parent) : QObject(parent), m_worker(std::make_unique<Worker>(this)) {}
EventInsight::~EventInsight() = default;

void EventInsight::setDocument(const EventDocumentPtr &document)
{
    m_worker->request([&](Worker &worker) {
        worker.m_document = document;
        for (const Subject subject : {Subject::Time, Subject::Conformance, Subject::Profile})
            worker.outdate(subject);
    });
}

void EventInsight::setFilter(const EventFilter &filter)
{
    m_worker->request([&](Worker &worker) {
        worker.m_filter = filter;
        worker.outdate(Subject::Time);
        worker.outdate(Subject::Profile);
    });
}

void EventInsight::setWanted(Subject subject, bool isWanted)
{
    m_worker->request(
        [&](Worker &worker) { worker.m_topics[static_cast<size_t>(subject)].isWanted = isWanted; });
}

void EventInsight::setPaused(bool isPaused)
{
    m_worker->request([&](Worker &worker) { worker.m_isPaused = isPaused; });
}

bool EventInsight::isBusy(Subject subject) const
{
    return m_worker->isBusy(subject);
}

} // namespace slipway
