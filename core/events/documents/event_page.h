// Finds the events in one JSON document: an array of events, or a page of Netskope's API, V2
// ({"ok":1,"result":[…]}) or V1 ({"status":"success","data":[…]}).
#pragma once
#include <QByteArray>
#include <QList>
#include <optional>

namespace slipway {

// Nothing: `text` is no such document as a whole. An event that is not strict JSON is there as it was sent,
// and the other ones as well.
[[nodiscard]] std::optional<QList<QByteArray>> eventsOfPage(std::string_view text);

// Whether a file that starts like this has one event a line, so that the rest need not be looked at.
[[nodiscard]] bool startsLikeLines(std::string_view start);

} // namespace slipway
