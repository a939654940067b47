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

// A preview keeps events of no more bytes than this (and at least one event), whatever their number: a
// hostile tenant has events of many megabytes.
inline constexpr qint64 mostPreviewBytes = 128 << 20;

// Larger events are left out of a preview: whoever shows one needs up to twenty times its size. An export has
// them.
inline constexpr qsizetype largestPreviewEvent = 16 << 20;

// Newest first, with the fields that occur, at most some thousands. The note says only how many events were
// too large.
[[nodiscard]] EventSample sampleOf(std::vector<PreviewEvent> events, const Endpoint &endpoint);

// For notes, local time: "26 Nov, 02:10 CET".
[[nodiscard]] QString noteTime(qint64 epoch);

} // namespace slipway
