// An event as one line of a part file (NDJSON). The bytes remain those that the server sent, except for line
// breaks, since a line cannot contain any.
#pragma once
#include <QtGlobal>

#include <string>
#include <string_view>

namespace slipway {

// Whether the event is a single line as it is, which is nearly always the case.
[[nodiscard]] bool isOneLine(std::string_view event);

struct EventLine
{
    std::string text;
    qint64 escapedBreaks = 0; // line breaks inside strings, each written as \n or \r
};
// A line break between tokens becomes a blank, which does not change the meaning. One inside a string, where
// JSON does not allow it, becomes the corresponding escape.
[[nodiscard]] EventLine eventLine(std::string_view event);

} // namespace slipway
