// The endpoints of a check as a table: whether each one is needed, and what the last check found.
#pragma once
#include "core/diagnosis/check_session.h"
#include "core/exporting/fetching/oldest_event.h"
#include "ui/widgets/tick_table.h"

namespace slipway {

class AccessTable : public TickTable
{
    Q_OBJECT
public:
    explicit AccessTable(QWidget *parent = nullptr);

    // Discards earlier results. With `isCustom`, a tick means "needed". Otherwise it means "test
    // this one too", and what the profile needs is always ticked.
    void fill(const QList<Endpoint> &endpoints, const QStringList &needed, bool isCustom);
    void showRow(const AccessRow &row);
    // What the tenant said about its oldest events, by endpoint. The column is only there if it was asked.
    void showOldest(const QHash<QString, OldestEvent> &oldest);
    // Not for a custom profile, where it would mean that everything is needed.
    void tickAll();

    [[nodiscard]] QStringList ticked() const; // endpoint ids, from top to bottom
    [[nodiscard]] QString currentId() const;  // empty if no row is selected
    // The result of the selected row. Its endpoint is empty if the row was not tested.
    [[nodiscard]] AccessRow current() const;
    [[nodiscard]] QString idAt(int line) const;
    void selectFirstProblem();

Q_SIGNALS:
    void ticksChanged();

protected:
    void changeEvent(QEvent *event) override; // follows light and dark
    void resizeEvent(QResizeEvent *event) override;

private:
    void tickChanged(int line);
    // If there is no room for what a result means, hides the columns that the evidence repeats, and then that
    // column as well, since the text beside the table has it. What was found can always be seen: to make room
    // for it, the names become narrower, and finally the column that says what is needed is hidden, since
    // what is needed comes first and is ticked.
    void fit();
    // Fills the last column. A row with the same cause as one above it only refers to that row,
    // since a token that is refused is refused everywhere.
    void explain();

    QHash<QString, AccessRow> m_rows;
    QList<Endpoint> m_endpoints; // from top to bottom
    bool m_isCustom = false;
    QHash<int, int> m_widths; // of columns, as wide as their contents; what fit() begins with
};

} // namespace slipway
