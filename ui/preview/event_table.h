// The table of events with a spreadsheet's keys: arrows, Ctrl+Home and Ctrl+End, Ctrl+C (NDJSON),
// Ctrl+Shift+C (CSV), Ctrl+L (go to row). Its menu opens by the right button and by the menu key.
#pragma once
#include "core/events/documents/event_copy.h"
#include "ui/preview/event_table_model.h"

#include <QTableView>
#include <optional>

namespace slipway {

class EventTable : public QTableView
{
    Q_OBJECT
public:
    explicit EventTable(EventTableModel &model, QWidget *parent = nullptr);

    // The document's rows of the selection, from the top down.
    [[nodiscard]] std::vector<qint64> selectedEvents() const;
    // The document's rows of the selection if it has exactly two; the upper one first.
    [[nodiscard]] std::optional<std::pair<qint64, qint64>> selectedPair() const;
    [[nodiscard]] QStringList columns() const; // in the order that is seen
    // What an empty table says.
    void setPlaceholder(const QString &text);
    void goToColumn(const QString &field);
    void copy(CopyFormat format);
    void goToRow();
    // Makes the place of a row of the document the current one and scrolls there.
    void goToPlace(qint64 place);
    // Columns as wide as their first rows need, within reason.
    void fitColumns();

Q_SIGNALS:
    // "Only this" (or "not this") for a value of a field, given as JSON; empty: absent.
    void filterWanted(const QString &field, const QByteArray &rawValue, bool only);
    void differenceWanted(); // between the two selected events
    // What was copied, for the status line.
    void copied(const QString &sentence);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void makeActions();
    void copyCell();
    void filterByCell(bool only);

    EventTableModel &m_model;
    QString m_placeholder;
    std::unique_ptr<EventCopy> m_copy;
    QAction *m_only = nullptr, *m_not = nullptr, *m_difference = nullptr;
    QList<QAction *> m_copyActions;
};

} // namespace slipway
