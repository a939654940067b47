#include "core/events/json/visible_text.h"

#include "core/base/printable.h"

namespace slipway {
QString visibleText(const QString &text, qsizetype limit, bool keepLines)
{
    QString shown;
    const qsizetype length = std::min(text.size(), limit);
    shown.reserve(length + 8);
    for (qsizetype i = 0; i < length; ++i) {
        const QChar unit = text[i];
        const bool isKept = keepLines && (unit == QLatin1Char('\n') || unit == QLatin1Char('\t'));
        if (isKept || (unit.unicode() >= 0x20 && unit.unicode() < 0x7f)) {
            shown += unit;
            continue;
        }
        char32_t code = unit.unicode();
        const bool isPair = unit.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (isPair)
            code = QChar::surrogateToUcs4(unit, text[++i]);
        if (isHidden(code))
            shown += characterMark(code);
        else
            shown += QString::fromUcs4(&code, 1);
    }
    if (text.size() > limit)
        shown += QChar(0x2026);
    return shown;
}

} // namespace slipway
