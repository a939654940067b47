// What a single pass over an event's text finds: its time and its id, or where it is odd.
#pragma once
#include <QString>
#include <optional>
#include <string_view>

namespace slipway {

// What an export needs to know about one event, read without building a document.
struct EventKey
{
    std::optional<qint64> timestamp; // epoch seconds, read from any unit or form; empty: cannot be read
    std::string_view id;             // "_id" as it appears between its quotes; empty if there is none
};

// An event that is not strict JSON, or not an object. It is kept as it was sent.
struct OddEvent
{
    size_t event = 0;  // its index on the page
    qint64 offset = 0; // bytes from the start of the inflated body to the first odd byte
    QString reason;    // a phrase for people: "a number or word that JSON does not have"
};

} // namespace slipway
