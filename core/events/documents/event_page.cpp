#include "core/events/documents/event_page.h"

#include "core/events/documents/event_sequence.h"
#include "core/events/json/page_scan.h"

#include <algorithm>

namespace slipway {

std::optional<QList<QByteArray>> eventsOfPage(std::string_view text, qsizetype most)
{
    const PageScan page = scanPage(text, "result", static_cast<size_t>(most));
    if (page.ending == PageScan::Outcome::TooManyEvents)
        return QList<QByteArray>(most + 1);
    const auto isEnvelopes = [](const PageScan::Member &member) {
        return member.name == "ok" || member.name == "status" || member.name == "timestamp_hwm" ||
               member.name == "wait_time";
    };
    if (page.ending != PageScan::Outcome::Whole || !page.hasList)
        return {};
    // A list on its own is a list of events if it contains an object, or nothing at all.
    const bool isEnvelope = std::any_of(page.members.begin(), page.members.end(), isEnvelopes);
    const bool isList = page.members.empty() && text.find('[') < text.find('{');
    const bool hasEvents =
        page.events.empty() || std::any_of(page.events.begin(), page.events.end(),
                                           [](std::string_view event) { return event.starts_with('{'); });
    if (!isEnvelope && !(isList && hasEvents))
        return {};
    QList<QByteArray> events;
    events.reserve(static_cast<qsizetype>(page.events.size()));
    for (const std::string_view event : page.events)
        events << QByteArray(event.data(), static_cast<qsizetype>(event.size()));
    return events;
}

bool startsLikeLines(std::string_view start)
{
    const size_t first = start.find_first_not_of(" \t\r\n\x1e");
    if (first == std::string_view::npos || (start[first] != '{' && start[first] != '['))
        return first != std::string_view::npos;
    const size_t lineEnd = start.find('\n', first);
    const size_t second =
        lineEnd == std::string_view::npos ? lineEnd : start.find_first_not_of(" \t\r\n", lineEnd);
    if (second == std::string_view::npos)
        return false;
    const size_t lastAt = start.find_last_not_of(" \t\r\n", lineEnd);
    const char last = start[lastAt];
    // Several objects on the line: another kind of file.
    if (start[first] == '{' && first + objectSize(start.substr(first, lastAt + 1 - first)) != lastAt + 1)
        return false;
    return start[second] == '{' && (last == '}' || last == ']') && last - start[first] == 2;
}

} // namespace slipway
