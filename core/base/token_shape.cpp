#include "core/base/token_shape.h"

#include <QChar>

namespace slipway {
namespace {

bool isOfToken(QChar each)
{
    return each.isLetterOrNumber() || each == QLatin1Char('_') || each == QLatin1Char('+') ||
           each == QLatin1Char('=') || each == QLatin1Char('-');
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
    return word.size() >= shortest && turns >= fewestTurns && !word.contains(QLatin1Char('-'));
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
