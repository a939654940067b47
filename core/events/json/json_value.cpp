#include "core/events/json/json_value.h"

namespace slipway {
namespace {

namespace od = simdjson::ondemand;

std::string_view trimmed(std::string_view text)
{
    const size_t end = text.find_last_not_of(" \t\r\n");
    return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

} // namespace

bool readValue(od::value value, FieldValue &out)
{
    od::json_type type{};
    if (value.type().get(type))
        return false;
    switch (type) {
    case od::json_type::string: {
        out.type = JsonType::String;
        // The token runs on to the next one: cut the blanks between.
        out.raw = trimmed(value.raw_json_token());
        std::string_view text;
        // A lone surrogate has no text of its own: show it as it was sent.
        out.text = value.get_string().get(text) ? out.raw : text;
        return true;
    }
    case od::json_type::object: {
        out.type = JsonType::Object;
        od::object object;
        if (value.get_object().get(object) || object.raw_json().get(out.raw))
            return false;
        break;
    }
    case od::json_type::array: {
        out.type = JsonType::Array;
        od::array array;
        if (value.get_array().get(array) || array.raw_json().get(out.raw))
            return false;
        break;
    }
    case od::json_type::null:
        out.type = JsonType::Null;
        out.raw = trimmed(value.raw_json_token());
        return out.raw == "null";
    case od::json_type::boolean:
        out.type = JsonType::Boolean;
        out.raw = trimmed(value.raw_json_token());
        if (out.raw != "true" && out.raw != "false")
            return false;
        break;
    case od::json_type::number: // the digits that were sent
        out.type = JsonType::Number;
        out.raw = trimmed(value.raw_json_token());
        break;
    }
    out.raw = trimmed(out.raw); // what follows a nested value up to the next token
    out.text = out.raw;
    return true;
}

} // namespace slipway
