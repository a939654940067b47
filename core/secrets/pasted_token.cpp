#include "core/secrets/pasted_token.h"

#include "core/base/odd_characters.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>

namespace slipway {
namespace {

constexpr qsizetype longestToken = 16 << 10; // bytes; anything longer is not a token file

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PastedToken)
};

std::unexpected<Error> refused(const QString &why, const QString &next = {})
{
    return failure(ErrorKind::BadInput, why,
                   next.isEmpty() ? Texts::tr("Copy it again, alone and in one piece. Nothing was sent.")
                                  : next);
}

// Detects a null byte in every other position, at the end or the beginning of each pair.
std::optional<QStringConverter::Encoding> unmarkedUtf16(const QByteArray &bytes)
{
    qsizetype even = 0, odd = 0;
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        if (bytes[at] == '\0')
            ++(at % 2 ? odd : even);
    }
    const qsizetype half = bytes.size() / 2;
    if (half < 4)
        return std::nullopt;
    if (odd * 10 > half * 9 && even * 10 < half)
        return QStringConverter::Utf16LE;
    if (even * 10 > half * 9 && odd * 10 < half)
        return QStringConverter::Utf16BE;
    return std::nullopt;
}

// Text that contains a token is overwritten before its memory is free for others. Everything below works on
// views of it, so that there are no further copies, except for those that Qt's JSON parser makes.
class ClearText
{
public:
    explicit ClearText(QString text) : m_text(std::move(text)) {}
    ~ClearText() { m_text.fill(QChar(u'\0')); }
    Q_DISABLE_COPY_MOVE(ClearText)
    [[nodiscard]] QString &text() { return m_text; }

private:
    QString m_text;
};

QRegularExpressionMatch matchIn(QStringView text, const QRegularExpression &pattern)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return pattern.matchView(text);
#else
    return pattern.match(text);
#endif
}

// Decodes the Windows-1252 characters found around copied text; the rest of the upper half is
// treated as Latin-1.
QString fromWindows1252(const QByteArray &bytes)
{
    QString text = QString::fromLatin1(bytes);
    static const std::pair<char16_t, char16_t> punctuation[] = {
        {0x84, 0x201E}, {0x85, 0x2026}, {0x91, 0x2018}, {0x92, 0x2019}, {0x93, 0x201C},
        {0x94, 0x201D}, {0x95, 0x2022}, {0x96, 0x2013}, {0x97, 0x2014}};
    for (const auto &[byte, character] : punctuation)
        text.replace(QChar(byte), QChar(character));
    return text;
}

QString decoded(const QByteArray &bytes)
{
    auto encoding = QStringConverter::encodingForData(bytes); // by its byte order mark
    if (!encoding)
        encoding = unmarkedUtf16(bytes);
    QStringDecoder decoder(encoding.value_or(QStringConverter::Utf8));
    QString text = decoder.decode(bytes);
    if (encoding || !decoder.hasError())
        return text;
    text.fill(QChar(u'\0'));
    return fromWindows1252(bytes);
}

bool isTokenName(const QString &name)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(netskope[-_ ]?)?(api[-_ ]?)?(v[12][-_ ]?)?(token|key)([-_ ]?value)?$"),
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(name).hasMatch();
}

void collectTokens(const QJsonValue &value, const QString &name, QStringList &found)
{
    static const QString bearer = QStringLiteral("Bearer ");
    const bool isToken = isTokenName(name);
    if (isToken || name.compare(QLatin1String("authorization"), Qt::CaseInsensitive) == 0) {
        ClearText whole(value.toString());
        if (isToken ? !whole.text().isEmpty() : whole.text().startsWith(bearer, Qt::CaseInsensitive))
            found << whole.text().sliced(isToken ? 0 : bearer.size());
    }
    for (const QJsonValue each : value.toArray())
        collectTokens(each, name, found);
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        collectTokens(member.value(), member.key(), found);
}

// Returns nothing if it is not JSON.
std::optional<Result<QString>> fromJson(QStringView text)
{
    if (!text.startsWith(QLatin1Char('{')) && !text.startsWith(QLatin1Char('[')))
        return std::nullopt;
    QByteArray bytes = text.toUtf8();
    const QJsonDocument json = QJsonDocument::fromJson(bytes);
    bytes.fill('\0');
    if (json.isNull())
        return std::nullopt;
    QStringList found;
    collectTokens(json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object()), {}, found);
    found.removeDuplicates();
    if (found.size() == 1)
        return found.first();
    return refused(found.isEmpty() ? Texts::tr("This is JSON without a member named \"token\".")
                                   : Texts::tr("This is JSON with several tokens."),
                   Texts::tr("Give the token alone."));
}

// The part of a text in front of the first of these characters.
QStringView upTo(QStringView ends, QStringView text)
{
    const auto end = std::find_if(text.begin(), text.end(), [&](QChar each) { return ends.contains(each); });
    return text.first(std::distance(text.begin(), end));
}

// The token inside a header, a command, an assignment or a URL; else the text as it is. `own`: for a token
// that has to be decoded first.
QStringView found(QStringView text, QString &own)
{
    const auto with = [](const char *pattern) {
        return QRegularExpression(QString::fromLatin1(pattern), QRegularExpression::CaseInsensitiveOption |
                                                                    QRegularExpression::MultilineOption);
    };
    // "Netskope-Api-Token: …" anywhere, also as a variable or a JSON member; its value ends where
    // the quote or the line does.
    static const QRegularExpression named =
        with(R"(netskope[-_ ]?api[-_ ]?token["'`]?[ \t]*[:=][ \t]*(["'`]?)([^\r\n]*))");
    static const QRegularExpression parameter = with(R"(^[a-z]+://[^\s]*[?&]token=([^&\s"'`]+))");
    static const QRegularExpression bearer =
        with(R"(^["'`]?(?:authorization["'`]?\s*[:=]\s*["'`]?)?bearer\s+["'`]?([^\s"'`][^"'`\r\n]*))");
    static const QRegularExpression curlBearer = with(R"(authorization\s*:\s*bearer\s+([^\s"'`]+))");
    static const QRegularExpression assigned = with(
        R"(^["'`]?(?:export\s+|set\s+|\$env:|\$)?(?:[a-z0-9_. -]*(?:token|key))["'`]?\s*(?:=|:(?!//))\s*([^=\s].*)$)");
    static const QRegularExpression exported =
        with(R"(^(?:export\s+|set\s+|\$env:)[a-z0-9_]+\s*=\s*([^=\s].*)$)");
    if (const auto match = matchIn(text, named); match.hasMatch()) {
        const QStringView quote = match.capturedView(1), value = match.capturedView(2);
        if (!quote.isEmpty())
            return upTo(quote, value);
        // In a command the rest does not belong to the token. A separate header is a single value,
        // so that a space in it is noticed.
        if (const QStringView inQuotes = upTo(u"\"'`", value); inQuotes.size() < value.size())
            return inQuotes;
        return text.startsWith(QLatin1String("curl ")) ? upTo(u" ", value.trimmed()) : value;
    }
    if (const auto match = matchIn(text, parameter); match.hasMatch()) {
        QByteArray encoded = match.capturedView(1).toUtf8(), plain = QByteArray::fromPercentEncoding(encoded);
        own.fill(QChar(u'\0'));
        own = QString::fromUtf8(plain);
        encoded.fill('\0');
        plain.fill('\0');
        return own;
    }
    for (const QRegularExpression *pattern : {&bearer, &curlBearer, &assigned, &exported}) {
        if (const auto match = matchIn(text, *pattern); match.hasMatch())
            return match.capturedView(1);
    }
    return text;
}

// A token as a console shows it once it has been made: "********", "abcd****wxyz" or "abcd...".
bool isHidden(QStringView token)
{
    return token.contains(QLatin1String("***")) || token.contains(QLatin1String("..."));
}

// A token without anything around it, as it usually is.
bool isBareToken(QByteArrayView text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto isOfWord = [&](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    };
    constexpr qsizetype shortest = 16;
    return text.size() >= shortest && text.size() <= longestToken &&
           std::all_of(text.begin(), text.end(), isOfWord) && std::any_of(text.begin(), text.end(), isDigit);
}

bool isPair(char32_t first, char32_t last)
{
    const auto isQuotation = [](char32_t each) { return isQuote(each) || each == 0x2039 || each == 0x203A; };
    return (isQuotation(first) && isQuotation(last)) || (first == '<' && last == '>') ||
           (first == '(' && last == ')') || (first == '[' && last == ']');
}

// Removes what surrounds a word that was copied from running text.
QStringView bare(QStringView text)
{
    static const QString trailing = QStringLiteral(",;.!?") + QChar(u'\0');
    for (bool changed = true; changed;) {
        const qsizetype before = text.size();
        text = text.trimmed();
        while (!text.isEmpty() && trailing.contains(text.back()) && !text.endsWith(QLatin1String("...")))
            text.chop(1);
        if (text.size() > 1 && isPair(text.front().unicode(), text.back().unicode()))
            text = text.sliced(1, text.size() - 2);
        changed = text.size() != before;
    }
    const QChar asterisk(u'*'); // two on each side are bold type in Markdown
    for (bool isBold = text.count(asterisk) < text.size();
         isBold && text.startsWith(asterisk) && text.endsWith(asterisk);)
        text = text.sliced(1, text.size() - 2);
    return text;
}

// In place, so that no part of the text is left elsewhere.
QString withoutInvisible(QString text, QStringList *notes)
{
    QChar *to = text.data();
    const QChar *const end = to + text.size();
    for (const QChar *at = to; at < end;) {
        const bool isPairOfUnits = at->isHighSurrogate() && at + 1 < end && at[1].isLowSurrogate();
        const char32_t character =
            isPairOfUnits ? QChar::surrogateToUcs4(at[0], at[1]) : char32_t{at->unicode()};
        const bool isDropped = isInvisible(character);
        if (isDropped && notes && !(character == 0xFEFF && at == text.constData()))
            *notes << Texts::tr("An invisible character was dropped from the token: %1.")
                          .arg(characterName(character));
        for (int unit = isPairOfUnits ? 2 : 1; unit > 0; --unit, ++at) {
            if (!isDropped)
                *to++ = *at;
        }
    }
    const qsizetype size = to - text.constData();
    std::fill(to, text.data() + text.size(), QChar(u'\0'));
    text.truncate(size);
    if (notes)
        notes->removeDuplicates();
    while (text.endsWith(QChar(u'\0')))
        text.chop(1);
    return text;
}

// Takes the first character, which may have two units. Half of a pair counts as U+FFFD.
char32_t takeCharacter(QStringView &text)
{
    const QChar first = text.front(), second = text.size() > 1 ? text[1] : QChar();
    const bool isPairOfUnits = first.isHighSurrogate() && second.isLowSurrogate();
    text = text.sliced(isPairOfUnits ? 2 : 1);
    if (isPairOfUnits)
        return QChar::surrogateToUcs4(first, second);
    return first.isSurrogate() ? char32_t{0xFFFD} : char32_t{first.unicode()};
}

qsizetype lengthOf(QStringView text)
{
    qsizetype length = 0;
    for (; !text.isEmpty(); ++length)
        takeCharacter(text);
    return length;
}

Result<void> check(QStringView token)
{
    if (token.isEmpty())
        return refused(Texts::tr("There is no token."),
                       Texts::tr("Paste the token that the Netskope console showed."));
    if (token.size() > longestToken)
        return refused(Texts::tr("This is too long for a token."), Texts::tr("Give the token alone."));
    if (token.startsWith(QLatin1Char('$')) || token.startsWith(QLatin1Char('%')))
        return refused(Texts::tr("This is the name of a variable, not the token in it."));
    static const QRegularExpression placeholder(
        QStringLiteral("^[{<\\[]?(your|my|the)?[-_ ]?(api[-_ ]?)?token[}>\\]]?$"),
        QRegularExpression::CaseInsensitiveOption);
    if (matchIn(token, placeholder).hasMatch())
        return refused(Texts::tr("The placeholder for the token was not filled in."));
    if (isHidden(token))
        return refused(Texts::tr("Most of this token is hidden: it is not the token itself."),
                       Texts::tr("Copy it where it is shown in full, or make a new one. Nothing was sent."));
    static const QRegularExpression address(
        QStringLiteral("^[a-z]+://|^[a-z0-9.-]+\\.(goskope\\.com|govskope\\.(us|ca)|netskope\\.com)$"),
        QRegularExpression::CaseInsensitiveOption);
    if (matchIn(token, address).hasMatch())
        return refused(Texts::tr("This is an address, not a token."));
    static const QRegularExpression comment(QStringLiteral("[ \\t]*#"));
    if (const auto match = matchIn(token, comment); match.hasMatch() && match.capturedStart() > 0)
        return refused(Texts::tr("The token is followed by a comment: \"#\" at position %1 of %2.")
                           .arg(match.capturedEnd())
                           .arg(lengthOf(token)),
                       Texts::tr("Copy the token without the comment. Nothing was sent."));
    QStringView rest = token;
    for (qsizetype at = 0; !rest.isEmpty(); ++at) {
        const char32_t each = takeCharacter(rest);
        const bool isBlank = QChar::isSpace(each);
        if (isBlank && each < 0x80)
            return refused(
                Texts::tr("The token has a space or line break inside, at position %1.").arg(at + 1));
        static const QString neverInside = QStringLiteral("\"'`<>{}[](),;\\#");
        if (each > 0x20 && each < 0x7F && !neverInside.contains(QChar(static_cast<char16_t>(each))))
            continue;
        return refused(
            Texts::tr("The token contains a character that no token has: %1, at position %2 of %3.")
                .arg(characterName(each))
                .arg(at + 1)
                .arg(lengthOf(token)));
    }
    return {};
}

} // namespace

Result<Secret> tokenFromPasted(const QByteArray &pasted, QStringList *notes)
{
    if (pasted.size() > 4 * longestToken)
        return refused(Texts::tr("This is too long for a token."), Texts::tr("Give the token alone."));
    // Not through a QString, whose copies stay in ordinary memory.
    QByteArrayView plain(pasted);
    while (!plain.isEmpty() && (plain.back() == '\n' || plain.back() == '\r'))
        plain.chop(1);
    if (isBareToken(plain))
        return Secret(QByteArray::fromRawData(plain.data(), plain.size()));
    ClearText whole(withoutInvisible(decoded(pasted), notes).trimmed()), own{QString()};
    QStringView token;
    if (auto json = fromJson(whole.text())) {
        if (!*json)
            return std::unexpected(json->error());
        own.text() = std::move(**json);
        token = bare(own.text());
    } else {
        token = bare(whole.text());
        // A header may be quoted, and its value may be quoted again.
        for (int depth = 0; depth < 3; ++depth)
            token = bare(found(token, own.text()));
        while (token.endsWith(QLatin1Char(':'))) // only now: behind a name it shows that the value is missing
            token.chop(1);
    }
    const Result<void> sound = check(token);
    QByteArray bytes = token.toUtf8();
    Result<Secret> secret = sound ? Result<Secret>(Secret(bytes)) : std::unexpected(sound.error());
    bytes.fill('\0');
    return secret;
}

} // namespace slipway
