// What Slipway remembers of an event's `_id` in order to recognise the event if the tenant sends it again.
//
// Two ids are equal if their keys are. A key has at most 66 bytes, however long the id is, so a page of ten
// thousand ids stays below a megabyte in memory and in the journal.
#pragma once
#include <QByteArray>
#include <string_view>

namespace slipway {

// Whether eventIdKey(id) is `id` itself: true for all but very long or malformed ids.
[[nodiscard]] bool isItsOwnKey(std::string_view id);
// `id`: as it appears between its quotes; not empty.
[[nodiscard]] QByteArray eventIdKey(std::string_view id);

} // namespace slipway
