#include "core/base/odd_characters.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(OddCharacters)
};

struct Known
{
    char32_t character;
    const char *name;
};

const Known named[] = {
    {U'"', QT_TRANSLATE_NOOP("OddCharacters", "a quotation mark")},
    {U'\'', QT_TRANSLATE_NOOP("OddCharacters", "an apostrophe")},
    {U'`', QT_TRANSLATE_NOOP("OddCharacters", "a backtick")},
    {U'\t', QT_TRANSLATE_NOOP("OddCharacters", "a tab")},
    {U'\n', QT_TRANSLATE_NOOP("OddCharacters", "a line break")},
    {U'\r', QT_TRANSLATE_NOOP("OddCharacters", "a carriage return (a Windows line ending)")},
    {U' ', QT_TRANSLATE_NOOP("OddCharacters", "a blank")},
    {U'\x00A0', QT_TRANSLATE_NOOP("OddCharacters", "a no-break space")},
    {U'\x00AD', QT_TRANSLATE_NOOP("OddCharacters", "a soft hyphen")},
    {U'\x200B', QT_TRANSLATE_NOOP("OddCharacters", "a zero-width space")},
    {U'\x200C', QT_TRANSLATE_NOOP("OddCharacters", "a zero-width non-joiner")},
    {U'\x200D', QT_TRANSLATE_NOOP("OddCharacters", "a zero-width joiner")},
    {U'\x2060', QT_TRANSLATE_NOOP("OddCharacters", "a word joiner")},
    {U'\xFEFF', QT_TRANSLATE_NOOP("OddCharacters", "a byte order mark")},
    {U'\xFFFD', QT_TRANSLATE_NOOP("OddCharacters", "a replacement character, the trace of a wrong encoding")},
    {U'\x2022', QT_TRANSLATE_NOOP("OddCharacters", "a bullet, as used to hide passwords")},
    {U'\x2026', QT_TRANSLATE_NOOP("OddCharacters", "an ellipsis")},
    {U'\x3002', QT_TRANSLATE_NOOP("OddCharacters", "an ideographic full stop")},
};

struct LookAlike
{
    char32_t character;
    char ascii;
};

// Letters that cannot be told apart from Latin ones in most fonts, and the punctuation that word
// processors substitute for what was typed. Compatibility forms (full width, mathematical) need no
// row.
const LookAlike lookAlikes[] = {
    {0x0430, 'a'},  {0x0435, 'e'},  {0x043E, 'o'},  {0x0440, 'p'},  {0x0441, 'c'}, {0x0443, 'y'},
    {0x0445, 'x'},  {0x0456, 'i'},  {0x0458, 'j'},  {0x0455, 's'},  {0x043A, 'k'}, {0x043C, 'm'},
    {0x04BB, 'h'},  {0x0501, 'd'},  {0x051B, 'q'},  {0x051D, 'w'},  {0x0410, 'A'}, {0x0412, 'B'},
    {0x0415, 'E'},  {0x041A, 'K'},  {0x041C, 'M'},  {0x041D, 'H'},  {0x041E, 'O'}, {0x0420, 'P'},
    {0x0421, 'C'},  {0x0422, 'T'},  {0x0425, 'X'},  {0x0406, 'I'},  {0x0408, 'J'}, {0x0405, 'S'},
    {0x03BF, 'o'},  {0x03B1, 'a'},  {0x03BD, 'v'},  {0x03B9, 'i'},  {0x03BA, 'k'}, {0x03C1, 'p'},
    {0x03C5, 'u'},  {0x0391, 'A'},  {0x0392, 'B'},  {0x0395, 'E'},  {0x0396, 'Z'}, {0x0397, 'H'},
    {0x0399, 'I'},  {0x039A, 'K'},  {0x039C, 'M'},  {0x039D, 'N'},  {0x039F, 'O'}, {0x03A1, 'P'},
    {0x03A4, 'T'},  {0x03A5, 'Y'},  {0x03A7, 'X'},  {0x0131, 'i'},  {0x0251, 'a'}, {0x0261, 'g'},
    {0x0578, 'n'},  {0x057D, 'u'},  {0x0585, 'o'},  {0x2010, '-'},  {0x2011, '-'}, {0x2012, '-'},
    {0x2013, '-'},  {0x2014, '-'},  {0x2015, '-'},  {0x2212, '-'},  {0xFE58, '-'}, {0x3002, '.'},
    {0xFF61, '.'},  {0x2024, '.'},  {0x00B7, '.'},  {0x2044, '/'},  {0x2215, '/'}, {0x2018, '\''},
    {0x2019, '\''}, {0x201A, '\''}, {0x201B, '\''}, {0x2032, '\''}, {0x201C, '"'}, {0x201D, '"'},
    {0x201E, '"'},  {0x201F, '"'},  {0x2033, '"'},  {0x00AB, '"'},  {0x00BB, '"'},
};

QString codePoint(char32_t character)
{
    return QStringLiteral("U+%1").arg(static_cast<uint>(character), 4, 16, QLatin1Char('0')).toUpper();
}

bool isDash(char32_t character)
{
    return asciiLookAlike(character) == '-';
}

QString kindOf(char32_t character)
{
    if (character < 0x20 || character == 0x7F)
        return Texts::tr("a control character");
    if (isInvisible(character))
        return Texts::tr("an invisible character");
    if (QChar::isSpace(character))
        return Texts::tr("a space of another width");
    if (isQuote(character))
        return Texts::tr("a typographic quotation mark");
    if (isDash(character))
        return Texts::tr("a typographic dash");
    const char ascii = asciiLookAlike(character);
    const QString looks = ascii ? QString(QLatin1Char(ascii)) : QString();
    if (ascii && QChar::isLetter(character)) {
        switch (QChar::script(character)) {
        case QChar::Script_Cyrillic:
            return Texts::tr("a Cyrillic letter that looks like \"%1\"").arg(looks);
        case QChar::Script_Greek:
            return Texts::tr("a Greek letter that looks like \"%1\"").arg(looks);
        default:
            return Texts::tr("a letter that looks like \"%1\" but is another one").arg(looks);
        }
    }
    if (ascii)
        return Texts::tr("a character that looks like \"%1\" but is another one").arg(looks);
    if (QChar::isLetter(character))
        return Texts::tr("a letter outside a to z, \"%1\"").arg(QString::fromUcs4(&character, 1));
    if (!QChar::isPrint(character))
        return Texts::tr("a control character");
    return Texts::tr("the character \"%1\"").arg(QString::fromUcs4(&character, 1));
}

} // namespace

bool isInvisible(char32_t character)
{
    return character == 0x00AD || character == 0x034F || character == 0x061C ||
           (character >= 0x200B && character <= 0x200F) || (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x2064) || (character >= 0x2066 && character <= 0x206F) ||
           character == 0xFEFF || (character >= 0x180B && character <= 0x180F) ||
           (character >= 0xFE00 && character <= 0xFE0F) || (character >= 0xE0000 && character <= 0xE0FFF);
}

bool isQuote(char32_t character)
{
    if (character == '"' || character == '\'' || character == '`' || character == 0x00B4)
        return true;
    const char ascii = character > 0x7E ? asciiLookAlike(character) : '\0';
    return ascii == '"' || ascii == '\'' || ascii == '`';
}

char asciiLookAlike(char32_t character)
{
    if (character < 0x80)
        return static_cast<char>(character);
    const auto *row = std::find_if(std::begin(lookAlikes), std::end(lookAlikes),
                                   [&](const LookAlike &each) { return each.character == character; });
    if (row != std::end(lookAlikes))
        return row->ascii;
    const QString plain = QString::fromUcs4(&character, 1).normalized(QString::NormalizationForm_KC);
    const ushort first = plain.size() == 1 ? plain.front().unicode() : ushort(0);
    return first > 0x20 && first < 0x7F ? static_cast<char>(first) : '\0';
}

QString characterName(char32_t character)
{
    const auto *row = std::find_if(std::begin(named), std::end(named),
                                   [&](const Known &each) { return each.character == character; });
    if (row == std::end(named) && character > 0x20 && character < 0x7F)
        return Texts::tr("the character \"%1\"").arg(QLatin1Char(static_cast<char>(character)));
    const QString name = row != std::end(named) ? Texts::tr(row->name) : kindOf(character);
    // A space or a line break needs no code point.
    return character < 0x80 && row != std::end(named)
               ? name
               : QStringLiteral("%1 (%2)").arg(name, codePoint(character));
}

QString asAscii(const QString &text)
{
    QString plain;
    for (const char32_t character : text.toUcs4()) {
        if (isInvisible(character))
            continue;
        const char ascii = asciiLookAlike(character);
        if (ascii)
            plain += QLatin1Char(ascii);
        else if (QChar::isSpace(character))
            plain += QLatin1Char(' ');
        else
            plain += QString::fromUcs4(&character, 1);
    }
    return plain;
}

char32_t firstOddCharacter(const QString &text)
{
    const QList<uint> characters = text.toUcs4();
    const auto odd = std::find_if(characters.cbegin(), characters.cend(),
                                  [](uint each) { return each < 0x21 || each > 0x7E; });
    return odd == characters.cend() ? U'\0' : *odd;
}

} // namespace slipway
