// Finds the events in one JSON document: an array of events, or a page of Netskope's API, V2
// ({"ok":1,"result":[…]}) or V1 ({"status":"success","data":[…]}).
#pragma once
#include "core/events/documents/event_sequence.h"

namespace slipway {

// Empty: `text` as a whole is not such a document. An event that is not strict JSON is included as it was
// sent, like the others. One event more than `most`: there are more.
[[nodiscard]] std::optional<QList<QByteArray>> eventsOfPage(std::string_view text,
                                                            qsizetype most = mostEventsOfDocument);

// Whether a file that starts like this has one event per line, so that the rest need not be looked at.
[[nodiscard]] bool startsLikeLines(std::string_view start);

} // namespace slipway
