#include "core/events/json/json_list.h"

#include "core/events/json/event_padding.h"
#include "core/events/json/json_value.h"

namespace slipway {

namespace od = simdjson::ondemand;

struct JsonListReader::Parser
{
    od::parser parser;
};

JsonListReader::JsonListReader() : m_parser(std::make_unique<Parser>()) {}
JsonListReader::~JsonListReader() = default;

bool JsonListReader::read(std::string_view list, const std::function<bool(const FieldValue &)> &visit)
{
    od::document document;
    od::array items;
    if (m_parser->parser.iterate(list.data(), list.size(), list.size() + eventPadding).get(document) ||
        document.get_array().get(items))
        return true;
    for (auto item : items) {
        od::value value;
        FieldValue found;
        if (item.get(value) || !readValue(value, found))
            return true;
        if (!visit(found))
            return false;
    }
    return true;
}

} // namespace slipway
