#include "core/events/documents/event_view.h"

#include "core/events/documents/view_worker.h"

#include <QThread>

#include <algorithm>

namespace slipway {

// The worker lives as long as its thread. Requests queue up there, and all but the newest are stopped.
struct EventView::Work
{
    QThread thread;
    QObject context; // on the thread
    ViewWorker worker;
    std::stop_source stop;
    quint64 number = 0, testNumber = 0;
};

EventView::EventView(QObject *parent) : QObject(parent), m_work(std::make_unique<Work>())
{
    m_work->context.moveToThread(&m_work->thread);
    m_work->thread.start();
}

EventView::~EventView()
{
    m_work->stop.request_stop();
    m_work->thread.quit();
    m_work->thread.wait();
}

void EventView::setDocument(const EventDocumentPtr &document)
{
    m_document = document;
    m_makeTest = nullptr;
    m_field.clear();
    ++m_work->testNumber;
    m_shownTo = -1;
    requestView();
    showAll();
}

void EventView::documentGrew()
{
    if (!m_document)
        return;
    if (m_isAll && m_document->count() > m_allCount) {
        Q_EMIT aboutToAppend(m_allCount, m_document->count() - 1);
        m_allCount = m_document->count();
        Q_EMIT appended();
    }
    if (!m_isBusy && (m_makeTest || !m_field.empty()))
        requestView();
}

void EventView::setFilter(MakeEventTest makeTest)
{
    if (!m_document || (!makeTest && !m_makeTest))
        return;
    m_makeTest = std::move(makeTest);
    ++m_work->testNumber;
    m_looked = 0;
    m_shownTo = -1;
    requestView();
    if (!m_makeTest && m_field.empty())
        showAll();
}

void EventView::setOrder(const std::string &field, bool descending)
{
    if (!m_document || (field == m_field && descending == m_descending))
        return;
    m_field = field;
    m_descending = descending;
    requestView();
    if (!m_makeTest && m_field.empty())
        showAll();
}

qint64 EventView::count() const
{
    return m_isAll ? m_allCount : static_cast<qint64>(m_rows.size());
}

qint64 EventView::row(qint64 at) const
{
    if (at < 0 || at >= count())
        return -1;
    return m_isAll ? at : m_rows[static_cast<size_t>(at)];
}

qint64 EventView::placeOf(qint64 row) const
{
    if (m_isAll)
        return row < m_allCount ? row : -1;
    const auto found = std::find(m_rows.begin(), m_rows.end(), static_cast<quint32>(row));
    return row < 0 || found == m_rows.end() ? -1 : found - m_rows.begin();
}

void EventView::requestView()
{
    m_work->stop.request_stop();
    m_work->stop = {};
    const bool any = m_document && (m_makeTest || !m_field.empty());
    ++m_work->number;
    if (any) {
        const ViewRequest wanted{m_work->number, m_document,   m_makeTest, m_work->testNumber,
                                 m_field,        m_descending, m_shownTo,  m_work->stop.get_token()};
        QMetaObject::invokeMethod(
            &m_work->context,
            [this, wanted] {
                m_work->worker.fulfil(wanted, [this](ViewNews news) {
                    // std::function needs copyable values, and there may be many rows.
                    const auto shared = std::make_shared<ViewNews>(std::move(news));
                    QMetaObject::invokeMethod(
                        this, [this, shared] { take(std::move(*shared)); }, Qt::QueuedConnection);
                });
            },
            Qt::QueuedConnection);
    }
    if (any != m_isBusy || m_isSorting) {
        m_isBusy = any;
        m_isSorting = false;
        Q_EMIT busyChanged();
    }
}

void EventView::take(ViewNews news)
{
    if (news.request != m_work->number)
        return;
    m_looked = news.looked;
    if (news.replaces)
        m_shownTo = news.sorted ? -1 : news.looked;
    else if (m_shownTo >= 0)
        m_shownTo = news.looked;
    if (news.replaces) {
        Q_EMIT aboutToReset();
        m_isAll = false;
        m_rows = std::move(news.rows);
        Q_EMIT reset();
    } else if (!news.rows.empty()) {
        Q_EMIT aboutToAppend(count(), count() + static_cast<qint64>(news.rows.size()) - 1);
        m_rows.insert(m_rows.end(), news.rows.begin(), news.rows.end());
        Q_EMIT appended();
    }
    if (news.sorts != m_isSorting) {
        m_isSorting = news.sorts;
        Q_EMIT busyChanged();
    }
    if (news.ends) {
        m_isBusy = false;
        const bool more = (m_makeTest && m_looked < m_document->count()) ||
                          (!m_field.empty() && m_document->isComplete() && m_isAll);
        if (more)
            return requestView();
        Q_EMIT busyChanged();
    }
    Q_EMIT progressed();
}

void EventView::showAll()
{
    Q_EMIT aboutToReset();
    m_isAll = true;
    m_rows = {};
    m_allCount = m_document ? m_document->count() : 0;
    Q_EMIT reset();
}

} // namespace slipway
