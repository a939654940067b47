#include "core/events/filter/filter_spelling.h"

#include "core/events/documents/event_document.h"
#include "core/events/filter/filter_syntax.h"
#include "core/events/json/field_reader.h"

namespace slipway {
namespace {

QString inQuotes(const QString &text)
{
    QString out = QStringLiteral("\"");
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        // Characters that a one-line box would drop or hide.
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
            (c.isSpace() && c != u' '))
            out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            out += c;
    }
    return out + u'"';
}

bool standsAlone(const QString &text)
{
    const std::vector<FilterToken> tokens = filterTokens(text);
    return tokens.size() == 1 && tokens[0].kind == FilterToken::Kind::Bare &&
           tokens[0].length == text.size() && filterConnective(tokens[0]).isEmpty() &&
           !filterOperator(tokens[0]);
}

QString condition(const QString &field, const QByteArray &rawValue, const char *sign)
{
    return QStringLiteral("%1 %2 %3").arg(filterText(field), QLatin1String(sign), filterValue(rawValue));
}

} // namespace

QString filterValue(const QByteArray &rawValue)
{
    const QByteArray raw = rawValue.trimmed();
    if (raw.isEmpty() || raw == "null")
        return QStringLiteral("null");
    if (raw.startsWith('"')) {
        // Read in the same way as by the filter.
        const std::string event = "{\"v\":" + raw.toStdString() + "}" + std::string(eventPadding, ' ');
        FieldReader reader;
        return inQuotes(reader.read(std::string_view(event).substr(0, event.size() - eventPadding), {"v"})
                            .at(0)
                            .toString());
    }
    if (raw.startsWith('{') || raw.startsWith('['))
        return inQuotes(QString::fromUtf8(raw));
    return QString::fromUtf8(raw);
}

QString filterText(const QString &value)
{
    return standsAlone(value) && value != QLatin1String("null") ? value : inQuotes(value);
}

QString onlyThis(const QString &field, const QByteArray &rawValue)
{
    return condition(field, rawValue, "eq");
}

QString notThis(const QString &field, const QByteArray &rawValue)
{
    return condition(field, rawValue, "neq");
}

QString narrowedFilter(const QString &text, const QString &condition)
{
    const auto tree = parseFilter(text);
    if (!tree || text.trimmed().isEmpty())
        return condition;
    const QString kept = text.trimmed();
    return (tree->kind == FilterNode::Kind::Or ? QStringLiteral("(%1) and %2") : QStringLiteral("%1 and %2"))
        .arg(kept, condition);
}

} // namespace slipway
