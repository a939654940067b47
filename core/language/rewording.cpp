#include "core/language/rewording.h"

#include "core/base/plural_form.h"
#include "core/language/language.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>
#include <QLocale>
#include <QMap>
#include <QRegularExpression>
#include <QXmlStreamReader>

#include <algorithm>
#include <optional>
#include <utility>

namespace slipway {
namespace {

// A text of the programs, as lupdate found it.
struct Message
{
    QByteArray context, source, comment;
    bool isNumerus = false;
};

constexpr int countPlace = 0; // %n; the others are %1 to %99
using Filled = QMap<int, QString>;

struct Place
{
    int number = countPlace;
    bool isLocalized = false; // %L1
};

// How a message reads in one language: literal texts, and places between them.
struct Pattern
{
    qsizetype message = 0;
    QStringList literals; // one more than places
    QList<Place> places;
    bool isForOne = false; // the singular, if the language has one
    qsizetype letters = 0; // of the literals
};
constexpr qsizetype fewestLetters = 4;

// Reads the place that begins at a "%", and moves `at` behind it.
std::optional<Place> placeAt(const QString &text, qsizetype &at)
{
    qsizetype end = at + 1;
    Place place;
    if (end < text.size() && text[end] == QLatin1Char('L')) {
        place.isLocalized = true;
        ++end;
    }
    if (end < text.size() && text[end] == QLatin1Char('n')) {
        at = end + 1;
        return place;
    }
    for (int digits = 0; digits < 2 && end < text.size() && text[end] >= u'0' && text[end] <= u'9'; ++digits)
        place.number = place.number * 10 + text[end++].digitValue();
    if (place.number == countPlace)
        return std::nullopt;
    at = end;
    return place;
}

Pattern patternOf(const QString &text)
{
    Pattern pattern;
    QString literal;
    for (qsizetype at = 0; at < text.size();) {
        const auto place = text[at] == QLatin1Char('%') ? placeAt(text, at) : std::nullopt;
        if (!place) {
            literal += text[at++];
            continue;
        }
        pattern.places << *place;
        pattern.literals << literal;
        literal.clear();
    }
    pattern.literals << literal;
    for (const QString &each : std::as_const(pattern.literals))
        pattern.letters += std::ranges::count_if(each, [](QChar c) { return c.isLetter(); });
    return pattern;
}

// Numbers are written in the style of the language. Not a number: nothing.
std::optional<qint64> wholeNumber(const QString &text, const QString &language)
{
    bool isNumber = false;
    const qint64 number = QLocale(language).toLongLong(text, &isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

// Fills the places from `place` on; the text up to `from` is accounted for.
bool fill(const Pattern &pattern, const QString &text, qsizetype place, qsizetype from, Filled &filled)
{
    if (place == pattern.places.size())
        return from == text.size();
    const int number = pattern.places[place].number;
    const QString &after = pattern.literals[place + 1];
    const bool isLast = place + 1 == pattern.places.size();
    for (qsizetype end = isLast ? text.size() - after.size() : text.indexOf(after, from + 1);
         end > from && text.sliced(end).startsWith(after); end = isLast ? -1 : text.indexOf(after, end + 1)) {
        const QString value = text.sliced(from, end - from);
        const bool isKnown = filled.contains(number);
        if (isKnown && filled[number] != value)
            continue;
        filled.insert(number, value);
        if (fill(pattern, text, place + 1, end + after.size(), filled))
            return true;
        if (!isKnown)
            filled.remove(number);
    }
    return false;
}

std::optional<Filled> match(const Pattern &pattern, const QString &text, const QString &language)
{
    if (!text.startsWith(pattern.literals.first()) || !text.endsWith(pattern.literals.last()))
        return std::nullopt;
    Filled filled;
    if (!fill(pattern, text, 0, pattern.literals.first().size(), filled))
        return std::nullopt;
    if (filled.contains(countPlace) && !wholeNumber(filled[countPlace], language))
        return std::nullopt;
    return filled;
}

// The messages of the programs, and how they read in each language.
class Catalogue
{
public:
    Catalogue()
    {
        QHash<QByteArray, QStringList> englishForms; // by context and source
        read(QStringLiteral("en"), [&](const Message &message, const QStringList &forms) {
            englishForms.insert(message.context + '\n' + message.source, forms);
        });
        for (const Language &language : languages()) {
            if (language.code == QLatin1String("en"))
                continue;
            read(language.code, [&](const Message &message, const QStringList &forms) {
                add(language.code, numberOf(message), forms);
            });
        }
        for (qsizetype at = 0; at < m_messages.size(); ++at) {
            const Message &message = m_messages[at];
            const QStringList english{QString::fromUtf8(message.source)};
            add(QStringLiteral("en"), at,
                message.isNumerus ? englishForms.value(message.context + '\n' + message.source, english)
                                  : english);
        }
    }

    [[nodiscard]] const Message &message(qsizetype number) const { return m_messages[number]; }
    // Those that begin with the character; null for those that begin with a place.
    [[nodiscard]] QList<Pattern> patterns(const QString &language, QChar first) const
    {
        return m_patterns.value({language, first});
    }

private:
    template<class Take>
    static void read(const QString &language, const Take &take)
    {
        QFile file(QStringLiteral(":/slipway/translations/slipway_%1.ts").arg(language));
        if (!file.open(QFile::ReadOnly))
            return;
        QXmlStreamReader xml(&file);
        Message message;
        QStringList forms;
        while (!xml.atEnd()) {
            const QXmlStreamReader::TokenType token = xml.readNext();
            if (token == QXmlStreamReader::EndElement && xml.name() == u"message") {
                forms.removeAll(QString());
                if (!forms.isEmpty())
                    take(message, forms);
            }
            if (token != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == u"name") {
                message.context = xml.readElementText().toUtf8();
            } else if (xml.name() == u"message") {
                message.isNumerus = xml.attributes().value(QLatin1String("numerus")) == u"yes";
                message.comment.clear();
                forms.clear();
            } else if (xml.name() == u"source") {
                message.source = xml.readElementText().toUtf8();
            } else if (xml.name() == u"comment") {
                message.comment = xml.readElementText().toUtf8();
            } else if (xml.name() == u"numerusform" || (xml.name() == u"translation" && !message.isNumerus)) {
                forms << xml.readElementText();
            }
        }
    }

    qsizetype numberOf(const Message &message)
    {
        m_messages << message;
        return m_messages.size() - 1;
    }

    void add(const QString &language, qsizetype message, const QStringList &forms)
    {
        for (qsizetype form = 0; form < forms.size(); ++form) {
            Pattern pattern = patternOf(forms[form]);
            pattern.message = message;
            pattern.isForOne = form == 0 && forms.size() > 1;
            // A text such as "%1: %2" fits nearly everything and means nothing.
            if (!pattern.places.isEmpty() && pattern.letters < fewestLetters)
                continue;
            const QString &start = pattern.literals.first();
            m_patterns[{language, start.isEmpty() ? QChar() : start.front()}] << pattern;
        }
    }

    QList<Message> m_messages;
    QHash<std::pair<QString, QChar>, QList<Pattern>> m_patterns; // by language and first character
};

// How a text is understood. Of several ways, the one that accounts for most letters is right.
struct Reading
{
    QString text; // in the language in use
    qsizetype letters = 0;
};

class Rewording
{
public:
    Rewording(const Catalogue &catalogue, QString from) : m_catalogue(catalogue), m_from(std::move(from)) {}

    // One or several sentences.
    [[nodiscard]] Reading line(const QString &text) const
    {
        // From the last sentence to the first: the best reading of everything from there on.
        QList<qsizetype> starts{0};
        static const QRegularExpression boundary(QStringLiteral("[.!?:;] "));
        for (auto found = boundary.globalMatch(text); found.hasNext();)
            starts << found.next().capturedEnd();
        if (starts.size() > mostParts)
            starts.resize(1);
        starts << text.size() + 1;
        QList<Reading> best(starts.size());
        for (qsizetype from = starts.size() - 2; from >= 0; --from) {
            for (qsizetype to = from + 1; to < starts.size(); ++to) {
                const QString part = text.sliced(starts[from], starts[to] - starts[from] - 1);
                const Reading first = whole(part, 0).value_or(Reading{part, 0});
                const Reading &rest = best[to];
                const bool isLast = to == starts.size() - 1;
                const qsizetype letters = first.letters + rest.letters;
                if (to == from + 1 || letters >= best[from].letters)
                    best[from] = {isLast ? first.text : first.text + QLatin1Char(' ') + rest.text, letters};
            }
        }
        return best.first();
    }

private:
    static constexpr qsizetype mostParts = 16;
    static constexpr int deepest = 3; // a sentence in a sentence in a sentence

    // As an example of one message; nothing if it is of none.
    [[nodiscard]] std::optional<Reading> whole(const QString &text, int depth) const
    {
        if (text.isEmpty())
            return std::nullopt;
        std::optional<Reading> best;
        // If two account for as much, the one whose beginning is known is right.
        for (const QChar first : {text.front(), QChar()}) {
            for (const Pattern &pattern : m_catalogue.patterns(m_from, first)) {
                const std::optional<Reading> reading = asExampleOf(pattern, text, depth);
                if (reading && (!best || reading->letters > best->letters))
                    best = reading;
            }
        }
        return best;
    }

    [[nodiscard]] std::optional<Reading> asExampleOf(const Pattern &pattern, const QString &text,
                                                     int depth) const
    {
        const std::optional<Filled> found = match(pattern, text, m_from);
        if (!found)
            return std::nullopt;
        qsizetype letters = pattern.letters;
        Filled filled = *found;
        for (QString &value : filled) {
            if (depth + 1 >= deepest || !value.contains(QLatin1Char(' ')))
                continue; // a name or a number
            if (const auto inner = whole(value, depth + 1)) {
                value = inner->text;
                letters += inner->letters;
            }
        }
        return Reading{made(pattern, *found, filled), letters};
    }

    // The message in the language in use.
    [[nodiscard]] QString made(const Pattern &pattern, const Filled &original, const Filled &filled) const
    {
        const Message &message = m_catalogue.message(pattern.message);
        int count = -1;
        if (message.isNumerus) {
            std::optional<qint64> counted;
            for (const QString &value : original) { // %n comes first
                if (counted = wholeNumber(value, m_from); counted)
                    break;
            }
            count = counted ? pluralForm(*counted) : pattern.isForOne ? 1 : 2;
        }
        const QString text = QCoreApplication::translate(
            message.context.constData(), message.source.constData(),
            message.comment.isEmpty() ? nullptr : message.comment.constData(), count);
        const Pattern wanted = patternOf(text);
        const QString now = languageOfTexts();
        const QLocale locale = now == languageInUse() ? QLocale() : QLocale(now);
        QString result = wanted.literals.first();
        for (qsizetype at = 0; at < wanted.places.size(); ++at) {
            const Place &place = wanted.places[at];
            const QString value = filled.value(place.number);
            const auto number = wholeNumber(value, m_from);
            const bool isGrouped = number && value != QString::number(*number); // "12,345"
            result += (number && (place.isLocalized || isGrouped) ? locale.toString(*number) : value) +
                      wanted.literals[at + 1];
        }
        return result;
    }

    const Catalogue &m_catalogue;
    const QString m_from;
};

} // namespace

QString reworded(const QString &text, const QString &madeIn)
{
    const QString now = languageOfTexts();
    if (text.isEmpty() || madeIn == now)
        return text;
    static const Catalogue catalogue; // a few hundred kilobytes, once something has to be looked up
    QStringList lines = text.split(QLatin1Char('\n'));
    for (QString &line : lines) {
        Reading best;
        if (madeIn.isEmpty()) // it may be in the right one
            best = {line, Rewording(catalogue, now).line(line).letters};
        for (const Language &language : languages()) {
            if (language.code == now || (!madeIn.isEmpty() && language.code != madeIn))
                continue;
            if (const Reading other = Rewording(catalogue, language.code).line(line);
                other.letters > best.letters)
                best = other;
        }
        if (best.letters > 0)
            line = best.text;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace slipway
