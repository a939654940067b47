#include "core/events/visible_text.h"

namespace slipway {
namespace {

bool isHidden(char32_t code)
{
    switch (QChar::category(code)) {
    case QChar::Other_Format: // bidirectional marks, zero-width joiners, byte order marks, tags
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

} // namespace

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
        if (isHidden(code) || QChar::category(code) == QChar::Other_Control)
            shown += QStringLiteral("‹U+%1›").arg(QString::number(code, 16).toUpper(), 4, QLatin1Char('0'));
        else
            shown += QString::fromUcs4(&code, 1);
    }
    if (text.size() > limit)
        shown += QChar(0x2026);
    return shown;
}

} // namespace slipway
