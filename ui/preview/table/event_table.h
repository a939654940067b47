// The table of events, with the keys of a spreadsheet: arrows, Ctrl+Home and Ctrl+End, Ctrl+C
// (NDJSON), Ctrl+Shift+C (CSV), Ctrl+L (go to row). The right mouse button or the menu key opens
// its context menu.
#pragma once
#include "core/events/documents/event_copy.h"
#include "ui/preview/table/event_table_model.h"

#include <QTableView>
#include <optional>

namespace slipway {

class ViewPlaceholder;

class EventTable : public QTableView
{
    Q_OBJECT
public:
    explicit EventTable(EventTableModel &model, QWidget *parent = nullptr);

    // The document rows of the selected events, from the top down.
    [[nodiscard]] std::vector<qint64> selectedEvents() const;
    // The document rows of the two selected events, the upper one first; none unless exactly two
    // are selected.
    [[nodiscard]] std::optional<std::pair<qint64, qint64>> selectedPair() const;
    [[nodiscard]] QStringList columns() const; // in the order in which they are shown
    // The text that the table shows while it has no rows.
    void setPlaceholder(const QString &text);
    void goToColumn(const QString &field);
    void copy(CopyFormat format);
    void goToRow();
    // Makes the row at `place`, counted as in EventView, the current one and scrolls to it.
    void goToPlace(qint64 place);
    // Makes the columns as wide as their first rows need, within limits.
    void fitColumns();

Q_SIGNALS:
    // Filter by a value of a field: only events with it if `only` is set, else only those without.
    // The value is raw JSON; empty means that the field is absent.
    void filterWanted(const QString &field, const QByteArray &rawValue, bool only);
    void differenceWanted(); // between the two selected events
    // A sentence for the status line.
    void copied(const QString &sentence);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void makeActions();
    void copyCell();
    void filterByCell(bool only);

    EventTableModel &m_model;
    ViewPlaceholder *m_placeholder;
    std::unique_ptr<EventCopy> m_copy;
    QAction *m_only = nullptr, *m_not = nullptr, *m_difference = nullptr;
    QList<QAction *> m_copyActions;
};

} // namespace slipway
