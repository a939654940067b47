#include "core/events/event_page.h"

#include "core/events/documents/event_sequence.h"
#include "core/events/event_document.h"

#include <simdjson.h>

namespace slipway {
namespace {

namespace od = simdjson::ondemand;

std::optional<QList<QByteArray>> elements(od::array array)
{
    QList<QByteArray> events;
    for (auto element : array) {
        od::object object;
        std::string_view text;
        if (element.get_object().get(object) || object.raw_json().get(text))
            return {};
        events << QByteArray(text.data(), static_cast<qsizetype>(text.rfind('}') + 1));
    }
    return events;
}

} // namespace

std::optional<QList<QByteArray>> eventsOfPage(std::string_view text)
{
    od::parser parser;
    od::document document;
    od::json_type type{};
    if (parser.iterate(text.data(), text.size(), text.size() + eventPadding).get(document) ||
        document.type().get(type))
        return {};
    std::optional<QList<QByteArray>> events;
    if (type == od::json_type::array) {
        od::array array;
        if (!document.get_array().get(array))
            events = elements(array);
    } else if (type == od::json_type::object) {
        od::object object;
        if (document.get_object().get(object))
            return {};
        bool envelope = false;
        for (auto field : object) {
            std::string_view key;
            od::value value;
            if (field.unescaped_key().get(key) || field.value().get(value))
                return {};
            od::array array;
            if (key == "ok" || key == "status" || key == "timestamp_hwm" || key == "wait_time")
                envelope = true;
            else if ((key == "result" || key == "data") && !events && !value.get_array().get(array))
                events = elements(array);
        }
        if (!envelope)
            return {};
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return {};
    return events;
}

bool startsLikeLines(std::string_view start)
{
    const size_t first = start.find_first_not_of(" \t\r\n\x1e");
    if (first == std::string_view::npos || (start[first] != '{' && start[first] != '['))
        return first != std::string_view::npos;
    const size_t lineEnd = start.find('\n', first);
    const size_t second =
        lineEnd == std::string_view::npos ? lineEnd : start.find_first_not_of(" \t\r\n", lineEnd);
    if (second == std::string_view::npos)
        return false;
    const size_t lastAt = start.find_last_not_of(" \t\r\n", lineEnd);
    const char last = start[lastAt];
    // Several objects on the line: another kind of file.
    if (start[first] == '{' && first + objectSize(start.substr(first, lastAt + 1 - first)) != lastAt + 1)
        return false;
    return start[second] == '{' && (last == '}' || last == ']') && last - start[first] == 2;
}

} // namespace slipway
