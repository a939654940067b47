// One JSON value as a tree that is read on demand: the children of a value are determined when it is opened.
// Also the same text with line breaks and indentation, with every token as it was sent.
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
    bool isDouble = false;          // an earlier field has the same name

    static constexpr qsizetype longestValue = 2000;
    [[nodiscard]] bool isContainer() const { return type == JsonType::Object || type == JsonType::Array; }
};

struct JsonItems
{
    QList<JsonItem> items;
    bool isWhole = true; // false: there are more than `most`, or the text breaks off
};

// The text of an event followed by eventPadding bytes, which all who show it can share.
[[nodiscard]] QByteArray paddedEvent(std::string_view event);

// The children of the object or list at [offset, offset + size) of `padded` (the result of paddedEvent()).
[[nodiscard]] JsonItems jsonChildren(const QByteArray &padded, qsizetype offset, qsizetype size,
                                     qsizetype most = 20'000);

// The whole value of a string, or any other value as it was sent.
[[nodiscard]] QString jsonValueText(const QByteArray &padded, const JsonItem &item);

// At most `most` bytes of the result, cut off between tokens or inside a string. Text that is not JSON is
// returned as it is. Indentation stops growing after some levels, so that even a thousand levels stay
// readable.
[[nodiscard]] QByteArray indentedJson(std::string_view text, qsizetype most);

} // namespace slipway
