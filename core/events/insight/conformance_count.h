// Counts how events meet the expected shapes, for one thread. Internal to the conformance check.
#pragma once
#include "core/events/insight/conformance.h"
#include "core/events/insight/expected_shapes.h"
#include "core/events/json/field_names.h"
#include "core/events/json/field_reader.h"

#include <array>
#include <map>

namespace slipway {

struct Occurrence
{
    qint64 events = 0;
    qint64 exampleRow = -1;
    void add(qint64 row) { exampleRow = events++ == 0 ? row : std::min(exampleRow, row); }
    void add(const Occurrence &other)
    {
        if (other.events > 0)
            exampleRow = events == 0 ? other.exampleRow : std::min(exampleRow, other.exampleRow);
        events += other.events;
    }
};

// For one field: counts by ValueType, and separately of "", which means "no value" in fields of every type.
constexpr size_t emptyText = 7;
using TypeCounts = std::array<Occurrence, 8>;

// By index of ExpectedShapes::shapes.
struct ShapeCount
{
    qint64 events = 0;
    std::vector<Occurrence> missing;             // by ExpectedShape::fields
    std::map<std::string, TypeCounts> occurring; // by field name
    std::map<std::string, TypeCounts> inside;    // by path: what is in `supporting_data`
};

class ConformanceCount
{
public:
    explicit ConformanceCount(const ConformanceSubject &subject);
    void add(qint64 row, std::string_view event); // with eventPadding
    // Adds the counts of another thread; both have to be finished.
    void add(const ConformanceCount &other);
    void finish(); // call it after the last event: files the counts under the names of the fields

    std::vector<ShapeCount> shapes;
    qint64 events = 0, otherTypes = 0;
    // If the subject leaves the version open: how many events show neither, and for how many
    // `_insertion_epoch_timestamp` decided.
    qint64 versionUnclear = 0, versionByMark = 0;
    Occurrence notJson, logStreaming;

private:
    struct Known // what the tables say about a field
    {
        std::vector<int> placeInShape; // -1: not expected
        int marks = -1;                // the type (index into m_types) that alone has the field
        bool isOnlyInV2 = false;
        enum class Streaming { No, Place, Zip, Category } streaming = Streaming::No;
    };
    [[nodiscard]] const Known &known(FieldNames::Id id, std::string_view name);
    [[nodiscard]] std::optional<size_t> shapeOf() const;
    [[nodiscard]] bool showsV1() const { return m_hasV1Mark && !m_hasV2Mark; }
    void lookInside(ShapeCount &count, qint64 row, std::string_view object);

    const ExpectedShapes &m_expected;
    QStringList m_types; // endpoint ids that have a shape
    int m_fixedType = -1;
    std::optional<int> m_fixedVersion;
    bool m_isOtherType = false; // the endpoint does not have a shape
    FieldReader m_reader, m_innerReader;
    FieldNames m_names;
    std::vector<Known> m_known; // by id
    std::vector<std::string> m_fieldNames;
    std::vector<std::vector<TypeCounts>> m_occurring; // by shape, by id
    // For the current event:
    std::vector<std::pair<FieldNames::Id, size_t>> m_fields; // with the index in TypeCounts
    std::vector<int> m_marks;
    bool m_hasV1Mark = false, m_hasV2Mark = false;
    std::vector<quint32> m_stamps; // by id: the event's number where the field was last seen
    quint32 m_stamp = 0;
    std::vector<std::vector<FieldNames::Id>> m_idsOfShape; // by shape, by its fields
};

} // namespace slipway
