// The shapes of events that the SIEM expects (resources/shapes.tsv: the six samples that Hunters publishes)
// and the fields of Netskope's published schema (resources/fields.tsv).
#pragma once
#include <QHash>
#include <QString>
#include <optional>
#include <vector>

namespace slipway {

enum class ValueType { Null, Boolean, Integer, Float, String, Map, List };
[[nodiscard]] QString nameOf(ValueType type); // "text", "whole number", … for people

struct ExpectedField
{
    QString name;
    ValueType type = ValueType::String; // in the sample
    std::optional<ValueType> schemaType;
    bool isEssential = false; // without it the event cannot be told apart, ordered or attributed
};

struct ExpectedShape
{
    QString endpointId; // "alert", "application", "audit"
    int version = 2;    // 1 or 2
    std::vector<ExpectedField> fields;
    QHash<QString, size_t> places;
};

struct SchemaField
{
    ValueType type = ValueType::String;
    QString eventTypes; // comma separated
};

struct ExpectedShapes
{
    [[nodiscard]] static const ExpectedShapes &builtIn(); // read once; immutable
    std::vector<ExpectedShape> shapes;
    QHash<QString, SchemaField> schema;
};

} // namespace slipway
