// One walk over a page's text: every fault of form is found, each event's place, time and id are noted.
//
// simdjson's first stage finds the tokens (and checks UTF-8 and control characters); the walk holds them
// against the grammar of RFC 8259, which its on-demand front end does only for values that are read. What a
// page of 37 MB costs here decides the speed of an export: 5 ns a field, half of reading them on demand.
//
// Escapes inside strings are not looked at: events are handed on as they are.
//
// Threads: any; each has token memory of its own, 4 bytes for each byte of the largest text so far, of which
// only what tokens need is ever touched.
#pragma once
#include "core/netskope/response_page.h"

#include <simdjson.h>

namespace slipway {

struct PageScan
{
    std::vector<std::string_view> events; // views into the body
    std::vector<EventKey> keys;           // one for each event, in the same order
    QByteArray envelope;                  // the body's text with the events left out: "result":[]
    const char *where = "the envelope";   // what was being read, for the text of an error
};

// `body`: an object; the elements of its `list` ("result", or "data" in API v1), where that is one, are the
// events.
[[nodiscard]] simdjson::error_code scanPage(std::string_view body, std::string_view list, PageScan &page);

// One event text that stands alone.
[[nodiscard]] simdjson::error_code scanEvent(std::string_view event, EventKey &key);

} // namespace slipway
