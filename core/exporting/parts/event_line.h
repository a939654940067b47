// An event as one line of a part file (NDJSON). The bytes stay those that the server sent, but for line
// breaks: a line has none inside.
#pragma once
#include <QtGlobal>

#include <string>
#include <string_view>

namespace slipway {

// Whether the event is a line as it is: nearly always.
[[nodiscard]] bool isOneLine(std::string_view event);

struct EventLine
{
    std::string text;
    qint64 escapedBreaks = 0; // line breaks inside strings, each written as \n or \r
};
// A line break between tokens becomes a blank, which changes nothing. One inside a string, where JSON has
// none, becomes the escape that stands for it.
[[nodiscard]] EventLine eventLine(std::string_view event);

} // namespace slipway
