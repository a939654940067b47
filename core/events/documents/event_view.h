// Which events of a document are shown, and in which order. Filtering and sorting happen on a worker thread,
// so that the window never waits. A new filter or order ends the work on the previous one immediately, and so
// does the destructor, which waits for that: a few milliseconds.
//
// Rows are identified by their numbers in the document. Belongs to one thread (the window's), on which its
// signals arrive as well.
#pragma once
#include "core/events/documents/event_document.h"

#include <QObject>

#include <functional>
#include <optional>

namespace slipway {

struct ViewNews;

// Tells whether an event is wanted. One is made for each thread that filters.
using EventTest = std::function<bool(std::string_view event)>;
using MakeEventTest = std::function<EventTest()>;

class EventView : public QObject
{
    Q_OBJECT
public:
    explicit EventView(QObject *parent = nullptr);
    ~EventView() override;

    // Shows all rows of a document in its order.
    void setDocument(const EventDocumentPtr &document);
    [[nodiscard]] const EventDocumentPtr &document() const { return m_document; }
    // Takes in new rows, after the document has grown or become complete.
    void documentGrew();
    // Null: everything. The rows of the previous filter stay until there are first hits.
    void setFilter(MakeEventTest makeTest);
    // Sorts by a top-level field; empty: the document's order. Takes effect once the document is complete.
    void setOrder(const std::string &field, bool descending);
    [[nodiscard]] const std::string &orderField() const { return m_field; }

    [[nodiscard]] qint64 count() const;
    [[nodiscard]] qint64 row(qint64 at) const; // the document's row at a place; -1 out of range
    // The place of a row of the document; -1 if it is filtered out. Takes time if the order is not the
    // document's, so use it for single questions only.
    [[nodiscard]] qint64 placeOf(qint64 row) const;
    // Whether filtering or sorting is under way.
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    [[nodiscard]] bool isSorting() const { return m_isSorting; }
    // How many rows the filter has looked at.
    [[nodiscard]] qint64 looked() const { return m_looked; }

Q_SIGNALS:
    void aboutToReset();
    void reset();                                  // all rows have been replaced
    void aboutToAppend(qint64 first, qint64 last); // places, both inclusive
    void appended();
    void busyChanged();
    // About ten times a second while a filter works: see looked().
    void progressed();

private:
    struct Work;
    void requestView();
    void take(ViewNews news);
    void showAll();

    EventDocumentPtr m_document;
    MakeEventTest m_makeTest;
    std::string m_field;
    bool m_descending = false;
    std::unique_ptr<Work> m_work;

    bool m_isAll = true;         // all rows in the document's order; m_rows is not used
    qint64 m_allCount = 0;       // of those
    std::vector<quint32> m_rows; // otherwise
    bool m_isBusy = false, m_isSorting = false;
    qint64 m_looked = 0;
    qint64 m_shownTo = -1; // of ViewRequest
};

} // namespace slipway
