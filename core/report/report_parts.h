// Internal to core/report: the parts of the report's markup: escaped text, headings, lists and
// tables.
#pragma once
#include <QSet>
#include <QString>
#include <QStringList>

namespace slipway::markup {

// All text goes into the markup through this function: no secrets, no invisible characters, no
// tags.
[[nodiscard]] QString esc(const QString &text);
[[nodiscard]] QString paragraph(const QString &text, const char *style = ""); // empty for an empty text
[[nodiscard]] QString listOf(const QStringList &lines, const char *tag);      // "ul" or "ol"
[[nodiscard]] QString small(const QString &text,
                            const char *style = "small"); // on its own line below another

// Numbers headings and rows in the order in which they are made, and knows which ones have a page
// break before them.
class Flow
{
public:
    explicit Flow(QSet<int> breaks) : m_breaks(std::move(breaks)) {}
    [[nodiscard]] bool breakHere() { return m_breaks.contains(m_next++); }

private:
    QSet<int> m_breaks;
    int m_next = 0;
};

[[nodiscard]] QString heading(Flow &flow, int level, const QString &text);

class Table
{
public:
    // Widths are percentages of the page width.
    Table(Flow &flow, const QList<int> &widths, const QStringList &titles);
    void row(const QStringList &cells); // already markup
    [[nodiscard]] QString html() const;

private:
    Flow &m_flow;
    QList<int> m_widths;
    QString m_head, m_html;
    bool m_hasRows = false;
};

} // namespace slipway::markup
