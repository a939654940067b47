#include "core/events/filter/filter_value.h"

#include "core/base/utc.h"
#include "core/events/json/exact_number.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace slipway {
namespace {

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

bool isPlainAscii(std::string_view text)
{
    // A slash may be escaped, but then there is a backslash in the event.
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '"' && c != '\\';
    });
}

// A pattern's items, one code point each.
std::vector<std::string> patternItems(std::string_view pattern)
{
    std::vector<std::string> items;
    for (size_t at = 0; at < pattern.size();) {
        size_t end = at + 1;
        while (end < pattern.size() && (static_cast<unsigned char>(pattern[end]) & 0xc0) == 0x80)
            ++end;
        items.emplace_back(pattern.substr(at, end - at));
        at = end;
    }
    return items;
}

bool isWildcard(const std::string &item)
{
    return item == "*" || item == "?";
}

// Goes back only to the last *, so that the time stays linear for a given pattern.
bool isMatch(std::string_view text, const std::vector<std::string> &pattern)
{
    const auto next = [&](size_t at) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
            ++at;
        return at;
    };
    size_t at = 0, item = 0, starItem = std::string::npos, starAt = 0;
    while (at < text.size()) {
        if (item < pattern.size() && pattern[item] == "*") {
            starItem = item++;
            starAt = at;
        } else if (item < pattern.size() && pattern[item] == "?") {
            at = next(at);
            ++item;
        } else if (item < pattern.size() && text.substr(at).starts_with(pattern[item])) {
            at += pattern[item++].size();
        } else if (starItem != std::string::npos) {
            starAt = next(starAt);
            at = starAt;
            item = starItem + 1;
        } else {
            return false;
        }
    }
    return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(item), pattern.end(),
                       [](const std::string &rest) { return rest == "*"; });
}

} // namespace

std::optional<qint64> parseInstant(std::string_view text)
{
    if (text.size() < 10 || text.size() > 40 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    QString iso = fromUtf8(text);
    if (iso.size() > 10 && iso[10] == u' ')
        iso[10] = u'T';
    QDateTime time = iso.size() == 10 ? utcFrom(QDate::fromString(iso, Qt::ISODate))
                                      : QDateTime::fromString(iso, Qt::ISODateWithMs);
    if (!time.isValid())
        return std::nullopt;
    if (time.timeSpec() == Qt::LocalTime)
        time = readAsUtc(time);
    return time.toMSecsSinceEpoch();
}

std::optional<qint64> instantOfNumber(std::string_view number)
{
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(value))
        return std::nullopt;
    const double milliseconds = std::abs(value) < 1e11 ? value * 1000 : value;
    if (std::abs(milliseconds) > 9e15)
        return std::nullopt;
    return static_cast<qint64>(std::llround(milliseconds));
}

FilterValue::FilterValue(const FilterToken &token) : m_text(token.text.toStdString())
{
    m_isNull = token.kind == FilterToken::Kind::Bare && m_text == "null";
    m_isNumber = isJsonNumber(m_text);
    m_instant = parseInstant(m_text);
    m_pattern = patternItems(m_text);
    m_hasWildcards = std::any_of(m_pattern.begin(), m_pattern.end(), isWildcard);
    if (!m_hasWildcards) {
        m_pattern.insert(m_pattern.begin(), "*");
        m_pattern.push_back("*");
    }
    if (!m_isNull && !m_isNumber && !m_instant && isPlainAscii(m_text))
        m_equalNeedle.emplace(m_text);
    std::string part, longest;
    const auto endPart = [&] {
        if (part.size() > longest.size())
            longest = part;
        part.clear();
    };
    for (const std::string &item : m_pattern) {
        if (isWildcard(item))
            endPart();
        else
            part += item;
    }
    endPart();
    if (isPlainAscii(longest))
        m_likeNeedle.emplace(longest);
}

bool FilterValue::equals(const FieldValue &value) const
{
    if (value.type == JsonType::Absent || value.type == JsonType::Null)
        return m_isNull;
    if (m_isNull)
        return false;
    if (value.text == m_text)
        return true;
    if (!m_isNumber && !m_instant)
        return false;
    return order(value) == std::strong_ordering::equal;
}

std::optional<std::strong_ordering> FilterValue::order(const FieldValue &value) const
{
    if (value.type != JsonType::Number && value.type != JsonType::String)
        return std::nullopt;
    if (m_isNumber)
        return compareNumbers(value.text, m_text);
    if (m_instant) {
        const std::optional<qint64> instant =
            value.type == JsonType::Number ? instantOfNumber(value.text) : parseInstant(value.text);
        return instant ? std::optional(*instant <=> *m_instant) : std::nullopt;
    }
    if (value.type == JsonType::Number)
        return std::nullopt;
    return value.text.compare(m_text) <=> 0;
}

bool FilterValue::isLike(const FieldValue &value) const
{
    if (value.type == JsonType::Absent || value.type == JsonType::Null)
        return false;
    return isMatch(value.text, m_pattern);
}

} // namespace slipway
