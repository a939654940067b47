#include "core/events/json/field_reader.h"

#include "core/events/json/event_padding.h"
#include "core/events/json/json_value.h"
#include "core/events/json/page_scan.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

namespace slipway {
namespace {

namespace od = simdjson::ondemand;

// The index of the parser is four bytes for each byte of the largest event so far: release it after a giant.
constexpr size_t keptCapacity = 16 << 20;

// Invalid sequences become U+FFFD, as in every browser and in Qt.
std::string repaired(std::string_view text)
{
    std::string whole = utf8Text(text).toStdString();
    whole.append(eventPadding, ' ');
    return whole;
}

} // namespace

static_assert(eventPadding >= simdjson::SIMDJSON_PADDING);

struct FieldReader::Parser
{
    od::parser parser;
    od::document document;
    std::string repairedText;

    // Calls visit(name, value, goOn) for each field until it clears goOn, or returns false because the value
    // is malformed. The result is the health, as far as the event was read.
    template<class Visit>
    EventHealth forEach(std::string_view event, Visit visit)
    {
        if (parser.capacity() > keptCapacity && event.size() < keptCapacity)
            parser = od::parser();
        EventHealth health = EventHealth::Well;
        auto error = parser.iterate(event.data(), event.size(), event.size() + eventPadding).get(document);
        if (error == simdjson::UTF8_ERROR) {
            health = EventHealth::BrokenText;
            repairedText = repaired(event);
            error =
                parser.iterate(repairedText.data(), repairedText.size() - eventPadding, repairedText.size())
                    .get(document);
        }
        od::json_type type{};
        if (error || document.type().get(type))
            return EventHealth::NotJson;
        if (type != od::json_type::object)
            return document.raw_json().error() ? EventHealth::NotJson : EventHealth::NotAnObject;
        od::object object;
        if (document.get_object().get(object))
            return EventHealth::NotJson;
        for (auto field : object) {
            std::string_view name;
            od::value value;
            if (field.unescaped_key().get(name) || field.value().get(value))
                return EventHealth::NotJson;
            bool goOn = true;
            if (!visit(name, value, goOn))
                return EventHealth::NotJson;
            if (!goOn)
                return health;
        }
        // Something after the closing brace, as when two events share a line?
        return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? health : EventHealth::NotJson;
    }
};

FieldReader::FieldReader() : m_parser(std::make_unique<Parser>()) {}
FieldReader::~FieldReader() = default;

const std::vector<FieldValue> &FieldReader::read(std::string_view event,
                                                 const std::vector<std::string> &names)
{
    m_values.assign(names.size(), FieldValue());
    size_t missing = names.size();
    if (missing > 0) {
        m_parser->forEach(event, [&](std::string_view name, od::value value, bool &goOn) {
            for (size_t i = 0; i < names.size(); ++i) {
                if (names[i] != name || m_values[i].type != JsonType::Absent)
                    continue;
                FieldValue found;
                if (!readValue(value, found))
                    return false;
                m_values[i] = found;
                goOn = --missing > 0;
                break;
            }
            return true;
        });
    }
    return m_values;
}

const std::vector<FieldReader::Field> &FieldReader::readEach(std::string_view event)
{
    m_fields.clear();
    m_health = m_parser->forEach(event, [&](std::string_view name, od::value value, bool &) {
        FieldValue found;
        if (m_fields.size() == mostFieldsOfEvent || !readValue(value, found))
            return false;
        m_fields.push_back({name, found});
        return true;
    });
    return m_fields;
}

const std::vector<FieldReader::Field> &FieldReader::readAll(std::string_view event)
{
    (void)readEach(event);
    // Only values that are read are checked against the grammar, and not what is inside them.
    const auto isWorseThanItsBytes = [&] {
        const auto odd = scanEvent(event).odd;
        return odd && odd->oddity != Oddity::NotUtf8 && odd->oddity != Oddity::TooDeep;
    };
    if ((m_health == EventHealth::Well || m_health == EventHealth::BrokenText) && isWorseThanItsBytes())
        m_health = EventHealth::NotJson;
    if (m_health == EventHealth::Well) {
        std::unordered_set<std::string_view> seen;
        for (const Field &field : m_fields) {
            if (!seen.insert(field.name).second)
                m_health = EventHealth::DuplicateKeys;
        }
    }
    return m_fields;
}

} // namespace slipway
