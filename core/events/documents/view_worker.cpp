#include "core/events/documents/view_worker.h"

#include "core/events/documents/row_scan.h"

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
    const ViewRequest &request;
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
        if (!request.stop.stop_requested() &&
            ((!hasTold && !portion.empty()) || sinceTold.elapsed() >= pause))
            pass();
    }
    void pass()
    {
        QElapsedTimer cost;
        cost.start();
        ViewNews news{request.number, false, sorted, {}, worker.m_looked, false, false};
        if (sorted) {
            news.replaces = !portion.empty();
            if (news.replaces)
                news.rows = worker.sortedMatches(request);
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

void ViewWorker::fulfil(const ViewRequest &request, const Tell &tell)
{
    if (request.stop.stop_requested())
        return;
    if (m_document != request.document) {
        m_document = request.document;
        m_order.reset();
    }
    if (m_testNumber != request.testNumber) {
        m_testNumber = request.testNumber;
        m_matches.clear();
        m_looked = 0;
    }
    // Rows that the owner dropped because it had made another request by then have to be reported again.
    m_isShownInOrder = request.shownTo >= 0 && request.shownTo == m_looked;
    if (request.makeTest && !filter(request, tell))
        return;
    if (!request.field.empty() && request.document->isComplete()) {
        if (!sort(request, tell))
            return;
    } else if (request.makeTest && !m_isShownInOrder) {
        std::vector<quint32> rows;
        for (size_t row = 0; row < m_matches.size(); ++row) {
            if (m_matches[row])
                rows.push_back(static_cast<quint32>(row));
        }
        m_isShownInOrder = true;
        tell({request.number, true, false, std::move(rows), m_looked, false, false});
    }
    tell({request.number, false, false, {}, m_looked, false, true});
}

bool ViewWorker::filter(const ViewRequest &request, const Tell &tell)
{
    // A file may still be being read: continue until there is nothing more.
    while (m_looked < request.document->count()) {
        const qint64 count = request.document->count();
        const bool sorted = hasOrderFor(request, count);
        Pass pass{*this, request, tell, sorted, {}, {}, {}, {}, false, tellEvery};
        pass.sinceTold.start();
        if (!sorted && !m_isShownInOrder) {
            // Hits of an interrupted pass that were not reported, or reported in another order.
            for (size_t row = 0; row < m_matches.size(); ++row) {
                if (m_matches[row])
                    pass.portion.push_back(static_cast<quint32>(row));
            }
        }
        const bool whole = scanRows(request.document, {m_looked, count}, request.stop, [&] {
            return [&pass, &request, test = request.makeTest()](EventReader &reader, RowRange rows) {
                std::vector<quint32> hits;
                for (qint64 row = rows.first; row < rows.last; ++row) {
                    if ((row & 63) == 0 && request.stop.stop_requested())
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

bool ViewWorker::sort(const ViewRequest &request, const Tell &tell)
{
    const qint64 count = request.document->count();
    if (!hasOrderFor(request, count)) {
        tell({request.number, false, false, {}, m_looked, true, false});
        m_order.reset();
        std::optional<RowOrder> order = RowOrder::make(request.document, count, request.field, request.stop);
        if (!order)
            return false;
        m_order = std::move(order);
        m_orderField = request.field;
    }
    m_isShownInOrder = false;
    tell({request.number, true, true, sortedMatches(request), m_looked, false, false});
    return true;
}

bool ViewWorker::hasOrderFor(const ViewRequest &request, qint64 count) const
{
    return !request.field.empty() && m_order && m_orderField == request.field && m_order->count() == count;
}

std::vector<quint32> ViewWorker::sortedMatches(const ViewRequest &request) const
{
    if (!request.makeTest)
        return m_order->rows(request.descending);
    return m_order->rows(request.descending,
                         [this](quint32 row) { return row < m_matches.size() && m_matches[row]; });
}

} // namespace slipway
