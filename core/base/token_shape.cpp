#include "core/base/token_shape.h"

#include <QChar>

#include <algorithm>

namespace slipway {
namespace {

bool isOfToken(QChar each)
{
    return each.isLetterOrNumber() || each == QLatin1Char('_') || each == QLatin1Char('+') ||
           each == QLatin1Char('=') || each == QLatin1Char('-');
}

// The beginning of a JSON Web Token, which is Base64 of {" and of what a header of one says.
bool beginsWebToken(QStringView word)
{
    constexpr qsizetype shortest = 16;
    return word.size() >= shortest && word.startsWith(QLatin1String("eyJ"), Qt::CaseInsensitive) &&
           std::any_of(word.begin(), word.end(), [](QChar each) { return each.isDigit(); });
}

} // namespace

bool isMixedLikeToken(QStringView word)
{
    constexpr qsizetype shortest = 24;
    constexpr int fewestTurns = 6;
    int turns = 0;
    for (qsizetype i = 1; i < word.size(); ++i) {
        if (word[i].isLetterOrNumber() && word[i - 1].isLetterOrNumber())
            turns += word[i].isDigit() != word[i - 1].isDigit();
    }
    // A UUID has dashes, and is an id.
    return (word.size() >= shortest && turns >= fewestTurns && !word.contains(QLatin1Char('-'))) ||
           beginsWebToken(word);
}

bool hasPartLikeToken(QStringView text)
{
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && isOfToken(text[i]))
            continue;
        if (isMixedLikeToken(text.sliced(begin, i - begin)))
            return true;
        begin = i + 1;
    }
    return false;
}

} // namespace slipway
