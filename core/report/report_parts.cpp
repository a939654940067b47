#include "core/report/report_parts.h"

#include "core/base/secret.h"
#include "core/events/json/visible_text.h"

#include <utility>

namespace slipway::markup {
namespace {

constexpr qsizetype longestText = 4000; // characters; an answer may be of any size
constexpr QLatin1String pageBreak(" style=\"page-break-before:always\"");

} // namespace

QString esc(const QString &text)
{
    return visibleText(scrubbed(text), longestText, true)
        .toHtmlEscaped()
        .replace(QLatin1Char('\n'), QLatin1String("<br>"));
}

QString paragraph(const QString &text, const char *style)
{
    return text.isEmpty() ? QString()
                          : QStringLiteral("<p class=\"%1\">%2</p>\n").arg(QLatin1String(style), esc(text));
}

QString listOf(const QStringList &lines, const char *tag)
{
    if (lines.isEmpty())
        return {};
    QString html = QStringLiteral("<%1>").arg(QLatin1String(tag));
    for (const QString &line : lines)
        html += QStringLiteral("<li>%1</li>").arg(esc(line));
    return html + QStringLiteral("</%1>\n").arg(QLatin1String(tag));
}

QString small(const QString &text, const char *style)
{
    return text.isEmpty()
               ? QString()
               : QStringLiteral("<br><span class=\"%1\">%2</span>").arg(QLatin1String(style), esc(text));
}

QString heading(Flow &flow, int level, const QString &text)
{
    return QStringLiteral("<h%1%2>%3</h%1>\n")
        .arg(level)
        .arg(flow.breakHere() ? QString(pageBreak) : QString(), esc(text));
}

Table::Table(Flow &flow, const QList<int> &widths, const QStringList &titles) : m_flow(flow), m_widths(widths)
{
    m_head = QStringLiteral(" width=\"100%\" cellspacing=\"0\" cellpadding=\"4\"><thead><tr>");
    for (qsizetype i = 0; i < titles.size(); ++i)
        m_head +=
            QStringLiteral("<th align=\"left\" width=\"%1%\">%2</th>").arg(widths[i]).arg(esc(titles[i]));
    m_head += QStringLiteral("</tr></thead><tbody>\n");
    m_html = QStringLiteral("<table") + m_head;
}

void Table::row(const QStringList &cells)
{
    const bool isFirst = !std::exchange(m_hasRows, true);
    if (m_flow.breakHere())
        m_html = isFirst ? QStringLiteral("<table") + pageBreak + m_head
                         : m_html + QStringLiteral("</tbody></table>\n<table") + pageBreak + m_head;
    m_html += QStringLiteral("<tr>");
    for (qsizetype i = 0; i < cells.size(); ++i)
        m_html += QStringLiteral("<td valign=\"top\" width=\"%1%\">%2</td>").arg(m_widths[i]).arg(cells[i]);
    m_html += QStringLiteral("</tr>\n");
}

QString Table::html() const
{
    return m_html + QStringLiteral("</tbody></table>\n");
}

} // namespace slipway::markup
