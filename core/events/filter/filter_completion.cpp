#include "core/events/filter/filter_completion.h"
#include "core/events/filter/filter_spelling.h"

#include "core/events/filter/filter_syntax.h"

#include <algorithm>

namespace slipway {
namespace {

using Kind = FilterToken::Kind;

constexpr qsizetype mostCandidates = 200;

QStringList operators()
{
    return QStringLiteral("eq|neq|like|not like|in|not in|gt|gte|lt|lte|between").split(u'|');
}

// First the candidates that begin with the typed text, then those that contain it. Text that has been typed
// in full needs no suggestion.
QStringList fitting(const QStringList &all, const QString &typed)
{
    QStringList begins, contains;
    for (const QString &one : all) {
        const QString bare = one.startsWith(u'"') && !typed.startsWith(u'"') ? one.mid(1) : one;
        if (bare.startsWith(typed, Qt::CaseInsensitive))
            begins << one;
        else if (bare.contains(typed, Qt::CaseInsensitive))
            contains << one;
    }
    begins += contains;
    if (begins.size() == 1 && begins[0] == typed)
        return {};
    return begins.mid(0, mostCandidates);
}

bool isOperand(const FilterToken &token)
{
    return (token.kind == Kind::Bare || token.kind == Kind::Quoted) && filterConnective(token).isEmpty() &&
           !filterOperator(token);
}

// Goes through the tokens before the cursor and says what comes next.
enum class Expected { Condition, Operator, Value, ListStart, Connective };
struct State
{
    Expected expected = Expected::Condition;
    QString field;
    bool inList = false;
};

State stateAfter(const std::vector<FilterToken> &tokens)
{
    State state;
    for (const FilterToken &token : tokens) {
        const QString connective = filterConnective(token);
        const auto sign = filterOperator(token);
        switch (state.expected) {
        case Expected::Connective:
            if (token.kind == Kind::Close)
                break;
            state.expected = Expected::Condition;
            [[fallthrough]];
        case Expected::Condition:
            if (isOperand(token)) {
                state.field = token.text;
                state.expected = Expected::Operator;
            }
            break;
        case Expected::Operator:
            if (sign) {
                state.expected = *sign == FilterOperator::In ? Expected::ListStart : Expected::Value;
            } else if (isOperand(token)) {
                state.field = token.text; // the one before was a word
            } else if (connective != QLatin1String("not")) {
                state.expected = token.kind == Kind::Close ? Expected::Connective : Expected::Condition;
            }
            break;
        case Expected::ListStart:
            state.inList = token.kind == Kind::Open;
            state.expected = Expected::Value;
            break;
        case Expected::Value:
            if (state.inList && token.kind == Kind::Close) {
                state.inList = false;
                state.expected = Expected::Connective;
            } else if (!state.inList) {
                state.expected = Expected::Connective;
            }
            break;
        }
    }
    return state;
}

} // namespace

FilterCompletion completeFilter(const QString &text, qsizetype cursor, const QStringList &fields,
                                const std::function<QStringList(const QString &)> &valuesOf)
{
    FilterCompletion completion{cursor, 0, {}};
    std::vector<FilterToken> tokens = filterTokens(text.left(cursor));
    QString typed;
    if (!tokens.empty() && tokens.back().offset + tokens.back().length == cursor &&
        (tokens.back().kind == Kind::Bare ||
         (tokens.back().kind == Kind::Quoted && !tokens.back().isClosed))) {
        completion.start = tokens.back().offset;
        completion.length = cursor - completion.start;
        typed = text.mid(completion.start, completion.length);
        tokens.pop_back();
    }
    const State state = stateAfter(tokens);
    QStringList names;
    for (const QString &field : fields)
        names << filterText(field);
    switch (state.expected) {
    case Expected::Condition:
        if (!typed.isEmpty())
            completion.candidates = fitting(names, typed);
        break;
    case Expected::Operator:
        completion.candidates = fields.contains(state.field) ? fitting(operators(), typed) : QStringList();
        if (completion.candidates.isEmpty() && !typed.isEmpty())
            completion.candidates = fitting(names, typed); // a second word, or the next field
        break;
    case Expected::ListStart:
        completion.candidates = {QStringLiteral("(")};
        break;
    case Expected::Value:
        if (valuesOf)
            completion.candidates = fitting(valuesOf(state.field), typed);
        break;
    case Expected::Connective:
        completion.candidates = fitting({QStringLiteral("and"), QStringLiteral("or")}, typed);
        break;
    }
    return completion;
}

} // namespace slipway
