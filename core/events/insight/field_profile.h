// What the fields of many events look like: where they occur, their types, how many different values, the
// most frequent ones, and the range of numbers. Memory does not grow with the number of events.
#pragma once
#include "core/events/documents/event_document.h"
#include "core/events/filter/event_filter.h"
#include "core/events/json/field_reader.h"

#include <array>
#include <functional>
#include <stop_token>

namespace slipway {

struct FieldStatistics
{
    QString path; // a dotted path into objects
    qint64 present = 0;
    qint64 filled = 0; // not null and not one of the defaults that V2 fills in: "" 0 0.0 false [] {}
    std::array<qint64, 7> types{}; // by JsonType
    qint64 distinct = 0;
    bool isExact = true; // else `distinct` is an estimate, and the counts below are lower bounds
    struct Value
    {
        QByteArray raw; // JSON, for onlyThis()
        qint64 times = 0;
        bool isWhole = true; // false: the beginning of a long value
    };
    std::vector<Value> frequent; // most frequent first
    QByteArray least, most;      // of the numbers, as sent; empty: none

    [[nodiscard]] qint64 count(JsonType type) const { return types[static_cast<size_t>(type)]; }
};

struct FieldProfile
{
    qint64 events = 0;                   // that match the filter
    qint64 unreadable = 0;               // of these, not a JSON object
    bool isCutOff = false;               // there were more fields than can be counted
    std::vector<FieldStatistics> fields; // as they first occur
};

// Works on all processors and blocks, so call it on a worker thread. `progress` is called on several threads,
// some hundred times in all, with the number of rows done so far. Empty: stopped.
[[nodiscard]] std::optional<FieldProfile>
profileFields(const EventDocumentPtr &document, const EventFilter &filter, std::stop_token stop,
              const std::function<void(qint64 rows)> &progress = {});

} // namespace slipway
