// Finds events in text that is neither one JSON document nor has one event per line: objects one after
// another, on one line, over several lines each (as jq and editors print them), or with CR line ends alone.
// It also recognises CSV.
#pragma once
#include <QByteArray>
#include <QList>
#include <optional>

namespace slipway {

// The most events of one document, which are kept in memory with up to 200 bytes for each beside their text.
// A file with one event per line has no such limit.
inline constexpr qsizetype mostEventsOfDocument = 2'000'000;

// Every object of `text`, exactly as it is there. Between objects there may be blanks, line breaks of any
// kind, commas and record separators (RFC 7464). Empty: there is something else between them, the last one is
// cut off, or there are none. One event more than `most`: there are more.
[[nodiscard]] std::optional<QList<QByteArray>> eventsOfSequence(std::string_view text,
                                                                qsizetype most = mostEventsOfDocument);

// The size of the object with which `text` starts, including its braces; 0 if it starts with something else
// or is cut off.
[[nodiscard]] size_t objectSize(std::string_view text);

// What a file is that starts like this and has no events in JSON, as a word: "HTML", "XML", "Parquet",
// "Avro", "CEF", "LEEF"; empty if it may have some.
[[nodiscard]] std::string_view otherFormat(std::string_view start);

// Whether a file that starts like this is CSV with a header line, as written by Netskope's Log Streaming.
[[nodiscard]] bool startsLikeCsv(std::string_view start);

} // namespace slipway
