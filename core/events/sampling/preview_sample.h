// What a preview has read so far, before it becomes a sample.
#pragma once
#include "core/events/sampling/preview.h"

#include <vector>

namespace slipway {

struct PreviewEvent
{
    qint64 timestamp = 0; // epoch seconds; 0: none
    QByteArray id;        // empty: none
    QByteArray text;
};
[[nodiscard]] PreviewEvent previewEvent(const ResponsePage &page, size_t at);

// Newest first, with the fields that occur; without a note.
[[nodiscard]] EventSample sampleOf(std::vector<PreviewEvent> events, const Endpoint &endpoint);

// For notes, local time: "26 Nov, 02:10 CET".
[[nodiscard]] QString noteTime(qint64 epoch);

} // namespace slipway
