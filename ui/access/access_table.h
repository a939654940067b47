// The endpoints of a check as a table: what is needed, what the last check found.
#pragma once
#include "core/diagnosis/check_session.h"
#include "ui/widgets/tick_table.h"

namespace slipway {

class AccessTable : public TickTable
{
    Q_OBJECT
public:
    explicit AccessTable(QWidget *parent = nullptr);

    // Forgets results. With `isCustom` a tick means "needed"; else it means "test this one too", and what
    // the profile needs is always ticked.
    void fill(const QList<Endpoint> &endpoints, const QStringList &needed, bool isCustom);
    void showRow(const AccessRow &row);
    // Not for a choice of one's own, where it would mean that everything is needed.
    void tickAll();

    [[nodiscard]] QStringList ticked() const; // endpoint ids, from top to bottom
    [[nodiscard]] QString currentId() const;  // empty: no row is selected
    [[nodiscard]] AccessRow current() const;  // as checked; without an endpoint: not tested
    [[nodiscard]] QString idAt(int line) const;
    void selectFirstProblem();

Q_SIGNALS:
    void ticksChanged();

protected:
    void changeEvent(QEvent *event) override; // follows light and dark

private:
    void tickChanged(int line);
    // What an earlier line says is not said again: a refused token is refused everywhere.
    void explain();

    QHash<QString, AccessRow> m_rows;
    bool m_isCustom = false;
};

} // namespace slipway
