// Reads the values of chosen top-level fields of one event after another. It is fast: no document is built,
// and only strings with escapes are copied. It serves sort keys, table cells, profiles and conditions over
// many events.
//
// One FieldReader for each thread.
#pragma once
#include "core/events/json/utf8_text.h"

#include <QStringList>
#include <memory>
#include <string_view>
#include <vector>

namespace slipway {

enum class JsonType { Absent, Null, Boolean, Number, String, Object, Array };

// Views are valid until the next call to the FieldReader, and no longer than the text of the event.
struct FieldValue
{
    JsonType type = JsonType::Absent;
    std::string_view text; // String: unescaped UTF-8; everything else: as `raw`; Absent and Null: empty
    std::string_view raw;  // exactly as sent, strings with their quotes and escapes

    // The rules of fieldText(): what a person reads.
    [[nodiscard]] QString toString() const { return utf8Text(text); }
};

// How much of an event could be read.
enum class EventHealth {
    Well,
    BrokenText,    // bytes that are not UTF-8; they are read as U+FFFD
    DuplicateKeys, // a name occurs twice at the top level: the first one counts
    NotAnObject,   // JSON, but not an object
    NotJson, // not JSON at all, or cut off, or with more than mostFieldsOfEvent fields; those before the
             // fault are available
};

// An event of 100 MB may have twenty million, which would take gigabytes.
inline constexpr size_t mostFieldsOfEvent = 1'000'000;

class FieldReader
{
public:
    FieldReader();
    ~FieldReader();

    // `event` must have eventPadding readable bytes after it (events of an EventReader have). The values of
    // `names`, in the same order; the first occurrence of a name counts. Stops reading the event once it has
    // all of them, and therefore does not judge its health.
    [[nodiscard]] const std::vector<FieldValue> &read(std::string_view event,
                                                      const std::vector<std::string> &names);

    struct Field
    {
        std::string_view name; // unescaped
        FieldValue value;
    };
    // All top-level fields in the order in which they were sent, including duplicates, and how well the event
    // could be read.
    [[nodiscard]] const std::vector<Field> &readAll(std::string_view event);
    // The same without looking for duplicate names (health() never says DuplicateKeys), for passes over
    // millions of events.
    [[nodiscard]] const std::vector<Field> &readEach(std::string_view event);
    // The health of the event with which readAll() or readEach() was last called.
    [[nodiscard]] EventHealth health() const { return m_health; }

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
    std::vector<FieldValue> m_values;
    std::vector<Field> m_fields;
    EventHealth m_health = EventHealth::Well;
};

} // namespace slipway
