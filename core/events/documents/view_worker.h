// The part of EventView that works on a thread of its own. It remembers which rows match and the order by the
// sorted field, so that a change of one does not repeat the work on the other.
#pragma once
#include "core/events/documents/event_view.h"
#include "core/events/documents/row_order.h"

#include <mutex>

namespace slipway {

// What the view should show. Every change makes another.
struct ViewRequest
{
    quint64 number = 0; // increases with every request
    EventDocumentPtr document;
    MakeEventTest makeTest; // null: everything
    quint64 testNumber = 0; // increases with every new filter or document
    std::string field;      // empty: the document's order
    bool descending = false;
    qint64 shownTo = -1; // the owner shows the matches of rows [0, shownTo) in the document's order; -1: it
                         // shows something else
    std::stop_token stop;
};

struct ViewNews
{
    quint64 request = 0;
    bool replaces = false; // these rows replace all earlier ones; else they follow them
    bool sorted = false;   // not in the document's order
    std::vector<quint32> rows;
    qint64 looked = 0;  // rows that the filter has seen
    bool sorts = false; // the filter is done, and sorting is under way
    bool ends = false;  // nothing more follows for this request
};

class ViewWorker
{
public:
    // Called on the thread of fulfil(), or on one of the threads that it uses.
    using Tell = std::function<void(ViewNews)>;

    // Works until the request is fulfilled or stopped. Always call it on the same thread.
    void fulfil(const ViewRequest &request, const Tell &tell);

private:
    struct Pass;
    [[nodiscard]] bool filter(const ViewRequest &request, const Tell &tell);
    [[nodiscard]] bool sort(const ViewRequest &request, const Tell &tell);
    [[nodiscard]] bool hasOrderFor(const ViewRequest &request, qint64 count) const;
    [[nodiscard]] std::vector<quint32> sortedMatches(const ViewRequest &request) const;

    EventDocumentPtr m_document;
    quint64 m_testNumber = 0;
    std::vector<bool> m_matches; // of rows [0, m_looked)
    qint64 m_looked = 0;
    bool m_isShownInOrder = false; // the owner has all matches so far in the document's order
    std::optional<RowOrder> m_order;
    std::string m_orderField;
};

} // namespace slipway
