// The rows of an EventView as a table model that reads only the cells that are painted.
#pragma once
#include "core/events/documents/cell_source.h"
#include "core/events/documents/event_view.h"

#include <QAbstractTableModel>

namespace slipway {

class EventTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    // Qt's views count pixels in 32 bits, so that rows beyond about 90 million could not be
    // reached, and every row costs the view some memory. The user can filter to reach the rest.
    static constexpr qint64 mostRows = 50'000'000;
    // Roles of data().
    static constexpr int rawRole = Qt::UserRole; // the value as it was sent, cut off if it is very long

    // The view must outlive the model.
    explicit EventTableModel(EventView &view, QObject *parent = nullptr);

    void setDocument(const EventDocumentPtr &document); // call this before giving the document to the view
    void setColumns(const QStringList &fields);
    [[nodiscard]] const QStringList &columns() const { return m_columns; }
    void setUtc(bool utc);
    [[nodiscard]] bool isUtc() const { return m_utc; }
    [[nodiscard]] EventView &view() const { return m_view; }
    // The document row; -1 if `row` is out of range.
    [[nodiscard]] qint64 documentRow(int row) const { return m_view.row(row); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    [[nodiscard]] QVariant alignment(int column) const; // of its cells and of its heading
    [[nodiscard]] QString shown(const EventCells &cells, int column) const;
    [[nodiscard]] QString toolTip(const EventCells &cells, int column) const;

    EventView &m_view;
    mutable CellSource m_cells; // mutable because reading fills its cache
    QStringList m_columns;
    int m_rows = 0;
    bool m_utc = false;
    bool m_isInserting = false;
};

// One or two words on what is wrong with an event, such as "not JSON"; empty if nothing is.
[[nodiscard]] QString healthWord(EventHealth health);
// The same as a sentence, which also says how the event is shown.
[[nodiscard]] QString healthSentence(EventHealth health);

} // namespace slipway
