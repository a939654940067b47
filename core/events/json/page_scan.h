// One walk over a page's text: it finds the events, their places, times and ids, and the other members of the
// envelope.
//
// There are two speeds. Each event is held against the grammar of RFC 8259 first. Where it does not fit, its
// end is found by its quotes and brackets alone: the event is kept as it was sent and listed, and the next
// one is read strictly again. So one odd event never blocks the others.
//
// Quotes and brackets must match. A page where they do not may have been damaged on its way, and is broken:
// asking for it again is better than guessing.
//
// What a page of 37 MB costs here decides the speed of an export: some nanoseconds a field. The memory is
// that of the events' list; nothing grows with the size of the body.
//
// Threads: any.
#pragma once
#include "core/events/json/event_key.h"

namespace slipway {

// In what an event is odd.
enum class Oddity {
    NotAnObject,
    NotAValue,        // a number or a word that JSON does not have: NaN, 01, tru
    ControlCharacter, // raw, inside a string
    LineBreak,        // raw, inside a string
    Escape,           // one that JSON does not have: \x41
    NotUtf8,
    OutOfPlace, // a comma, colon, quote or bracket
    TooDeep,    // nested deeper than most readers go
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
        NotJson,       // it begins with something else than an object or a list
        Broken,        // the structure cannot be followed
        TwoLists,      // two lists of the same name, each with events
        TooManyEvents, // more than `mostEvents`
        EventTooLarge, // more than largestEvent
    };
    // A member of the envelope other than the events.
    struct Member
    {
        std::string_view name, value; // as they stand in the text; the name without its quotes
    };

    Outcome ending = Outcome::Whole;
    size_t endedAt = 0; // where in the text that was told
    // With Outcome::Whole only:
    std::vector<std::string_view> events;            // views into the text
    std::vector<EventKey> keys;                      // one for each event, in the same order
    std::vector<std::pair<size_t, FoundOddity>> odd; // with the index of their event
    std::vector<Member> members;                     // the first 64 of them
    bool hasList = false; // the list of events, under either name, or a list that stands alone
    bool isStrict = true; // all of it is JSON by the grammar; strings were checked inside events only
};

// `list`: the name of the list of events ("result", or "data" in API v1). Where there is no list of this name
// with events, one named "data" or "result" stands in for it. A byte order mark and the usual prefixes
// against script inclusion are skipped. `mostEvents`: for files, which are not limited as answers are.
[[nodiscard]] PageScan scanPage(std::string_view text, std::string_view list,
                                size_t mostEvents = mostEventsOfPage);

struct EventScan
{
    EventKey key;
    std::optional<FoundOddity> odd;
};
// One event text that stands alone, with blanks around it or not.
[[nodiscard]] EventScan scanEvent(std::string_view event);

// Behind the string whose quote stands at `begin`, whatever is in it; npos: it has no end.
[[nodiscard]] size_t stringEnd(std::string_view text, size_t begin);

// The text between the quotes of a name or a string, escapes resolved. Only for short ones.
[[nodiscard]] QString unescaped(std::string_view quoted);

} // namespace slipway
