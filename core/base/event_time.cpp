#include "core/base/event_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace slipway {
namespace {

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<qint64> plausible(qint64 seconds)
{
    return seconds >= earliestEventTime && seconds <= latestEventTime ? std::optional(seconds) : std::nullopt;
}

// Converts a whole number in any of the four units.
std::optional<qint64> inSeconds(qint64 number)
{
    for (const qint64 unit : {1LL, 1'000LL, 1'000'000LL, 1'000'000'000LL}) {
        if (const auto seconds = plausible(number / unit))
            return seconds;
    }
    return std::nullopt;
}

struct Moment
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    int offset = 0; // minutes east of Greenwich
};

std::optional<qint64> secondsOf(const Moment &moment)
{
    namespace chr = std::chrono;
    const chr::year_month_day date{chr::year(moment.year), chr::month(static_cast<unsigned>(moment.month)),
                                   chr::day(static_cast<unsigned>(moment.day))};
    const bool isEndOfDay = moment.hour == 24 && moment.minute == 0 && moment.second == 0;
    constexpr int leapSecond = 60;
    if (!date.ok() || (moment.hour > 23 && !isEndOfDay) || moment.minute > 59 || moment.second > leapSecond)
        return std::nullopt;
    const qint64 days = chr::sys_days(date).time_since_epoch().count();
    return plausible(days * 86'400 + moment.hour * 3'600LL + moment.minute * 60LL + moment.second -
                     moment.offset * 60LL);
}

// Reads a text from the front.
class Cursor
{
public:
    explicit Cursor(std::string_view text) : m_text(text) {}

    [[nodiscard]] bool atEnd() const { return m_text.empty(); }
    [[nodiscard]] char at(size_t place = 0) const { return place < m_text.size() ? m_text[place] : '\0'; }
    bool take(std::string_view any)
    {
        if (atEnd() || any.find(m_text.front()) == std::string_view::npos)
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    void skip(std::string_view any)
    {
        while (take(any)) {
        }
    }
    // How many digits come next.
    [[nodiscard]] size_t digitsAhead() const
    {
        size_t count = 0;
        while (count < m_text.size() && isDigit(m_text[count]))
            ++count;
        return count;
    }
    // Reads exactly this many digits.
    bool number(size_t digits, int &value)
    {
        if (digitsAhead() < digits)
            return false;
        value = 0;
        for (size_t i = 0; i < digits; ++i)
            value = value * 10 + (m_text[i] - '0');
        m_text.remove_prefix(digits);
        return true;
    }
    [[nodiscard]] std::string_view word()
    {
        size_t size = 0;
        while (size < m_text.size() && isLetter(m_text[size]))
            ++size;
        const std::string_view word = m_text.substr(0, size);
        m_text.remove_prefix(size);
        return word;
    }

private:
    std::string_view m_text;
};

bool isWord(std::string_view word, std::string_view other)
{
    return word.size() == other.size() && std::equal(word.begin(), word.end(), other.begin(),
                                                     [](char a, char b) { return lower(a) == lower(b); });
}

// "14:30", "14:30:05", "143005", each with a fraction of a second, which is cut off.
bool takeClock(Cursor &text, Moment &moment)
{
    if (!text.number(2, moment.hour))
        return false;
    const bool hasColons = text.take(":");
    if (!hasColons && text.digitsAhead() == 0)
        return false;
    if (!text.number(2, moment.minute))
        return false;
    if (hasColons ? text.take(":") : text.digitsAhead() > 0) {
        if (!text.number(2, moment.second))
            return false;
        if (text.take(".,")) {
            if (text.digitsAhead() == 0)
                return false;
            text.skip("0123456789");
        }
    }
    return text.digitsAhead() == 0;
}

// "Z", "UTC", "GMT", "+02:00", "+0200", "+02", or nothing. False if there is anything else.
bool takeZone(Cursor &text, Moment &moment)
{
    text.skip(" ");
    if (const std::string_view word = text.word(); !word.empty()) {
        if (!isWord(word, "z") && !isWord(word, "utc") && !isWord(word, "gmt"))
            return false;
    }
    if (const char sign = text.at(); sign == '+' || sign == '-') {
        text.take("+-");
        int hours = 0, minutes = 0;
        if (!text.number(2, hours))
            return false;
        const bool hasColon = text.take(":");
        if ((hasColon || text.digitsAhead() > 0) && !text.number(2, minutes))
            return false;
        if (hours > 14 || minutes > 59)
            return false;
        moment.offset = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    }
    return true;
}

// "2026-09-01", "2026/09/01" or "20260901", followed by a T or a space, and a time of day.
std::optional<qint64> readIso(std::string_view whole)
{
    Cursor text(whole);
    Moment moment;
    if (!text.number(4, moment.year))
        return std::nullopt;
    const char separator = text.at();
    const bool hasSeparators = text.take("-/");
    if (!text.number(2, moment.month) || (hasSeparators && !text.take({&separator, 1})) ||
        !text.number(2, moment.day))
        return std::nullopt;
    // "20260901000000" has nothing between the date and the time.
    if (text.take("Tt _"))
        text.skip(" ");
    else if (hasSeparators || text.digitsAhead() != 6)
        return std::nullopt;
    if (!takeClock(text, moment) || !takeZone(text, moment) || !text.atEnd())
        return std::nullopt;
    return secondsOf(moment);
}

// "Tue, 01 Sep 2026 00:00:00 GMT", "Tuesday, 01-Sep-26 00:00:00 GMT", "Tue Sep  1 00:00:00 2026": RFC 9110,
// section 5.6.7; with a numeric zone as well.
std::optional<qint64> readWords(std::string_view whole)
{
    constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    constexpr std::array<std::string_view, 7> weekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    Cursor text(whole);
    Moment moment;
    bool hasClock = false;
    while (!text.atEnd()) {
        text.skip(" ,");
        if (moment.month == 0 || moment.day == 0 || moment.year == 0)
            text.skip("-");
        if (text.atEnd())
            break;
        if (isLetter(text.at())) {
            const std::string_view word = text.word();
            const auto begins = [&](std::string_view name) { return isWord(word.substr(0, 3), name); };
            if (const auto month = std::find_if(months.begin(), months.end(), begins); month != months.end())
                moment.month = static_cast<int>(month - months.begin()) + 1;
            else if (!isWord(word, "gmt") && !isWord(word, "utc") && !isWord(word, "z") &&
                     std::none_of(weekdays.begin(), weekdays.end(), begins))
                return std::nullopt;
            continue;
        }
        const size_t digits = text.digitsAhead();
        if (digits == 2 && text.at(2) == ':') {
            if (hasClock || !takeClock(text, moment))
                return std::nullopt;
            hasClock = true;
        } else if (digits == 4 && moment.year == 0) {
            (void)text.number(4, moment.year);
        } else if ((digits == 1 || digits == 2) && moment.day == 0) {
            if (!text.number(digits, moment.day) || moment.day == 0)
                return std::nullopt;
        } else if (digits == 2 && moment.year == 0) {
            (void)text.number(2, moment.year);
            moment.year += 2000;
        } else if (hasClock && (text.at() == '+' || text.at() == '-')) {
            if (!takeZone(text, moment) || !text.atEnd())
                return std::nullopt;
        } else {
            return std::nullopt;
        }
    }
    return hasClock && moment.month > 0 && moment.day > 0 && moment.year > 0 ? secondsOf(moment)
                                                                             : std::nullopt;
}

// "1736154198", "1736154198123", "1736154198.5", "1.736154198e9".
std::optional<qint64> readNumber(std::string_view text)
{
    constexpr size_t mostDigits = 19;
    size_t digits = 0;
    while (digits < text.size() && isDigit(text[digits]))
        ++digits;
    if (digits == 0)
        return std::nullopt;
    const char *end = text.data() + text.size();
    const bool isWhole = digits == text.size();
    const bool hasFraction =
        !isWhole && text[digits] == '.' &&
        std::all_of(text.begin() + static_cast<std::ptrdiff_t>(digits) + 1, text.end(), isDigit);
    if (isWhole || hasFraction) {
        qint64 number = 0;
        if (digits > mostDigits ||
            std::from_chars(text.data(), text.data() + digits, number).ec != std::errc())
            return std::nullopt;
        if (const auto seconds = inSeconds(number))
            return seconds;
        // Numbers of this size are not a time in any unit; as the digits of a date their meaning is
        // clear.
        return isWhole && digits == 14 ? readIso(text) : std::nullopt;
    }
    double number = 0;
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || !(number < 9e18))
        return std::nullopt;
    return inSeconds(static_cast<qint64>(number));
}

} // namespace

std::optional<qint64> readEventTime(std::string_view text)
{
    constexpr size_t longest = 64;
    text = trimmed(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = trimmed(text.substr(1, text.size() - 2));
    if (text.empty() || text.size() > longest)
        return std::nullopt;
    if (isLetter(text.front()))
        return readWords(text);
    if (!isDigit(text.front()))
        return std::nullopt;
    if (const auto number = readNumber(text))
        return number;
    if (const auto iso = readIso(text))
        return iso;
    return readWords(text);
}

} // namespace slipway
