#include "core/base/time_words.h"

#include "core/base/forward_error.h"
#include "core/base/secret.h"
#include "core/base/time_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace slipway {
namespace {

constexpr qint64 earliest = 946'684'800; // 2000-01-01T00:00:00Z
constexpr qint64 day = 86'400;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TimeWords)
};

QString examples()
{
    return Texts::tr(
        "Write it as 2026-09-01T00:00:00Z, 2026-09-01T02:00:00+02:00, 2026-09-01 (00:00 UTC), -7d or "
        "now.");
}

// Whole seconds since the epoch, and whether a fraction follows.
struct Moment
{
    qint64 seconds = 0;
    bool hasFraction = false;
};

// Removes what copying from a page, a chat or a shell leaves around and inside the text.
QString tidied(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        if (c.category() == QChar::Other_Format) // zero width, direction and byte order marks
            continue;
        switch (c.unicode()) {
        case 0x2010: // hyphens, the en dash and the minus sign
        case 0x2011:
        case 0x2012:
        case 0x2013:
        case 0x2212:
            out += QLatin1Char('-');
            break;
        default:
            out += c;
        }
    }
    out = out.simplified();
    static const QString quotes = QString::fromUtf8("\"'`“”‘’„«»<>");
    while (out.size() > 1 && quotes.contains(out.front()) && quotes.contains(out.back()))
        out = out.mid(1, out.size() - 2).trimmed();
    return out;
}

// Quotes only a short text. A long one, or one with more letters and digits in a row than any time
// has, may be something else pasted by mistake, such as a token.
QString quoted(const QString &text)
{
    static const QRegularExpression secret(QStringLiteral("[A-Za-z0-9+/=_]{20,}"));
    return text.size() <= 40 && !text.contains(secret) ? QStringLiteral("\"%1\"").arg(scrubbed(text))
                                                       : Texts::tr("The text");
}

std::unexpected<Error> refused(const QString &text, const QString &why, const QString &nextStep = {})
{
    return failure(ErrorKind::BadInput, Texts::tr("%1 cannot be read as a time: %2").arg(quoted(text), why),
                   nextStep.isEmpty() ? examples() : nextStep);
}

bool isZero(QStringView digits)
{
    return std::all_of(digits.cbegin(), digits.cend(), [](QChar c) { return c == QLatin1Char('0'); });
}

// The parts of a date and a time as written; -1 or empty if absent.
struct Written
{
    int year = -1, month = -1, day = -1;
    int hour = -1, minute = 0, second = 0;
    QString fraction, zone, weekday;
};

int monthOf(const QString &name)
{
    static const std::array names{"jan", "feb", "mar", "apr", "may", "jun",
                                  "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto found = std::ranges::find_if(
        names, [&](const char *each) { return name.startsWith(QLatin1String(each), Qt::CaseInsensitive); });
    return found == names.end() ? -1 : static_cast<int>(found - names.begin()) + 1;
}

constexpr auto clockPattern =
    R"((?<h>[0-9]{2})(?::?(?<min>[0-9]{2})(?::?(?<s>[0-9]{2})(?:[.,](?<f>[0-9]+))?)?)?)";
constexpr auto zonePattern = R"((?: ?(?<z>Z|UTC|GMT|UT|[+-][0-9]{2}(?::?[0-9]{2})?|[A-Z]{2,5}))?)";

// Recognises every supported form of a calendar date. The basic form ("20260901T000000Z") has no
// separators at all.
std::optional<Written> written(QString text)
{
    // RFC 9557 repeats the zone after the offset: "…+02:00[Europe/Berlin]".
    static const QRegularExpression bracket(
        QStringLiteral(R"(^(.*(?:Z|[+-][0-9]{2}:?[0-9]{2}))\[[A-Za-z0-9_+\-/]+\]$)"),
        QRegularExpression::CaseInsensitiveOption);
    if (const auto match = bracket.match(text); match.hasMatch())
        text = match.captured(1);
    const QString clock = QString::fromLatin1(clockPattern), zone = QString::fromLatin1(zonePattern);
    const QString monthName = QStringLiteral("(?<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*");
    const QString weekday = QStringLiteral("(?:(?<wd>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?");
    const auto whole = [](const QString &pattern) {
        return QRegularExpression(QLatin1Char('^') + pattern + QLatin1Char('$'),
                                  QRegularExpression::CaseInsensitiveOption);
    };
    static const std::array forms{
        // 2026-09-01T00:00:00.5Z, 2026/09/01 00:00
        whole(QStringLiteral("(?<y>[0-9]{4})(?<sep>[-/])(?<m>[0-9]{2})\\k<sep>(?<d>[0-9]{2})(?:[T_ ]%1%2|[ "
                             "]?(?<z0>Z|UTC|GMT))?")
                  .arg(clock, zone)),
        // 20260901, 20260901T000000Z, 20260901000000Z
        whole(QStringLiteral("(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2})(?:[T_ ]?%1%2)?").arg(clock, zone)),
        // Tue, 01 Sep 2026 00:00:00 GMT, 01/Sep/2026:00:00:00 +0000
        whole(QStringLiteral("%1(?<d>[0-9]{1,2})[ /-]%2[ /-](?<y>[0-9]{4})(?:[ :]%3%4)?")
                  .arg(weekday, monthName, clock, zone)),
        // Tue Sep  1 00:00:00 UTC 2026
        whole(
            QStringLiteral("%1%2 (?<d>[0-9]{1,2}) %3%4 (?<y>[0-9]{4})").arg(weekday, monthName, clock, zone)),
    };
    for (const QRegularExpression &form : forms) {
        const auto match = form.match(text);
        if (!match.hasMatch())
            continue;
        const auto has = [&](const char *name) {
            return form.namedCaptureGroups().contains(QLatin1String(name));
        };
        const auto part = [&](const char *name) {
            return has(name) ? match.captured(QLatin1String(name)) : QString();
        };
        Written date;
        date.year = part("y").toInt();
        date.month = has("mon") ? monthOf(part("mon")) : part("m").toInt();
        date.day = part("d").toInt();
        date.weekday = part("wd");
        if (const QString hour = part("h"); !hour.isEmpty()) {
            date.hour = hour.toInt();
            date.minute = part("min").toInt();
            date.second = part("s").toInt();
            date.fraction = part("f");
        }
        date.zone = (part("z") + part("z0")).toUpper();
        return date;
    }
    return std::nullopt;
}

// Seconds east of Greenwich; nothing for a name shared by several zones, or an offset that no zone
// has.
std::optional<int> offsetOf(const QString &zone)
{
    if (zone == QLatin1String("Z") || zone == QLatin1String("UTC") || zone == QLatin1String("GMT") ||
        zone == QLatin1String("UT"))
        return 0;
    if (zone.front() != QLatin1Char('+') && zone.front() != QLatin1Char('-'))
        return std::nullopt;
    QString digits = zone.mid(1);
    digits.remove(QLatin1Char(':'));
    const int hours = digits.left(2).toInt(), minutes = digits.mid(2).toInt();
    if (hours > 14 || minutes > 59)
        return std::nullopt;
    return (zone.front() == QLatin1Char('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}

Result<Moment> momentOf(const QString &text, const Written &date, const TimeReading &reading)
{
    const QDate calendar(date.year, date.month, date.day);
    if (!calendar.isValid())
        return refused(text, Texts::tr("there is no such day."));
    if (!date.weekday.isEmpty()) {
        static const QString days = QStringLiteral("MonTueWedThuFriSatSun");
        if (days.indexOf(date.weekday.left(3), 0, Qt::CaseInsensitive) / 3 + 1 != calendar.dayOfWeek())
            return refused(text, Texts::tr("the day of the week does not fit the date."));
    }
    const bool hasClock = date.hour >= 0;
    // ISO 8601 writes the end of a day as 24:00, and a leap second as 23:59:60; both are the next second.
    const bool endsDay = date.hour == 24 && date.minute == 0 && date.second == 0 && isZero(date.fraction);
    const bool isLeap = date.second == 60 && date.minute == 59;
    if (hasClock && ((date.hour > 23 && !endsDay) || date.minute > 59 || (date.second > 59 && !isLeap)))
        return refused(text, Texts::tr("there is no such time of day."));
    const qint64 ofDay = hasClock ? date.hour * 3600 + date.minute * 60 + date.second : 0;
    const bool hasFraction = !isZero(date.fraction);
    const qint64 midnight = QDate(1970, 1, 1).daysTo(calendar) * day;
    if (!date.zone.isEmpty()) {
        const auto offset = offsetOf(date.zone);
        if (!offset)
            return refused(text, Texts::tr("\"%1\" does not give the offset from UTC.").arg(date.zone),
                           Texts::tr("Write Z for UTC, or an offset such as +02:00."));
        return Moment{midnight + ofDay - *offset, hasFraction};
    }
    if (reading.zone) {
        const QDateTime local(calendar, QTime(0, 0).addSecs(static_cast<int>(ofDay % day)), *reading.zone);
        return Moment{local.toSecsSinceEpoch() + ofDay / day * day, hasFraction};
    }
    if (hasClock)
        return refused(text, Texts::tr("it does not say whether it is UTC or the time of a place."),
                       Texts::tr("Add Z for UTC, or an offset such as +02:00."));
    return Moment{midnight, false};
}

// "-1h30m", "now-7d", "90 minutes ago", "ago(1h)".
Result<std::optional<Moment>> relative(const QString &text, const TimeReading &reading)
{
    static const QRegularExpression signed_(QStringLiteral("^(?<now>now)? ?(?<sign>[+-]) ?(?<span>[0-9].*)$"),
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression ago(QStringLiteral("^(?:ago\\((?<a>[0-9][^)]*)\\)|(?<b>[0-9].*) ago)$"),
                                        QRegularExpression::CaseInsensitiveOption);
    QString span;
    int sign = -1;
    bool saysNow = false;
    if (const auto match = signed_.match(text); match.hasMatch()) {
        span = match.captured(QStringLiteral("span"));
        sign = match.captured(QStringLiteral("sign")) == QLatin1String("-") ? -1 : 1;
        saysNow = !match.captured(QStringLiteral("now")).isEmpty();
    } else if (const auto other = ago.match(text); other.hasMatch()) {
        span = other.captured(QStringLiteral("a")) + other.captured(QStringLiteral("b"));
    } else {
        return std::optional<Moment>();
    }
    const QString how = Texts::tr("Write -90m, -1h, -7d or -1d12h; m is minutes.");
    if (sign > 0 && !saysNow)
        return refused(text, Texts::tr("it does not say what the span is added to."),
                       Texts::tr("Write now+1h, or the time itself."));
    static const QRegularExpression piece(
        QStringLiteral(
            "\\G ?([0-9]{1,9})(?:[.]([0-9]{1,4}))? ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|"
            "days?|w|weeks?|M|mon|months?|y|years?)(?![A-Za-z])"),
        QRegularExpression::NoPatternOption);
    qint64 units = 0; // ten-thousandths of a second
    qsizetype at = 0;
    while (at < span.size()) {
        const auto match = piece.match(span, at);
        if (!match.hasMatch())
            return refused(text,
                           Texts::tr("the unit of \"%1\" is missing or unknown.").arg(span.mid(at).trimmed()),
                           how);
        const QString unit = match.captured(3);
        if (unit == QLatin1String("M") || unit.startsWith(QLatin1String("mon")) ||
            unit.startsWith(QLatin1Char('y')))
            return refused(text, Texts::tr("months and years differ in length."), how);
        const qint64 seconds = unit.front() == QLatin1Char('s')   ? 1
                               : unit.front() == QLatin1Char('m') ? 60
                               : unit.front() == QLatin1Char('h') ? 3600
                               : unit.front() == QLatin1Char('d') ? day
                                                                  : 7 * day;
        units += match.captured(1).toLongLong() * 10'000 * seconds +
                 match.captured(2).leftJustified(4, QLatin1Char('0')).toLongLong() * seconds;
        if (units > 100 * 366 * day * 10'000)
            return refused(text, Texts::tr("that is more than a hundred years."), how);
        at = match.capturedEnd();
    }
    const qint64 whole = sign * (units / 10'000);
    const bool hasFraction = units % 10'000 != 0;
    return std::optional(Moment{reading.now + whole - (sign < 0 && hasFraction ? 1 : 0), hasFraction});
}

Result<std::optional<Moment>> words(const QString &text, const TimeReading &reading)
{
    const QString word = text.toLower();
    if (word == QLatin1String("now") || word == QLatin1String("now()"))
        return std::optional(Moment{reading.now, false});
    if (word != QLatin1String("today") && word != QLatin1String("yesterday"))
        return relative(text, reading);
    const QTimeZone zone = reading.zone.value_or(QTimeZone::systemTimeZone());
    const QDate here = QDateTime::fromSecsSinceEpoch(reading.now, zone).date();
    const QDate utc = QDateTime::fromSecsSinceEpoch(reading.now, QTimeZone::utc()).date();
    if (!reading.zone && here != utc)
        return refused(text,
                       Texts::tr("it is %1 here and %2 in UTC.")
                           .arg(here.toString(Qt::ISODate), utc.toString(Qt::ISODate)),
                       Texts::tr("Write the date, such as %1 (00:00 UTC).").arg(utc.toString(Qt::ISODate)));
    const QDate date = here.addDays(word == QLatin1String("today") ? 0 : -1);
    const QDateTime midnight = date.startOfDay(reading.zone.value_or(QTimeZone::utc()));
    return std::optional(Moment{midnight.toSecsSinceEpoch(), false});
}

// Reads digits only. Eight are a date; ten are epoch seconds; thirteen, sixteen and nineteen are
// epoch milliseconds, microseconds and nanoseconds.
Result<std::optional<Moment>> number(const QString &text, const TimeReading &reading)
{
    static const QRegularExpression digitsOnly(QStringLiteral("^@?([0-9]+)(?:[.,]([0-9]+))?$"));
    static const QRegularExpression rounded(QStringLiteral("^[0-9]+(?:[.,][0-9]+)?[eE][+]?[0-9]+$"));
    if (rounded.match(text).hasMatch())
        return refused(text, Texts::tr("it is a rounded number."),
                       Texts::tr("Write all of its digits, such as 1788220800."));
    const auto match = digitsOnly.match(text);
    if (!match.hasMatch())
        return std::optional<Moment>();
    const QString digits = match.captured(1), decimals = match.captured(2);
    const bool isEpoch = text.startsWith(QLatin1Char('@'));
    if (!isEpoch && decimals.isEmpty() &&
        (digits.size() == 8 || digits.size() == 14 || digits.size() == 12)) {
        const auto date = written(digits);
        ASSIGN_OR_RETURN(const auto moment, momentOf(text, date.value_or(Written()), reading));
        return std::optional(moment);
    }
    const qsizetype extra = digits.size() - 10;
    if (extra != 0 && extra != 3 && extra != 6 && extra != 9)
        return refused(text,
                       digits.size() <= 4 ? Texts::tr("it is only a year, or a part of a date.")
                                          : Texts::tr("it has too few or too many digits for a time."),
                       Texts::tr("Write a date such as 2026-09-01, or epoch seconds such as 1788220800."));
    bool fits = false;
    const qint64 value = digits.left(10).toLongLong(&fits);
    const auto date = written(digits.left(8));
    if (fits && extra == 0 && !isEpoch && value > reading.now + 366 * day &&
        QDate(date->year, date->month, date->day).isValid())
        return refused(
            text,
            Texts::tr("it could be a date with an hour, or the epoch second of %1.").arg(isoUtc(value)));
    return std::optional(Moment{value, !isZero(digits.mid(10)) || !isZero(decimals)});
}

Result<Moment> momentIn(const QString &text, const TimeReading &reading)
{
    if (text.isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("The time is empty."), examples());
    for (const auto &read : {words, number}) {
        ASSIGN_OR_RETURN(const auto found, read(text, reading));
        if (found)
            return *found;
    }
    if (const auto date = written(text))
        return momentOf(text, *date, reading);
    static const QRegularExpression lostPlus(
        QStringLiteral("[0-9]:[0-9]{2}(?:[.,][0-9]+)? [0-9]{2}:?[0-9]{2}$"));
    static const QRegularExpression numeric(
        QStringLiteral("^([0-9]{1,2})[./-]([0-9]{1,2})[./-][0-9]{2,4}\\b"));
    static const QRegularExpression month(QStringLiteral("^[0-9]{4}[-/.][0-9]{1,2}$"));
    if (lostPlus.match(text).hasMatch())
        return refused(text, Texts::tr("the sign of its offset is missing."),
                       Texts::tr("Write + or - before the offset, such as +02:00."));
    if (numeric.match(text).hasMatch())
        return refused(text, Texts::tr("day and month could be exchanged."),
                       Texts::tr("Begin with the year, such as 2026-09-01."));
    if (month.match(text).hasMatch())
        return refused(text, Texts::tr("the day is missing."),
                       Texts::tr("Write a whole date, such as 2026-09-01."));
    return failure(ErrorKind::BadInput, Texts::tr("%1 is not a time.").arg(quoted(text)), examples());
}

} // namespace

Result<qint64> readTime(const QString &text, const TimeReading &reading)
{
    const QString tidy = tidied(text);
    ASSIGN_OR_RETURN(const Moment moment, momentIn(tidy, reading));
    if (moment.seconds < earliest)
        return refused(
            tidy, Texts::tr("that would be %1, when there were no such events.").arg(isoUtc(moment.seconds)));
    return moment.seconds + (reading.edge == TimeEdge::End && moment.hasFraction ? 1 : 0);
}

} // namespace slipway
