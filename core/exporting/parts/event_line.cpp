#include "core/exporting/parts/event_line.h"

#include "core/events/json/page_scan.h"

#include <algorithm>
#include <cstring>

namespace slipway {
namespace {

bool isBreak(char c)
{
    return c == '\n' || c == '\r';
}

} // namespace

bool isOneLine(std::string_view event)
{
    return event.empty() ||
           (!std::memchr(event.data(), '\n', event.size()) && !std::memchr(event.data(), '\r', event.size()));
}

EventLine eventLine(std::string_view event)
{
    EventLine line;
    line.text.reserve(event.size() + static_cast<size_t>(std::count_if(event.begin(), event.end(), isBreak)));
    for (size_t at = 0; at < event.size();) {
        if (event[at] != '"') {
            line.text += isBreak(event[at]) ? ' ' : event[at];
            ++at;
            continue;
        }
        const size_t end = std::min(stringEnd(event, at), event.size());
        if (const std::string_view string = event.substr(at, end - at); isOneLine(string)) {
            line.text += string;
            at = end;
            continue;
        }
        bool isEscaped = false;
        for (; at < end; ++at) {
            const char c = event[at];
            if (isBreak(c)) {
                if (!isEscaped) // after a backslash, the letter completes the escape
                    line.text += '\\';
                line.text += c == '\n' ? 'n' : 'r';
                ++line.escapedBreaks;
            } else {
                line.text += c;
            }
            isEscaped = c == '\\' && !isEscaped;
        }
    }
    return line;
}

} // namespace slipway
