// The endpoints of a check as a table: first those that are needed, under a heading that says by whom, then
// the others, and what the last check found of each.
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

    // Discards earlier results. The needed endpoints stand before the others in `endpoints`. They have a
    // heading with the name of the consumer who needs them, and are always tested; a tick at another one
    // means "test this one too".
    void fill(const QList<Endpoint> &endpoints, const QStringList &needed, const QString &consumer);
    // The same without headings: here a tick means "needed", and all endpoints are listed.
    void fillCustom(const QList<Endpoint> &endpoints, const QStringList &needed);
    // Whether the endpoints that are not needed are listed, too. Those that are not listed keep their ticks
    // and results, and are not tested.
    void setAllShown(bool all);
    void showRow(const AccessRow &row);
    // What the tenant said about its oldest events, by endpoint. The column is only there if it was asked.
    void showOldest(const QHash<QString, OldestEvent> &oldest);
    // Not for a custom profile, where it would mean that everything is needed.
    void tickAll();

    // How many endpoints there are, whether they are listed or not, and how many of them are needed.
    [[nodiscard]] int endpointCount() const { return static_cast<int>(m_endpoints.size()); }
    [[nodiscard]] int neededCount() const { return static_cast<int>(m_needed.size()); }
    // Results of endpoints that are not listed now: how many there are, and how many of them are granted.
    struct Unlisted
    {
        int tested = 0, granted = 0;
    };
    [[nodiscard]] Unlisted unlisted() const;
    // What is to be tested: endpoint ids, from top to bottom.
    [[nodiscard]] QStringList ticked() const;
    [[nodiscard]] QString currentId() const; // empty if no row is selected
    // The result of the selected row. Its endpoint is empty if the row was not tested.
    [[nodiscard]] AccessRow current() const;
    [[nodiscard]] QString idAt(int line) const;        // empty for a heading
    [[nodiscard]] int lineOf(const QString &id) const; // -1: the endpoint is not in the table
    // Selects the first row with a problem, or else the first row that was tested.
    void selectWhatMatters();

Q_SIGNALS:
    void ticksChanged();

protected:
    void changeEvent(QEvent *event) override; // follows light and dark
    void resizeEvent(QResizeEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void fillRows(const QList<Endpoint> &endpoints, const QStringList &needed);
    void addHeading(int line);
    void addEndpoint(int line, const Endpoint &endpoint);
    void colourHeadings();
    void nameColumns();
    void hideRows(); // those that setAllShown() leaves out
    void tickChanged(int line);
    // If there is no room for what a result means, hides the columns that the evidence repeats, and then that
    // column as well, since the text beside the table has it. What was found can always be seen: to make room
    // for it, the names become narrower, and finally the column that says what is needed is hidden, since the
    // headings and the ticks say so as well.
    void fit();
    // Fills the last column. A row with the same cause as one above it only refers to that row,
    // since a token that is refused is refused everywhere.
    void explain();

    QHash<QString, AccessRow> m_rows;
    QList<Endpoint> m_endpoints; // from top to bottom
    QStringList m_needed;        // the ids of those in `m_endpoints` that are needed
    QString m_consumer;
    bool m_isCustom = false;
    bool m_allShown = true;
    int m_neededWidth = 0;    // of the names of what is needed
    QHash<int, int> m_widths; // of columns, as wide as their contents; what fit() begins with
};

} // namespace slipway
