// The items of a JSON list.
#pragma once
#include "core/events/json/field_reader.h"

#include <functional>
#include <memory>

namespace slipway {

// One for each thread.
class JsonListReader
{
public:
    JsonListReader();
    ~JsonListReader();

    // Calls visit(item) until it returns false; in that case the result is false. `list` is a list's raw text
    // with eventPadding readable bytes after it. Views are valid during the call. A malformed list ends
    // early.
    bool read(std::string_view list, const std::function<bool(const FieldValue &)> &visit);

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace slipway
