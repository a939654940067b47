#include "core/events/filter_syntax.h"

#include "core/events/event_document.h"
#include "core/events/field_reader.h"

#include <QCoreApplication>

#include <optional>

namespace slipway {
namespace {

using Kind = FilterToken::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("EventFilter", text);
}

bool isSymbol(QChar c)
{
    return c == u'=' || c == u'!' || c == u'<' || c == u'>';
}

bool endsBare(QChar c)
{
    return c.isSpace() || c == u'(' || c == u')' || c == u',' || c == u'"' || c == u'\'' || isSymbol(c);
}

FilterToken quoted(const QString &text, qsizetype start)
{
    FilterToken token{Kind::Quoted, start, 0, {}, false};
    const QChar quote = text[start];
    qsizetype at = start + 1;
    for (; at < text.size(); ++at) {
        if (text[at] == quote) {
            token.isClosed = true;
            ++at;
            break;
        }
        if (text[at] == u'\\' && at + 1 < text.size()) {
            const QChar next = text[at + 1];
            if (next == u'"' || next == u'\'' || next == u'\\') {
                token.text += next;
                ++at;
                continue;
            }
            bool isHex = false;
            const ushort code = next == u'u' ? text.mid(at + 2, 4).toUShort(&isHex, 16) : ushort(0);
            if (isHex && at + 5 < text.size()) {
                token.text += QChar(code);
                at += 5;
                continue;
            }
        }
        token.text += text[at];
    }
    token.length = at - start;
    return token;
}

class Parser
{
public:
    explicit Parser(const QString &text) : m_length(text.size()), m_tokens(filterTokens(text)) {}

    std::expected<FilterNode, FilterError> parse()
    {
        FilterNode all;
        if (m_tokens.empty())
            return all;
        all = alternatives(0);
        if (!m_error && m_at < m_tokens.size())
            fail(m_tokens[m_at], m_tokens[m_at].kind == Kind::Close
                                     ? tr("There is no opening parenthesis for this one.")
                                     : tr("This does not belong here."));
        if (m_error)
            return std::unexpected(*m_error);
        return all;
    }

private:
    static constexpr int deepest = 100;

    const FilterToken *peek(size_t ahead = 0) const
    {
        return m_at + ahead < m_tokens.size() ? &m_tokens[m_at + ahead] : nullptr;
    }
    bool peekIs(Kind kind) const { return peek() && peek()->kind == kind; }
    bool peekConnective(QLatin1String word) const { return peek() && filterConnective(*peek()) == word; }

    void fail(const FilterToken &token, const QString &message)
    {
        if (!m_error)
            m_error = FilterError{token.offset, token.length, message};
    }
    void failAtEnd(const QString &message)
    {
        if (!m_error)
            m_error = FilterError{m_length, 0, message};
    }
    void failHere(const QString &message)
    {
        if (peek())
            fail(*peek(), message);
        else
            failAtEnd(message);
    }

    FilterNode alternatives(int depth)
    {
        FilterNode node = conjunction(depth);
        while (!m_error && peekConnective(QLatin1String("or"))) {
            ++m_at;
            FilterNode next = conjunction(depth);
            if (node.kind != FilterNode::Kind::Or) {
                FilterNode either;
                either.kind = FilterNode::Kind::Or;
                either.children.push_back(std::move(node));
                node = std::move(either);
            }
            node.children.push_back(std::move(next));
        }
        return node;
    }

    FilterNode conjunction(int depth)
    {
        FilterNode node = condition(depth);
        while (!m_error && peek() && !peekIs(Kind::Close) && !peekConnective(QLatin1String("or"))) {
            if (peekConnective(QLatin1String("and")))
                ++m_at;
            FilterNode next = condition(depth);
            if (node.kind != FilterNode::Kind::And) {
                FilterNode both;
                both.children.push_back(std::move(node));
                node = std::move(both);
            }
            node.children.push_back(std::move(next));
        }
        return node;
    }

    FilterNode condition(int depth)
    {
        if (m_error)
            return {};
        if (depth > deepest) {
            failHere(tr("Parentheses are nested too deeply here."));
            return {};
        }
        const FilterToken *token = peek();
        if (!token) {
            failAtEnd(tr("A condition is missing at the end."));
            return {};
        }
        if (filterConnective(*token) == QLatin1String("not")) {
            ++m_at;
            FilterNode none;
            none.kind = FilterNode::Kind::Not;
            none.children.push_back(condition(depth + 1));
            return none;
        }
        if (token->kind == Kind::Open) {
            ++m_at;
            FilterNode inner = alternatives(depth + 1);
            if (!m_error && !peekIs(Kind::Close))
                fail(*token, tr("The closing parenthesis is missing."));
            ++m_at;
            return inner;
        }
        if (token->kind != Kind::Bare && token->kind != Kind::Quoted) {
            fail(*token, tr("A field name or a word is missing before this."));
            return {};
        }
        if (!filterConnective(*token).isEmpty()) {
            fail(*token, tr("A condition is missing before \"%1\".").arg(token->text));
            return {};
        }
        if (!token->isClosed) {
            fail(*token, tr("The closing quotation mark is missing."));
            return {};
        }
        if (isComparison())
            return comparison();
        ++m_at;
        FilterNode word;
        word.kind = FilterNode::Kind::Word;
        word.word = token->text;
        return word;
    }

    // "log in failed" are three words: "in" is an operator where a list follows, or nothing yet.
    bool isComparison() const
    {
        const FilterToken *next = peek(1);
        if (next && filterConnective(*next) == QLatin1String("not")) {
            const FilterToken *then = peek(2);
            const auto negated = then ? filterOperator(*then) : std::nullopt;
            return negated == FilterOperator::Like ||
                   (negated == FilterOperator::In && (!peek(3) || peek(3)->kind == Kind::Open));
        }
        const auto found = next ? filterOperator(*next) : std::nullopt;
        return found && (*found != FilterOperator::In || !peek(2) || peek(2)->kind == Kind::Open);
    }

    FilterNode comparison()
    {
        FilterNode node;
        node.kind = FilterNode::Kind::Comparison;
        node.field = m_tokens[m_at++].text;
        const bool isNegated = peekConnective(QLatin1String("not"));
        if (isNegated)
            ++m_at;
        const FilterToken sign = m_tokens[m_at++];
        node.comparison = *filterOperator(sign);
        if (node.comparison == FilterOperator::In)
            list(node, sign);
        else
            operand(node, sign);
        if (!m_error && node.comparison == FilterOperator::Between)
            return between(std::move(node), sign);
        if (!isNegated)
            return node;
        FilterNode none;
        none.kind = FilterNode::Kind::Not;
        none.children.push_back(std::move(node));
        return none;
    }

    void operand(FilterNode &node, const FilterToken &sign)
    {
        const FilterToken *token = peek();
        if (!token || (token->kind != Kind::Bare && token->kind != Kind::Quoted)) {
            if (token)
                fail(*token, tr("A value is missing after \"%1\".").arg(sign.text));
            else
                failAtEnd(tr("A value is missing after \"%1\".").arg(sign.text));
            return;
        }
        if (!token->isClosed)
            return fail(*token, tr("The closing quotation mark is missing."));
        if (!filterConnective(*token).isEmpty())
            return fail(*token,
                        tr("A value is missing before \"%1\"; put it in quotation marks if it is the value.")
                            .arg(token->text));
        node.operands.push_back(*token);
        ++m_at;
    }

    void list(FilterNode &node, const FilterToken &sign)
    {
        if (!peekIs(Kind::Open))
            return failHere(tr("A list in parentheses is missing after \"in\", such as (\"a\", \"b\")."));
        ++m_at;
        for (;;) {
            operand(node, peek() && peekIs(Kind::Comma) ? *peek() : sign);
            if (m_error)
                return;
            if (peekIs(Kind::Close)) {
                ++m_at;
                return;
            }
            if (!peekIs(Kind::Comma))
                return failHere(tr("A comma or the closing parenthesis of the list is missing."));
            ++m_at;
        }
    }

    FilterNode between(FilterNode node, const FilterToken &sign)
    {
        if (!peekConnective(QLatin1String("and"))) {
            failHere(tr("The second value is missing: between LOW and HIGH."));
            return {};
        }
        ++m_at;
        FilterNode upper = node;
        upper.operands.clear();
        operand(upper, sign);
        node.comparison = FilterOperator::GreaterOrEqual;
        upper.comparison = FilterOperator::LessOrEqual;
        FilterNode both;
        both.children.push_back(std::move(node));
        both.children.push_back(std::move(upper));
        return both;
    }

    qsizetype m_length;
    std::vector<FilterToken> m_tokens;
    size_t m_at = 0;
    std::optional<FilterError> m_error;
};

QString inQuotes(const QString &text)
{
    QString out = QStringLiteral("\"");
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        // What a one-line box would drop or hide.
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
    return tokens.size() == 1 && tokens[0].kind == Kind::Bare && tokens[0].length == text.size() &&
           filterConnective(tokens[0]).isEmpty() && !filterOperator(tokens[0]);
}

QString condition(const QString &field, const QByteArray &rawValue, const char *sign)
{
    const QByteArray raw = rawValue.trimmed();
    QString value;
    if (raw.isEmpty() || raw == "null") {
        value = QStringLiteral("null");
    } else if (raw.startsWith('"')) {
        // Read as the filter reads it.
        const std::string event = "{\"v\":" + raw.toStdString() + "}" + std::string(eventPadding, ' ');
        FieldReader reader;
        value = inQuotes(reader.read(std::string_view(event).substr(0, event.size() - eventPadding), {"v"})
                             .at(0)
                             .toString());
    } else if (raw.startsWith('{') || raw.startsWith('[')) {
        value = inQuotes(QString::fromUtf8(raw));
    } else {
        value = QString::fromUtf8(raw);
    }
    return QStringLiteral("%1 %2 %3").arg(filterText(field), QLatin1String(sign), value);
}

} // namespace

std::vector<FilterToken> filterTokens(const QString &text)
{
    std::vector<FilterToken> tokens;
    for (qsizetype at = 0; at < text.size();) {
        const QChar c = text[at];
        if (c.isSpace()) {
            ++at;
            continue;
        }
        FilterToken token{Kind::Bare, at, 1, c, true};
        if (c == u'(') {
            token.kind = Kind::Open;
        } else if (c == u')') {
            token.kind = Kind::Close;
        } else if (c == u',') {
            token.kind = Kind::Comma;
        } else if (c == u'"' || c == u'\'') {
            token = quoted(text, at);
        } else {
            const bool symbol = isSymbol(c);
            token.kind = symbol ? Kind::Symbol : Kind::Bare;
            qsizetype end = at + 1;
            while (end < text.size() && (symbol ? isSymbol(text[end]) : !endsBare(text[end])))
                ++end;
            token.length = end - at;
            token.text = text.mid(at, token.length);
        }
        at += token.length;
        tokens.push_back(std::move(token));
    }
    return tokens;
}

std::optional<FilterOperator> filterOperator(const FilterToken &token)
{
    struct Name
    {
        const char *text;
        FilterOperator value;
    };
    using enum FilterOperator;
    static constexpr Name words[] = {
        {"eq", Equal},           {"neq", NotEqual},      {"ne", NotEqual}, {"gt", Greater},
        {"gte", GreaterOrEqual}, {"ge", GreaterOrEqual}, {"lt", Less},     {"lte", LessOrEqual},
        {"le", LessOrEqual},     {"like", Like},         {"in", In},       {"between", Between}};
    static constexpr Name symbols[] = {{"=", Equal},     {"==", Equal},      {"!=", NotEqual},
                                       {"<>", NotEqual}, {">", Greater},     {">=", GreaterOrEqual},
                                       {"<", Less},      {"<=", LessOrEqual}};
    if (token.kind == Kind::Bare) {
        for (const Name &name : words) {
            if (token.text.compare(QLatin1String(name.text), Qt::CaseInsensitive) == 0)
                return name.value;
        }
    } else if (token.kind == Kind::Symbol) {
        for (const Name &name : symbols) {
            if (token.text == QLatin1String(name.text))
                return name.value;
        }
    }
    return std::nullopt;
}

QString filterConnective(const FilterToken &token)
{
    if (token.kind != Kind::Bare)
        return {};
    const QString word = token.text.toLower();
    const bool found =
        word == QLatin1String("and") || word == QLatin1String("or") || word == QLatin1String("not");
    return found ? word : QString();
}

std::expected<FilterNode, FilterError> parseFilter(const QString &text)
{
    return Parser(text).parse();
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
