// What the report's markup is made of: escaped text, headings, lists and tables. Internal to core/report.
#pragma once
#include <QSet>
#include <QString>
#include <QStringList>

namespace slipway::markup {

// The only way for a text to get into the markup: no secret, no invisible characters, no tags.
[[nodiscard]] QString esc(const QString &text);
[[nodiscard]] QString paragraph(const QString &text, const char *style = ""); // nothing for no text
[[nodiscard]] QString listOf(const QStringList &lines, const char *tag);      // "ul" or "ol"
[[nodiscard]] QString small(const QString &text,
                            const char *style = "small"); // on a line of its own below another

// Numbers headings and rows in the order in which they are made, and knows before which of them a page ends.
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
    // Widths are per cent of the page.
    Table(Flow &flow, const QList<int> &widths, const QStringList &titles);
    void row(const QStringList &cells); // markup already
    [[nodiscard]] QString html() const;

private:
    Flow &m_flow;
    QList<int> m_widths;
    QString m_head, m_html;
    bool m_hasRows = false;
};

} // namespace slipway::markup
