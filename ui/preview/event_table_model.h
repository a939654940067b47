// The rows of an EventView as a table that reads only the cells that are painted.
#pragma once
#include "core/events/documents/cell_source.h"
#include "core/events/documents/event_view.h"

#include <QAbstractTableModel>

namespace slipway {

class EventTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    // Qt's views count pixels in 32 bits, so rows beyond some ninety millions could not be reached; and each
    // row costs the view memory. A filter brings the rest into reach.
    static constexpr qint64 mostRows = 50'000'000;
    // Roles of data().
    static constexpr int rawRole = Qt::UserRole; // the value as it was sent, cut off where it is very long

    // The view must outlive the model.
    explicit EventTableModel(EventView &view, QObject *parent = nullptr);

    void setDocument(const EventDocumentPtr &document); // before the view gets it
    void setColumns(const QStringList &fields);
    [[nodiscard]] const QStringList &columns() const { return m_columns; }
    void setUtc(bool utc);
    [[nodiscard]] bool isUtc() const { return m_utc; }
    [[nodiscard]] EventView &view() const { return m_view; }
    // The document's row; -1 out of range.
    [[nodiscard]] qint64 documentRow(int row) const { return m_view.row(row); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    [[nodiscard]] QString shown(const EventCells &cells, int column) const;
    [[nodiscard]] QString toolTip(const EventCells &cells, int column) const;

    EventView &m_view;
    mutable CellSource m_cells; // reading fills its memory
    QStringList m_columns;
    int m_rows = 0;
    bool m_utc = false;
    bool m_isInserting = false;
};

// "not JSON", …: one or two words on what is wrong with an event; empty when it is well.
[[nodiscard]] QString healthWord(EventHealth health);
// The same as a sentence that says how the event is shown.
[[nodiscard]] QString healthSentence(EventHealth health);

} // namespace slipway
