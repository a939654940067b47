#include "core/events/filter/filter_tokens.h"

namespace slipway {
namespace {

using Kind = FilterToken::Kind;

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

} // namespace slipway
