#include "core/events/documents/event_sequence.h"

#include <algorithm>

namespace slipway {
namespace {

constexpr std::string_view between = " \t\r\n,\x1e";
constexpr std::ptrdiff_t fewestColumns = 3;      // a sentence has a comma
constexpr std::string_view separators = ",;\t|"; // of columns; the first that is in the line counts

// A name without its quotation marks, as columns have them: "cci", "src_ip", "Access Method".
bool isColumnName(std::string_view name)
{
    if (name.size() > 1 && name.front() == '"' && name.back() == '"')
        name = name.substr(1, name.size() - 2);
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && name.size() <= 64 && isLetter(name.front()) &&
           std::all_of(name.cbegin(), name.cend(), [&](char c) {
               return isLetter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '.' || c == '-';
           });
}

} // namespace

size_t objectSize(std::string_view text)
{
    if (!text.starts_with('{'))
        return 0;
    size_t depth = 0;
    bool isInText = false;
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (isInText) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                isInText = false;
        } else if (c == '"') {
            isInText = true;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            return at + 1;
        }
    }
    return 0;
}

std::optional<QList<QByteArray>> eventsOfSequence(std::string_view text, qsizetype most)
{
    QList<QByteArray> events;
    for (size_t at = text.find_first_not_of(between); at != std::string_view::npos;
         at = text.find_first_not_of(between, at)) {
        const size_t size = objectSize(text.substr(at));
        if (size == 0)
            return {};
        events << QByteArray(text.data() + at, static_cast<qsizetype>(size));
        at += size;
        if (events.size() > most)
            break;
    }
    return events.isEmpty() ? std::nullopt : std::optional(events);
}

std::string_view otherFormat(std::string_view start)
{
    const auto begins = [&](std::string_view word) {
        return std::equal(word.begin(), word.end(), start.begin(),
                          start.begin() + std::min(word.size(), start.size()), [](char each, char typed) {
                              return each == (typed >= 'A' && typed <= 'Z' ? typed + 32 : typed);
                          });
    };
    for (const auto &[magic, name] : {std::pair("PAR1", "Parquet"), std::pair("Obj\x01", "Avro")}) {
        if (start.starts_with(magic))
            return name;
    }
    const size_t first = start.find_first_not_of(" \t\r\n");
    start.remove_prefix(std::min(first, start.size()));
    // Some programs write such a line in front of events.
    if (start.starts_with('{') || start.find("\n{") != std::string_view::npos)
        return {};
    if (begins("<!doctype html") || begins("<html"))
        return "HTML";
    for (const auto &[word, name] :
         {std::pair("cef:", "CEF"), std::pair("leef:", "LEEF"), std::pair("<", "XML")}) {
        const bool isSyslog = start.size() > 1 && start[0] == '<' && start[1] >= '0' && start[1] <= '9';
        if (begins(word) && !isSyslog)
            return name;
    }
    return {};
}

bool startsLikeCsv(std::string_view start)
{
    const size_t end = start.find_first_of("\r\n");
    if (end == std::string_view::npos) // a line of names alone, or only a part of it
        return false;
    std::string_view line = start.substr(0, end);
    const size_t first = line.find_first_of(separators);
    const char separator = first == std::string_view::npos ? ',' : line[first];
    if (std::count(line.cbegin(), line.cend(), separator) + 1 < fewestColumns)
        return false;
    while (true) {
        const size_t next = line.find(separator);
        if (!isColumnName(line.substr(0, next)))
            return false;
        if (next == std::string_view::npos)
            return true;
        line.remove_prefix(next + 1);
    }
}

} // namespace slipway
