// The shapes of events that the SIEM expects (resources/shapes.tsv: the six samples that Hunters publishes)
// and the fields of Netskope's published schema (resources/fields.tsv), with a few more that tenants have
// been seen to send.
//
// Netskope fills fields that an event lacks with the default of their type ("", 0, 0.0, false, [] or {}), and
// omits them for types of events that never have them. So a field that has such a default in the sample may
// be absent (docs/netskope-api.md, "Events").
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
    ValueType type = ValueType::String;  // in the sample
    std::optional<ValueType> schemaType; // for this type of event; a type known from others proves nothing
    std::optional<ValueType> alsoSeen;   // another type that tenants have been seen to send
    bool isFilled = false;               // it has a value in the sample; only then can it be missing
    bool isEssential = false;            // without it, the event cannot be identified, ordered or attributed
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
    QString eventTypes;      // comma separated
    bool isOnlySeen = false; // tenants send it, and the schema does not list it

    // Whether events of an endpoint have it; "alert" stands for all kinds of alerts.
    [[nodiscard]] bool isOf(const QString &endpointId) const;
};

struct ExpectedShapes
{
    [[nodiscard]] static const ExpectedShapes &builtIn(); // read once; immutable
    std::vector<ExpectedShape> shapes;
    QHash<QString, SchemaField> schema;
};

} // namespace slipway
