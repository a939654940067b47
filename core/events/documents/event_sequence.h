// Finds events in text that is neither one JSON document nor one event a line: objects one after another, on
// one line, over several lines each (as jq and editors print them), or with CR line ends alone. And tells
// CSV.
#pragma once
#include <QByteArray>
#include <QList>
#include <optional>

namespace slipway {

// Every object of `text`, as it stands there. Between objects there may be blanks, line breaks of any kind,
// commas and record separators (RFC 7464). Nothing: there is something else between them, the last one is cut
// off, or there is none.
[[nodiscard]] std::optional<QList<QByteArray>> eventsOfSequence(std::string_view text);

// The size of the object that `text` starts with, with its braces; 0 where it starts with something else or
// is cut off.
[[nodiscard]] size_t objectSize(std::string_view text);

// Whether a file that starts like this is CSV with a line of names, as Netskope's Log Streaming writes it.
[[nodiscard]] bool startsLikeCsv(std::string_view start);

} // namespace slipway
