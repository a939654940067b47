// The values of chosen top-level fields of one event after another, fast: no document is built and nothing is
// copied but strings with escapes. For sort keys, table cells, profiles and conditions over many events.
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

// Views are valid until the FieldReader's next call and as long as the event's text.
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
    NotAnObject,   // JSON, but no object
    NotJson,       // not JSON at all, or breaks off; fields before the fault are there
};

class FieldReader
{
public:
    FieldReader();
    ~FieldReader();

    // `event` must have eventPadding readable bytes after it (events of an EventReader have).
    // Values of `names` in their order; the first occurrence of a name counts. Stops reading the event as
    // soon as it has all of them, so the health is not judged.
    [[nodiscard]] const std::vector<FieldValue> &read(std::string_view event,
                                                      const std::vector<std::string> &names);

    struct Field
    {
        std::string_view name; // unescaped
        FieldValue value;
    };
    // All top-level fields in the order they were sent, doubled ones too, and how well the event could be
    // read.
    [[nodiscard]] const std::vector<Field> &readAll(std::string_view event);
    // The same, without looking for doubled names (health() never says DuplicateKeys): for passes over
    // millions of events.
    [[nodiscard]] const std::vector<Field> &readEach(std::string_view event);
    // Of the event that readAll() or readEach() was last called with.
    [[nodiscard]] EventHealth health() const { return m_health; }

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
    std::vector<FieldValue> m_values;
    std::vector<Field> m_fields;
    EventHealth m_health = EventHealth::Well;
};

} // namespace slipway
