#include "core/events/filter/filter_syntax.h"

#include "core/base/plural_form.h"

#include <QCoreApplication>

#include <optional>

namespace slipway {
namespace {

using Kind = FilterToken::Kind;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(EventFilter)
};

class Parser
{
public:
    explicit Parser(const QString &text)
        : m_length(text.size()),
          m_tokens(text.size() > longestFilter ? std::vector<FilterToken>() : filterTokens(text))
    {}

    std::expected<FilterNode, FilterError> parse()
    {
        if (m_length > longestFilter)
            return std::unexpected(
                FilterError{longestFilter, m_length - longestFilter,
                            Texts::tr("A filter has at most %L1 characters; this selection needs more.",
                                      nullptr, pluralForm(longestFilter))
                                .arg(longestFilter)});
        FilterNode all;
        if (m_tokens.empty())
            return all;
        all = alternatives(0);
        if (!m_error && m_at < m_tokens.size())
            fail(m_tokens[m_at], m_tokens[m_at].kind == Kind::Close
                                     ? Texts::tr("There is no opening parenthesis for this one.")
                                     : Texts::tr("This does not belong here."));
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
            failHere(Texts::tr("Parentheses are nested too deeply here."));
            return {};
        }
        const FilterToken *token = peek();
        if (!token) {
            failAtEnd(Texts::tr("A condition is missing at the end."));
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
                fail(*token, Texts::tr("The closing parenthesis is missing."));
            ++m_at;
            return inner;
        }
        if (token->kind != Kind::Bare && token->kind != Kind::Quoted) {
            fail(*token, Texts::tr("A field name or a word is missing before this."));
            return {};
        }
        if (!filterConnective(*token).isEmpty()) {
            fail(*token, Texts::tr("A condition is missing before \"%1\".").arg(token->text));
            return {};
        }
        if (!token->isClosed) {
            fail(*token, Texts::tr("The closing quotation mark is missing."));
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

    // "log in failed" are three words: "in" is an operator only if a list follows, or nothing yet.
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
                fail(*token, Texts::tr("A value is missing after \"%1\".").arg(sign.text));
            else
                failAtEnd(Texts::tr("A value is missing after \"%1\".").arg(sign.text));
            return;
        }
        if (!token->isClosed)
            return fail(*token, Texts::tr("The closing quotation mark is missing."));
        if (!filterConnective(*token).isEmpty())
            return fail(
                *token,
                Texts::tr("A value is missing before \"%1\"; put it in quotation marks if it is the value.")
                    .arg(token->text));
        node.operands.push_back(*token);
        ++m_at;
    }

    void list(FilterNode &node, const FilterToken &sign)
    {
        if (!peekIs(Kind::Open))
            return failHere(
                Texts::tr("A list in parentheses is missing after \"in\", such as (\"a\", \"b\")."));
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
                return failHere(Texts::tr("A comma or the closing parenthesis of the list is missing."));
            ++m_at;
        }
    }

    FilterNode between(FilterNode node, const FilterToken &sign)
    {
        if (!peekConnective(QLatin1String("and"))) {
            failHere(Texts::tr("The second value is missing: between LOW and HIGH."));
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

} // namespace

std::expected<FilterNode, FilterError> parseFilter(const QString &text)
{
    return Parser(text).parse();
}

} // namespace slipway
