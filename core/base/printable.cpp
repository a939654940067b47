#include "core/base/printable.h"

namespace slipway {
namespace {

// Letters and marks by category, but nothing visible.
bool isBlankFiller(char32_t c)
{
    return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
           (c >= 0x180B && c <= 0x180F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x3164 || c == 0xFFA0 ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

template<class Hidden>
QString replaced(const QString &text, Hidden hidden)
{
    QString shown;
    shown.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar unit = text[i];
        if (unit.unicode() >= 0x20 && unit.unicode() < 0x7F) {
            shown += unit;
            continue;
        }
        char32_t character = unit.unicode();
        const bool isPair = unit.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (isPair)
            character = QChar::surrogateToUcs4(unit, text[++i]);
        if (const QString mark = hidden(character); !mark.isEmpty())
            shown += mark;
        else if (isPair)
            shown.append(text.constData() + i - 1, 2);
        else
            shown += unit;
    }
    return shown;
}

} // namespace

bool isHidden(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidirectional marks, zero-width joiners, byte order marks, tags
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return isBlankFiller(character);
    }
}

QString characterMark(char32_t character)
{
    return QStringLiteral("‹U+%1›").arg(QString::number(character, 16).toUpper(), 4, QLatin1Char('0'));
}

QString printable(const QString &text)
{
    return replaced(text, [](char32_t c) {
        return c == U'\n' || c == U'\t' || !isHidden(c) ? QString() : characterMark(c);
    });
}

QString printableLine(const QString &text)
{
    return replaced(text, [](char32_t c) { return isHidden(c) ? characterMark(c) : QString(); });
}

QString printableJson(const QString &json)
{
    return replaced(json, [](char32_t c) {
        if (c < 0x20 || !isHidden(c)) // line breaks of the layout; those in strings are escaped
            return QString();
        const auto units = QChar::fromUcs4(c); // QString::fromUcs4() drops a byte order mark
        QString escaped;
        for (const QChar unit : QStringView(units))
            escaped += QStringLiteral("\\u%1").arg(uint(unit.unicode()), 4, 16, QLatin1Char('0'));
        return escaped;
    });
}

} // namespace slipway
