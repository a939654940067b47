// One pass over the text of a page, which finds the events, their positions, times and ids, and the other
// members of the envelope.
//
// It has two modes. Each event is first checked against the grammar of RFC 8259. If it does not conform, its
// end is found by quotes and brackets alone: the event is kept as it was sent and listed as odd, and the next
// one is read strictly again. So one odd event never blocks the others.
//
// Quotes and brackets must match. A page in which they do not may have been damaged on its way and counts as
// broken: asking for it again is better than guessing.
//
// The time that a page of 37 MB takes here, some nanoseconds a field, decides the speed of an export. Memory
// is that of the list of events; nothing grows with the size of the body.
//
// Threads: any.
#pragma once
#include "core/events/json/event_key.h"

#include <stop_token>

namespace slipway {

// In which way an event is odd.
enum class Oddity {
    NotAnObject,
    NotAValue,        // a number or word that JSON does not have: NaN, 01, tru
    ControlCharacter, // raw, inside a string
    LineBreak,        // raw, inside a string
    Escape,           // one that JSON does not have: \x41
    NotUtf8,
    OutOfPlace, // a comma, colon, quote or bracket
    TooDeep,    // nested more deeply than most readers support
};
// A phrase for people, without a full stop: "a line break inside a string".
[[nodiscard]] QString oddityText(Oddity oddity);

struct FoundOddity
{
    Oddity oddity;
    size_t place; // in the scanned text
};

inline constexpr size_t deepestNesting = 1024;
// Netskope documents 10,000 events a page.
inline constexpr size_t mostEventsOfPage = 100'000;
inline constexpr size_t largestEvent = 256 << 20; // bytes

struct PageScan
{
    enum class Outcome {
        Whole,
        Nothing,       // an empty text
        CutOff,        // the text ends before its structure does
        NotJson,       // it begins with something other than an object or a list
        Broken,        // the structure cannot be followed
        TwoLists,      // two lists with events, under one name or under both
        TooManyEvents, // more than `mostEvents`
        EventTooLarge, // more than largestEvent
        Stopped,       // a stop was requested
    };
    // A member of the envelope other than the events.
    struct Member
    {
        std::string_view name, value; // as they appear in the text; the name without its quotes
    };

    Outcome ending = Outcome::Whole;
    size_t endedAt = 0; // where in the text this was found
    // With Outcome::Whole only:
    std::vector<std::string_view> events;            // views into the text
    std::vector<EventKey> keys;                      // one for each event, in the same order
    std::vector<std::pair<size_t, FoundOddity>> odd; // with the index of their event
    std::vector<Member> members;                     // the first 64 of them
    bool hasList = false;    // there is a list of events, under either name, or a list on its own
    bool hasControls = true; // there may be control characters in the text, in events or between them
    bool isStrict = true;    // the whole text is JSON by the grammar; strings were checked inside events only
};

// `list`: the name of the list of events ("result", or "data" in API v1). If there is no list of this name
// with events, one named "data" or "result" is used instead. A byte order mark and the usual prefixes against
// script inclusion are skipped. `mostEvents`: for files, whose number of events is not limited like that of
// answers. `stop`: ends the scan within milliseconds.
[[nodiscard]] PageScan scanPage(std::string_view text, std::string_view list,
                                size_t mostEvents = mostEventsOfPage, const std::stop_token &stop = {});

struct EventScan
{
    EventKey key;
    std::optional<FoundOddity> odd;
};
// Scans the text of a single event, with or without blanks around it.
[[nodiscard]] EventScan scanEvent(std::string_view event);

// The position after the string whose quote is at `begin`, whatever it contains; npos: it has no end.
[[nodiscard]] size_t stringEnd(std::string_view text, size_t begin);

// The text between the quotes of a name or a string, with escapes resolved. Only for short ones.
[[nodiscard]] QString unescaped(std::string_view quoted);

} // namespace slipway
