#include "ui/widgets/fact_sheet.h"

#include "core/base/secret.h"
#include "ui/widgets/shown_time.h"

#include <QEvent>
#include <QFontDatabase>
#include <QScrollBar>

#include <algorithm>

namespace slipway {
namespace {

constexpr int mostLetters = 100;     // in a line, so that the eye finds the next one
constexpr int mostLabelLetters = 28; // a longer label goes on in the next line

// Every text is only ever inserted as plain text.
QString htmlOf(const QString &text)
{
    return text.toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>"));
}

} // namespace

FactSheet::FactSheet(QWidget *parent) : QTextEdit(parent)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setLineWrapMode(QTextEdit::FixedPixelWidth);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document()->setDocumentMargin(theme::margin);
}

void FactSheet::setGroups(const QList<Group> &groups, const QString &subject)
{
    const int scrolled = subject == m_subject ? verticalScrollBar()->value() : 0;
    m_subject = subject;
    m_groups.clear();
    for (Group group : groups) {
        group.facts.removeIf([](const Fact &fact) { return fact.value.isEmpty(); });
        for (Fact &fact : group.facts)
            fact.value = scrubbed(fact.value);
        if (!group.facts.isEmpty())
            m_groups << group;
    }
    write();
    verticalScrollBar()->setValue(scrolled);
}

QString FactSheet::asText() const
{
    QStringList lines;
    for (const Group &group : m_groups) {
        if (!lines.isEmpty())
            lines << QString();
        if (!group.heading.isEmpty())
            lines << group.heading;
        for (const Fact &fact : group.facts)
            lines << (fact.label.isEmpty() ? fact.value
                                           : QStringLiteral("%1: %2").arg(fact.label, fact.value));
    }
    return lines.join(QLatin1Char('\n'));
}

void FactSheet::write()
{
    int labelWidth = 0;
    for (const Group &group : std::as_const(m_groups)) {
        for (const Fact &fact : group.facts)
            labelWidth = std::max(labelWidth, fontMetrics().horizontalAdvance(fact.label));
    }
    labelWidth = std::min(labelWidth, mostLabelLetters * fontMetrics().averageCharWidth());
    QTextOption option = document()->defaultTextOption();
    option.setTextDirection(layoutDirection());
    document()->setDefaultTextOption(option);
    QString html;
    for (const Group &group : std::as_const(m_groups)) {
        if (!group.heading.isEmpty())
            html += QStringLiteral("<h3 style=\"margin-top:%1px; margin-bottom:%2px\">%3</h3>")
                        .arg(html.isEmpty() ? 0 : theme::gap)
                        .arg(theme::tight)
                        .arg(htmlOf(group.heading));
        html += QStringLiteral("<table width=\"100%\" border=\"0\" cellspacing=\"0\" cellpadding=\"0\">");
        for (const Fact &fact : group.facts)
            html += rowOf(fact, labelWidth);
        html += QStringLiteral("</table>");
    }
    setHtml(html);
}

QString FactSheet::rowOf(const Fact &fact, int labelWidth) const
{
    const QColor colour =
        fact.tone == theme::Tone::Neutral ? palette().color(QPalette::Text) : theme::text(fact.tone, this);
    QString look;
    if (fact.isCode)
        look += QStringLiteral("font-family:'%1';")
                    .arg(QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
    QString text = htmlOf(fact.isCode ? fact.value : inItsOwnOrder(fact.value));
    const qsizetype firstLine = text.indexOf(QLatin1String("<br>"));
    const qsizetype toned = firstLine < 0 ? text.size() : firstLine; // what explains it is not coloured
    text = QStringLiteral("<span style=\"color:%1\">%2</span>%3")
               .arg(colour.name(), text.first(toned), text.sliced(toned));
    const QString value =
        QStringLiteral("<p dir=\"%1\" style=\"%2\">%3</p>")
            .arg(fact.isCode || !isRightToLeft() ? QStringLiteral("ltr") : QStringLiteral("rtl"), look, text);
    if (fact.label.isEmpty())
        return QStringLiteral(
                   "<tr><td colspan=\"2\" style=\"padding-top:%1px; padding-bottom:%1px\">%2</td></tr>")
            .arg(theme::tight)
            .arg(value);
    return QStringLiteral(
               "<tr><td width=\"%1\" style=\"padding-top:%2px; padding-bottom:%2px; color:%3\">%4</td>"
               "<td style=\"padding-top:%2px; padding-bottom:%2px\">%5</td></tr>")
        .arg(labelWidth + theme::gap)
        .arg(theme::tight)
        .arg(palette().color(QPalette::PlaceholderText).name(), htmlOf(fact.label), value);
}

void FactSheet::fitWidth()
{
    const int most = mostLetters * fontMetrics().horizontalAdvance(QLatin1Char('0')) + 2 * theme::margin;
    setLineWrapColumnOrWidth(std::min(viewport()->width(), most));
}

void FactSheet::resizeEvent(QResizeEvent *event)
{
    fitWidth();
    QTextEdit::resizeEvent(event);
}

void FactSheet::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        fitWidth();
        const int scrolled = verticalScrollBar()->value();
        write();
        verticalScrollBar()->setValue(scrolled);
    }
}

} // namespace slipway
