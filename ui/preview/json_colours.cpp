#include "ui/preview/json_colours.h"

#include "ui/theme/colours.h"

#include <QEvent>
#include <QPlainTextEdit>

#include <algorithm>

namespace slipway {
namespace {

// What a large event would take to colour would be felt: it is shown without.
constexpr int mostCharacters = 100'000;

} // namespace

JsonColours::JsonColours(QPlainTextEdit *text) : QSyntaxHighlighter(text->document()), m_text(text)
{
    text->installEventFilter(this);
}

void JsonColours::highlightBlock(const QString &line)
{
    if (m_text->document()->characterCount() > mostCharacters)
        return;
    const QColor name = theme::colour(theme::Role::Link, m_text);
    const QColor string = theme::colour(theme::Role::Good, m_text);
    const QColor value = theme::colour(theme::Role::Warning, m_text);
    const auto end = static_cast<int>(line.size());
    for (int at = 0; at < end;) {
        const int start = at;
        const QChar first = line[at++];
        if (first == u'"') {
            while (at < end && line[at] != u'"')
                at += line[at] == u'\\' ? 2 : 1;
            at = std::min(at + 1, end);
            int next = at;
            while (next < end && line[next].isSpace())
                ++next;
            setFormat(start, at - start, next < end && line[next] == u':' ? name : string);
        } else if (first.isLetterOrNumber() || first == u'-') { // a number, true, false or null
            while (at < end && (line[at].isLetterOrNumber() || QStringLiteral("+-.").contains(line[at])))
                ++at;
            setFormat(start, at - start, value);
        }
    }
}

bool JsonColours::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        rehighlight();
    return QSyntaxHighlighter::eventFilter(watched, event);
}

} // namespace slipway
