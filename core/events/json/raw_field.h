// Finds a top-level field in an event's text without parsing it: for conditions over millions of events.
#pragma once
#include "core/events/json/field_reader.h"
#include "core/events/json/text_search.h"

#include <optional>
#include <string>

namespace slipway {

class RawField
{
public:
    // `name` is compared with the unescaped names of the top level.
    explicit RawField(const std::string &name);

    // The first top-level field with that name, or Absent. Empty: the event has to be parsed to know (there
    // are nested objects or escapes before the answer, or the value is a list, an object or not plain ASCII).
    [[nodiscard]] std::optional<FieldValue> find(std::string_view event) const;

private:
    bool m_isPlain;
    TextSearch m_key; // the name in its quotes
};

} // namespace slipway
