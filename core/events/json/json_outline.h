// One JSON value as a tree that is read as far as somebody looks: the children of a value are found when it
// is opened. And the same text with line breaks and indentation, every token as it was sent.
#pragma once
#include "core/events/json/field_reader.h"

#include <QByteArray>

namespace slipway {

struct JsonItem
{
    QString name;  // of a field; empty in a list
    QString value; // strings unescaped, the rest as sent; cut off after longestValue characters
    JsonType type = JsonType::Null;
    qsizetype offset = 0, size = 0; // of the value as sent, in the event's text
    bool isDouble = false;          // a field of this name came before

    static constexpr qsizetype longestValue = 2000;
    [[nodiscard]] bool isContainer() const { return type == JsonType::Object || type == JsonType::Array; }
};

struct JsonItems
{
    QList<JsonItem> items;
    bool isWhole = true; // false: there are more than `most`, or the text breaks off
};

// The text of an event with eventPadding bytes behind it, to be shared by all that show it.
[[nodiscard]] QByteArray paddedEvent(std::string_view event);

// The children of the object or list at [offset, offset + size) of `padded` (the result of paddedEvent()).
[[nodiscard]] JsonItems jsonChildren(const QByteArray &padded, qsizetype offset, qsizetype size,
                                     qsizetype most = 20'000);

// A string's whole value, or any other value as it was sent.
[[nodiscard]] QString jsonValueText(const QByteArray &padded, const JsonItem &item);

// At most `most` bytes of the result, cut off between tokens or inside a string. Text that is no JSON comes
// out as it is. Indentation stops growing after some levels, so that a thousand of them stay readable.
[[nodiscard]] QByteArray indentedJson(std::string_view text, qsizetype most);

} // namespace slipway
