#include "app/cli/refused_argument.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <algorithm>
#include <optional>

namespace slipway::cli {
namespace {

constexpr qsizetype shortest = 4;        // characters; shorter words are not replaced
constexpr qsizetype shortestOfToken = 8; // a shorter word needs no advice about tokens

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// There is one list of arguments for the whole process, and so one set of accepted ones.
QSet<QString> &accepted()
{
    static QSet<QString> words;
    return words;
}

// The argument that was refused or dropped without being repeated; 0 if there is none.
qsizetype &suspected()
{
    static qsizetype place = 0;
    return place;
}

QStringList words()
{
    return QCoreApplication::arguments().mid(1);
}

QString valueIn(const QString &word)
{
    return word.startsWith(QLatin1String("--")) ? word.section(QLatin1Char('='), 1) : word;
}

// Words that the messages themselves use: the schemes of URLs, with typing errors, Netskope's domains, and
// hosts in them whose labels are too short for a secret, such as those of examples.
bool isOurOwn(const QString &text)
{
    static const QRegularExpression words(
        QStringLiteral("\\A([htps]{3,8}|socks[45]?[ah]?|sftp|tenant|(go|net)skope|govskope|"
                       "([a-z]{1,7}\\.){0,2}((go|net)skope\\.com|govskope\\.(us|ca)))\\z"),
        QRegularExpression::CaseInsensitiveOption);
    return words.match(text).hasMatch();
}

// A time or a job's id, both of which are too regular to be a secret.
bool isPlainValue(const QString &text)
{
    static const QRegularExpression forms(
        QStringLiteral("\\A(\\d{4}-\\d\\d-\\d\\d([T "
                       "]\\d\\d(:\\d\\d){1,2}([.,]\\d{1,9})?)?(Z|[+-]\\d\\d:?\\d\\d)?|"
                       "\\d{8}-\\d{6}-[0-9a-f]{4})\\z"));
    return forms.match(text).hasMatch();
}

bool mayBeShown(const QString &text)
{
    return text.size() < shortest || isOurOwn(text) || isPlainValue(text) || accepted().contains(text) ||
           QFileInfo::exists(text);
}

// Whether the text at `at` is a separate word.
bool isWhole(const QString &text, qsizetype at, qsizetype size)
{
    const auto isInner = [&](qsizetype i) {
        return i >= 0 && i < text.size() && (text[i].isLetterOrNumber() || text[i] == QLatin1Char('_'));
    };
    return !(isInner(at - 1) && text[at].isLetterOrNumber()) &&
           !(isInner(at + size) && text[at + size - 1].isLetterOrNumber());
}

// A part of a URL or list may be an everyday word, such as "bucket". Within a sentence it is ours;
// in quotes or in a URL it comes from the argument.
bool isQuotedThere(const QString &text, qsizetype at, bool behindDot)
{
    return at > 0 && (QStringView(u"\"'“‘«/=@?&:,").contains(text[at - 1]) ||
                      (behindDot && text[at - 1] == QLatin1Char('.')));
}

bool isEveryday(const QString &word)
{
    return word.size() < 12 && std::all_of(word.cbegin(), word.cend(), [](QChar c) { return c.isLetter(); });
}

class Redaction
{
public:
    // `onlyQuoted`: words are replaced only in quotes or in a URL.
    Redaction(QString text, bool onlyQuoted) : m_text(std::move(text)), m_onlyQuoted(onlyQuoted) {}

    void leaveOut(const QString &word, qsizetype place, bool isPart)
    {
        const QString mark = QStringLiteral("‹%1›").arg(Texts::tr("argument %1").arg(place));
        // A next step lists names of ours, such as "hunters.alerts".
        const bool behindDot = !m_onlyQuoted || !isEveryday(word);
        for (qsizetype at = 0; (at = m_text.indexOf(word, at, Qt::CaseInsensitive)) >= 0;) {
            if (!isWhole(m_text, at, word.size()) ||
                ((isPart || m_onlyQuoted) && !isQuotedThere(m_text, at, behindDot))) {
                at += word.size();
                continue;
            }
            m_text.replace(at, word.size(), mark);
            at += mark.size();
            if (word.size() >= shortestOfToken)
                m_suspect = place;
        }
    }
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] std::optional<qsizetype> suspect() const { return m_suspect; }

private:
    QString m_text;
    bool m_onlyQuoted;
    std::optional<qsizetype> m_suspect;
};

// The parts of a path that do not exist: names of files, also without their endings, and the endings.
QStringList missingNames(const QString &path)
{
    QStringList names;
    QString folder = path.startsWith(QLatin1Char('/')) ? QStringLiteral("/") : QString();
    for (const QString &name : path.split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        folder += name;
        if (!mayBeShown(name) && !QFileInfo::exists(folder))
            names << name << name.section(QLatin1Char('.'), 0, 0) << name.section(QLatin1Char('.'), 0, -2)
                  << name.section(QLatin1Char('.'), 1) << name.section(QLatin1Char('.'), -1);
        folder += QLatin1Char('/');
    }
    // What begins with "$" is a variable that was not filled in.
    names.removeIf([](const QString &name) { return mayBeShown(name) || name.startsWith(QLatin1Char('$')); });
    names.removeDuplicates();
    return names;
}

bool isUrl(const QString &text)
{
    return text.contains(QLatin1String("://"));
}

// For an error that no argument has caused, such as a full disk.
Redaction withoutMissingFiles(const QString &text)
{
    Redaction redaction(text, false);
    const QStringList all = words();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString value = valueIn(all[i]);
        if (isUrl(value) || mayBeShown(value) || QStringView(value).contains(QLatin1Char(':')))
            continue;
        const bool isPath = value.contains(QLatin1Char('/')) || value.contains(QLatin1Char('.'));
        if (isPath)
            redaction.leaveOut(value, i + 1, false);
        for (const QString &name : missingNames(value))
            redaction.leaveOut(name, i + 1, true);
    }
    return redaction;
}

Redaction redacted(const QString &text, bool onlyQuoted)
{
    Redaction redaction(text, onlyQuoted);
    const QStringList all = words();
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (all[i] == QLatin1String("--"))
            continue;
        const QString value = valueIn(all[i]);
        // What looks like an unknown option may be a token, and a token may itself end with "=".
        if (const QString name = all[i].section(QLatin1Char('='), 0, 0);
            name != all[i] && name.startsWith(QLatin1String("--")) && !mayBeShown(name)) {
            redaction.leaveOut(all[i], i + 1, false);
            redaction.leaveOut(name, i + 1, false);
            redaction.leaveOut(name.sliced(2), i + 1, isEveryday(name.sliced(2)));
        }
        if (!value.isEmpty() && !mayBeShown(value)) {
            redaction.leaveOut(value, i + 1, isEveryday(value));
            if (const QString tidy = value.simplified(); !mayBeShown(tidy))
                redaction.leaveOut(tidy, i + 1, isEveryday(tidy)); // as some messages quote it
        } else if (value.isEmpty() && !mayBeShown(all[i]))
            redaction.leaveOut(all[i], i + 1, false);
    }
    static const QRegularExpression separators(QStringLiteral("[/?#&=@:,;]+"));
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString value = valueIn(all[i]);
        if (mayBeShown(value))
            continue;
        for (const QString &part : value.split(separators, Qt::SkipEmptyParts)) {
            if (!mayBeShown(part))
                redaction.leaveOut(part, i + 1, true);
        }
        if (isUrl(value))
            continue;
        for (const QString &name : missingNames(value))
            redaction.leaveOut(name, i + 1, true);
    }
    return redaction;
}

QString advice(qsizetype place)
{
    return Texts::tr("If argument %1 is a token or a password, revoke it: it is now in your shell's history.")
        .arg(place);
}

qsizetype indexOf(const QString &word)
{
    const QStringList all = words();
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (all[i] == word || valueIn(all[i]) == word)
            return i + 1;
    }
    return 0;
}

} // namespace

QString placeOfArgument(const QString &word)
{
    const qsizetype place = indexOf(word);
    return place > 0 ? Texts::tr("Argument %1").arg(place) : Texts::tr("An argument");
}

Error unexpectedArgument(const QString &word, const QString &usage)
{
    Error error{ErrorKind::BadInput, Texts::tr("%1 is unexpected.").arg(placeOfArgument(word)), usage, {}};
    if (const qsizetype place = indexOf(word); place > 0 && word.size() >= shortestOfToken)
        error.nextStep += QLatin1Char('\n') + advice(place);
    return error;
}

void suspectArgument(const QString &word)
{
    suspected() = indexOf(word);
}

QString adviceOnArgument(const QString &word)
{
    return Texts::tr("If argument %1 contains a token or a password, revoke it: it is now in your shell's "
                     "history.")
        .arg(indexOf(word));
}

void acceptArgument(const QString &word)
{
    accepted().insert(word);
}

QString withoutArguments(const QString &text)
{
    return redacted(text, false).text();
}

Error withoutArguments(Error error)
{
    if (error.kind != ErrorKind::BadInput && error.kind != ErrorKind::NotFound) {
        for (QString *text : {&error.message, &error.nextStep, &error.details})
            *text = withoutMissingFiles(*text).text();
        return error;
    }
    std::optional<qsizetype> suspect;
    if (suspected() > 0)
        suspect = suspected();
    for (QString *text : {&error.message, &error.nextStep, &error.details}) {
        // A next step may suggest a name that contains the argument: "Did you mean Acme Europe?"
        const Redaction redaction = redacted(*text, text == &error.nextStep);
        *text = redaction.text();
        if (redaction.suspect())
            suspect = redaction.suspect();
    }
    if (suspect)
        error.nextStep += (error.nextStep.isEmpty() ? QString() : QStringLiteral("\n")) + advice(*suspect);
    return error;
}

} // namespace slipway::cli
