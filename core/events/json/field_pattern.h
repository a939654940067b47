// Recognises events that have the same fields in the same order as an earlier one, and finds the values that
// differ without parsing the rest. Most fields of Netskope's events keep their defaults from event to event,
// so comparing bytes is several times faster than reading every field again.
//
// For one thread.
#pragma once
#include "core/events/json/field_reader.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

class FieldPattern
{
public:
    // A value that differs from the one at the same place of the pattern.
    struct Change
    {
        size_t field = 0; // counted from 0, in the order of the event
        FieldValue value; // in the event that was compared; `text` is left empty
    };

    // Takes over an event and its fields, which FieldReader::readEach() read with the health Well. If they
    // cannot serve as a pattern, because there are no fields or the event is larger than `largest`, it
    // returns false and the pattern is empty.
    static constexpr size_t largest = 256 * 1024;
    [[nodiscard]] bool learn(std::string_view event, const std::vector<FieldReader::Field> &fields);
    void clear();

    // What differs, in the order of the fields, if FieldReader would read `event` with the health Well and
    // find the fields of the pattern. Null: it may or may not be so, and the event has to be read. The
    // changes are valid until the next call.
    [[nodiscard]] const std::vector<Change> *compare(std::string_view event);
    // Makes `event`, with which compare() was just called successfully, the new pattern.
    void follow(std::string_view event);

    [[nodiscard]] size_t count() const { return m_fields.size(); }
    [[nodiscard]] JsonType type(size_t field) const { return m_fields[field].type; }
    [[nodiscard]] std::string_view value(size_t field) const // as sent; until follow(), learn() or clear()
    {
        return std::string_view(m_text).substr(m_fields[field].first,
                                               m_fields[field].last - m_fields[field].first);
    }

private:
    struct Field
    {
        size_t first = 0, last = 0; // of the value in m_text
        JsonType type = JsonType::Absent;
    };
    std::string m_text; // of the event
    std::vector<Field> m_fields;
    std::vector<Change> m_changes;
};

// The value with which `text` starts, without the blanks after it: a string, a number, a literal, or an
// object or a list as a whole. Null for what does not follow the grammar, and for more than 64 levels.
[[nodiscard]] std::optional<FieldValue> leadingValue(std::string_view text);

} // namespace slipway
