#include "core/events/view_worker.h"

#include "core/events/row_scan.h"

#include <QElapsedTimer>

#include <map>

namespace slipway {
namespace {

constexpr qint64 tellEvery = 60; // ms; the eye sees no more

} // namespace

// Collects the hits of several threads in the order of rows, and passes them on in portions.
struct ViewWorker::Pass
{
    ViewWorker &worker;
    const ViewWish &wish;
    const Tell &tell;
    const bool sorted; // there is an order: each portion is all hits so far, sorted
    std::mutex lock;
    std::map<qint64, std::pair<qint64, std::vector<quint32>>> blocks; // first row → end, hits
    std::vector<quint32> portion;
    QElapsedTimer sinceTold;
    bool hasTold = false;
    qint64 pause = tellEvery;

    void add(RowRange rows, std::vector<quint32> hits)
    {
        const std::lock_guard guard(lock);
        blocks.emplace(rows.first, std::pair(rows.last, std::move(hits)));
        for (auto block = blocks.begin(); block != blocks.end() && block->first == worker.m_looked;
             block = blocks.erase(block)) {
            const auto &[end, found] = block->second;
            worker.m_matches.resize(static_cast<size_t>(end));
            for (const quint32 row : found)
                worker.m_matches[row] = true;
            portion.insert(portion.end(), found.begin(), found.end());
            worker.m_looked = end;
        }
        if (!wish.stop.stop_requested() && ((!hasTold && !portion.empty()) || sinceTold.elapsed() >= pause))
            pass();
    }
    void pass()
    {
        QElapsedTimer cost;
        cost.start();
        ViewNews news{wish.number, false, sorted, {}, worker.m_looked, false, false};
        if (sorted) {
            news.replaces = !portion.empty();
            if (news.replaces)
                news.rows = worker.sortedMatches(wish);
        } else if (!portion.empty()) {
            news.replaces = !worker.m_isShownInOrder;
            news.rows = portion;
            worker.m_isShownInOrder = true;
        }
        hasTold = hasTold || !portion.empty();
        portion.clear();
        tell(std::move(news));
        pause = std::max(tellEvery, cost.elapsed() * 10);
        sinceTold.restart();
    }
};

void ViewWorker::fulfil(const ViewWish &wish, const Tell &tell)
{
    if (wish.stop.stop_requested())
        return;
    if (m_document != wish.document) {
        m_document = wish.document;
        m_order.reset();
    }
    if (m_testNumber != wish.testNumber) {
        m_testNumber = wish.testNumber;
        m_matches.clear();
        m_looked = 0;
    }
    // What the owner dropped, because it had another wish by then, has to be told again.
    m_isShownInOrder = wish.shownTo >= 0 && wish.shownTo == m_looked;
    if (wish.makeTest && !filter(wish, tell))
        return;
    if (!wish.field.empty() && wish.document->isComplete()) {
        if (!sort(wish, tell))
            return;
    } else if (wish.makeTest && !m_isShownInOrder) {
        std::vector<quint32> rows;
        for (size_t row = 0; row < m_matches.size(); ++row) {
            if (m_matches[row])
                rows.push_back(static_cast<quint32>(row));
        }
        m_isShownInOrder = true;
        tell({wish.number, true, false, std::move(rows), m_looked, false, false});
    }
    tell({wish.number, false, false, {}, m_looked, false, true});
}

bool ViewWorker::filter(const ViewWish &wish, const Tell &tell)
{
    // A file may still be read: go on until nothing more is there.
    while (m_looked < wish.document->count()) {
        const qint64 count = wish.document->count();
        const bool sorted = hasOrderFor(wish, count);
        Pass pass{*this, wish, tell, sorted, {}, {}, {}, {}, false, tellEvery};
        pass.sinceTold.start();
        if (!sorted && !m_isShownInOrder) {
            // Hits of an interrupted pass that were not told, or told in another order.
            for (size_t row = 0; row < m_matches.size(); ++row) {
                if (m_matches[row])
                    pass.portion.push_back(static_cast<quint32>(row));
            }
        }
        const bool whole = scanRows(wish.document, {m_looked, count}, wish.stop, [&] {
            return [&pass, &wish, test = wish.makeTest()](EventReader &reader, RowRange rows) {
                std::vector<quint32> hits;
                for (qint64 row = rows.first; row < rows.last; ++row) {
                    if ((row & 63) == 0 && wish.stop.stop_requested())
                        return; // the block counts as not looked at
                    if (test(reader.event(row)))
                        hits.push_back(static_cast<quint32>(row));
                }
                pass.add(rows, std::move(hits));
            };
        });
        if (!whole)
            return false;
        pass.pass();
    }
    return true;
}

bool ViewWorker::sort(const ViewWish &wish, const Tell &tell)
{
    const qint64 count = wish.document->count();
    if (!hasOrderFor(wish, count)) {
        tell({wish.number, false, false, {}, m_looked, true, false});
        m_order.reset();
        std::optional<RowOrder> order = RowOrder::make(wish.document, count, wish.field, wish.stop);
        if (!order)
            return false;
        m_order = std::move(order);
        m_orderField = wish.field;
    }
    m_isShownInOrder = false;
    tell({wish.number, true, true, sortedMatches(wish), m_looked, false, false});
    return true;
}

bool ViewWorker::hasOrderFor(const ViewWish &wish, qint64 count) const
{
    return !wish.field.empty() && m_order && m_orderField == wish.field && m_order->count() == count;
}

std::vector<quint32> ViewWorker::sortedMatches(const ViewWish &wish) const
{
    if (!wish.makeTest)
        return m_order->rows(wish.descending);
    return m_order->rows(wish.descending,
                         [this](quint32 row) { return row < m_matches.size() && m_matches[row]; });
}

} // namespace slipway
