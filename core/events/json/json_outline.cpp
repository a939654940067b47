#include "core/events/json/json_outline.h"

#include "core/events/json/event_padding.h"
#include "core/events/json/json_value.h"

#include <QSet>

namespace slipway {
namespace {

namespace od = simdjson::ondemand;

QString shortText(std::string_view text)
{
    return utf8Text(text.substr(0, JsonItem::longestValue * 4)).left(JsonItem::longestValue + 1);
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

} // namespace

QByteArray paddedEvent(std::string_view event)
{
    QByteArray text;
    text.reserve(static_cast<qsizetype>(event.size() + eventPadding));
    text.append(event.data(), static_cast<qsizetype>(event.size()));
    if (!QByteArrayView(text).isValidUtf8()) // as it is shown everywhere
        text = utf8Text({text.constData(), static_cast<size_t>(text.size())}).toUtf8();
    return text.append(static_cast<qsizetype>(eventPadding), ' ');
}

JsonItems jsonChildren(const QByteArray &padded, qsizetype offset, qsizetype size, qsizetype most)
{
    JsonItems result;
    if (offset < 0 || size <= 0 || offset + size + static_cast<qsizetype>(eventPadding) > padded.size())
        return result;
    const auto add = [&](std::string_view name, const FieldValue &value) {
        if (result.items.size() >= most) {
            result.isWhole = false;
            return false;
        }
        JsonItem item;
        item.name = shortText(name);
        item.value = shortText(value.text);
        item.type = value.type;
        item.offset = value.raw.data() - padded.constData();
        item.size = static_cast<qsizetype>(value.raw.size());
        result.items << item;
        return true;
    };
    const std::string_view text(padded.constData() + offset, static_cast<size_t>(size));
    if (text.front() == '{') {
        FieldReader reader;
        QSet<std::string_view> seen;
        for (const FieldReader::Field &field : reader.readAll(text)) {
            if (!add(field.name, field.value))
                return result;
            result.items.back().isDouble = seen.contains(field.name);
            seen.insert(field.name);
        }
        result.isWhole = reader.health() != EventHealth::NotJson;
        return result;
    }
    od::parser parser;
    od::document document;
    od::array array;
    if (parser.iterate(text.data(), text.size(), text.size() + eventPadding).get(document) ||
        document.get_array().get(array)) {
        result.isWhole = false;
        return result;
    }
    for (auto element : array) {
        od::value value;
        FieldValue read;
        if (element.get(value) || !readValue(value, read)) {
            result.isWhole = false;
            return result;
        }
        if (!add({}, read))
            return result;
    }
    return result;
}

QString jsonValueText(const QByteArray &padded, const JsonItem &item)
{
    if (item.type != JsonType::String)
        return QString::fromUtf8(padded.constData() + item.offset, item.size);
    // As the only item of a list, it can be read like any other value.
    QByteArray list = "[" + padded.mid(item.offset, item.size) + "]";
    list = paddedEvent({list.constData(), static_cast<size_t>(list.size())});
    od::parser parser;
    od::document document;
    od::array array;
    const size_t length = static_cast<size_t>(list.size()) - eventPadding;
    if (!parser.iterate(list.constData(), length, length + eventPadding).get(document) &&
        !document.get_array().get(array)) {
        for (auto element : array) {
            std::string_view text;
            if (!element.get_string().get(text))
                return utf8Text(text);
        }
    }
    return QString::fromUtf8(padded.constData() + item.offset, item.size);
}

QByteArray indentedJson(std::string_view text, qsizetype most)
{
    constexpr qsizetype deepest = 40;
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (text[first] != '{' && text[first] != '['))
        return {text.data(),
                static_cast<qsizetype>(std::min<size_t>(text.size(), static_cast<size_t>(most)))};
    QByteArray out;
    qsizetype depth = 0;
    const auto newLine = [&] { out += '\n' + QByteArray(std::clamp<qsizetype>(depth, 0, deepest) * 2, ' '); };
    for (size_t i = first; i < text.size() && out.size() < most; ++i) {
        const char c = text[i];
        if (isBlank(c))
            continue;
        if (c == '"') {
            const size_t start = i++;
            while (i < text.size() && text[i] != '"')
                i += text[i] == '\\' ? 2 : 1;
            const size_t end = std::min(i + 1, text.size());
            out.append(text.data() + start, std::min(static_cast<qsizetype>(end - start), most - out.size()));
        } else if (c == '{' || c == '[') {
            out += c;
            const size_t next = text.find_first_not_of(" \t\r\n", i + 1);
            if (next != std::string_view::npos && (text[next] == '}' || text[next] == ']')) {
                out += text[next];
                i = next;
            } else {
                ++depth;
                newLine();
            }
        } else if (c == '}' || c == ']') {
            --depth;
            newLine();
            out += c;
        } else if (c == ',') {
            out += c;
            newLine();
        } else if (c == ':') {
            out += ": ";
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace slipway
