#include "core/events/insight/conformance_count.h"

#include "core/netskope/api.h"

#include <algorithm>

namespace slipway {
namespace {

// The time at which Netskope stored the event. All V1 events have it, and V2 events in some tenants.
const QString v1Mark = QStringLiteral("_insertion_epoch_timestamp");
constexpr std::string_view supportingData = "supporting_data";

// Its place in TypeCounts.
size_t typeOf(const FieldValue &value)
{
    const auto place = [](ValueType type) { return static_cast<size_t>(type); };
    switch (value.type) {
    case JsonType::Boolean:
        return place(ValueType::Boolean);
    case JsonType::Number:
        return place(value.raw.find_first_of(".eE") == std::string_view::npos ? ValueType::Integer
                                                                              : ValueType::Float);
    case JsonType::String:
        return value.text.empty() ? emptyText : place(ValueType::String);
    case JsonType::Object:
        return place(ValueType::Map);
    case JsonType::Array:
        return place(ValueType::List);
    case JsonType::Null:
    case JsonType::Absent:
        break;
    }
    return place(ValueType::Null);
}

bool isNumber(std::string_view text)
{
    const bool hasDigit = std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return hasDigit && text.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
}

// "13.4050|52.5200": longitude and latitude in one string, as Log Streaming writes them.
bool isPairOfCoordinates(const FieldValue &value)
{
    if (value.type != JsonType::String || value.text.size() > 60)
        return false;
    const size_t bar = value.text.find('|');
    return bar != std::string_view::npos && isNumber(value.text.substr(0, bar)) &&
           isNumber(value.text.substr(bar + 1));
}

bool isWholeNumber(const FieldValue &value)
{
    return typeOf(value) == static_cast<size_t>(ValueType::Integer);
}

} // namespace

ConformanceCount::ConformanceCount(const ConformanceSubject &subject) : m_expected(ExpectedShapes::builtIn())
{
    const QString &endpointId = subject.endpointId;
    if (subject.api)
        m_fixedVersion = Api::of(*subject.api).number();
    for (const ExpectedShape &shape : m_expected.shapes) {
        if (!m_types.contains(shape.endpointId))
            m_types << shape.endpointId;
    }
    for (const ExpectedShape &shape : m_expected.shapes) {
        ShapeCount count;
        count.missing.resize(shape.fields.size());
        shapes.push_back(std::move(count));
        std::vector<FieldNames::Id> ids;
        for (const ExpectedField &field : shape.fields) {
            const std::string name = field.name.toStdString();
            const FieldNames::Id id = m_names.id(FieldNames::root, name);
            (void)known(id, name);
            ids.push_back(id);
        }
        m_idsOfShape.push_back(std::move(ids));
    }
    m_occurring.resize(shapes.size());
    m_marks.resize(static_cast<size_t>(m_types.size()));
    if (endpointId.isEmpty())
        return;
    // "alerts-dlp" and its like are alerts too.
    m_fixedType = static_cast<int>(m_types.indexOf(
        endpointId.startsWith(QLatin1String("alerts-")) ? QStringLiteral("alert") : endpointId));
    m_isOtherType = m_fixedType < 0;
}

const ConformanceCount::Known &ConformanceCount::known(FieldNames::Id id, std::string_view name)
{
    if (id < m_known.size())
        return m_known[id];
    // Ids are assigned consecutively.
    m_fieldNames.resize(id + 1);
    m_fieldNames[id] = name;
    m_known.resize(id + 1);
    m_stamps.resize(id + 1, 0);
    Known &entry = m_known[id];
    const QString text = utf8Text(name);
    bool isInV1 = false, isInV2 = false;
    std::vector<int> versions(static_cast<size_t>(m_types.size()), 0);
    for (const ExpectedShape &shape : m_expected.shapes) {
        const auto place = shape.places.constFind(text);
        const bool isThere = place != shape.places.constEnd();
        entry.placeInShape.push_back(isThere ? static_cast<int>(*place) : -1);
        versions[static_cast<size_t>(m_types.indexOf(shape.endpointId))] += isThere ? 1 : 0;
        (shape.version == 1 ? isInV1 : isInV2) |= isThere;
    }
    entry.isOnlyInV2 = isInV2 && !isInV1;
    const auto has = [&](const char *part) { return text.contains(QLatin1String(part)); };
    if (text == QLatin1String("src_zipcode") || text == QLatin1String("dst_zipcode"))
        entry.streaming = Known::Streaming::Zip;
    else if (text == QLatin1String("category"))
        entry.streaming = Known::Streaming::Category;
    else if (has("lat") || has("lon") || has("loc") || has("geo") || has("coord"))
        entry.streaming = Known::Streaming::Place;
    // In both versions of one type, and nowhere else.
    if (std::count_if(versions.begin(), versions.end(), [](int n) { return n > 0; }) == 1) {
        const auto both = std::find(versions.begin(), versions.end(), 2);
        if (both != versions.end())
            entry.marks = static_cast<int>(both - versions.begin());
    }
    return entry;
}

void ConformanceCount::add(qint64 row, std::string_view event)
{
    ++events;
    const auto &fields = m_reader.readEach(event);
    if (m_reader.health() == EventHealth::NotJson || m_reader.health() == EventHealth::NotAnObject)
        return notJson.add(row);
    if (m_isOtherType) {
        ++otherTypes;
        return;
    }
    m_fields.clear();
    std::fill(m_marks.begin(), m_marks.end(), 0);
    m_hasV1Mark = m_hasV2Mark = false;
    if (++m_stamp == 0) { // after four thousand million events
        std::fill(m_stamps.begin(), m_stamps.end(), 0);
        m_stamp = 1;
    }
    static const std::string v1Name = v1Mark.toStdString();
    bool hasPair = false, hasZip = false, hasCategory = false;
    std::string_view inner;
    for (const FieldReader::Field &field : fields) {
        const FieldNames::Id id = m_names.id(FieldNames::root, field.name);
        if (id == FieldNames::none)
            continue;
        const Known &entry = known(id, field.name);
        if (m_stamps[id] == m_stamp)
            continue; // of a duplicate name, the first counts
        m_stamps[id] = m_stamp;
        m_fields.emplace_back(id, typeOf(field.value));
        if (entry.marks >= 0)
            ++m_marks[static_cast<size_t>(entry.marks)];
        m_hasV2Mark |= entry.isOnlyInV2;
        m_hasV1Mark |= field.name == v1Name;
        hasPair |= entry.streaming == Known::Streaming::Place && isPairOfCoordinates(field.value);
        hasZip |= entry.streaming == Known::Streaming::Zip && isWholeNumber(field.value);
        hasCategory |= entry.streaming == Known::Streaming::Category && isWholeNumber(field.value);
        if (field.name == supportingData && field.value.type == JsonType::Object)
            inner = field.value.raw;
    }
    if (hasPair || (hasZip && hasCategory))
        return logStreaming.add(row);
    const std::optional<size_t> found = shapeOf();
    if (!found) {
        ++otherTypes;
        return;
    }
    if (!m_fixedVersion) {
        versionUnclear += !m_hasV1Mark && !m_hasV2Mark;
        versionByMark += showsV1();
    }
    ShapeCount &count = shapes[*found];
    ++count.events;
    auto &occurring = m_occurring[*found];
    if (occurring.size() < m_known.size())
        occurring.resize(m_known.size());
    for (const auto &[id, type] : m_fields)
        occurring[id][type].add(row);
    if (!inner.empty() && m_expected.shapes[*found].endpointId == QLatin1String("audit"))
        lookInside(count, row, inner);
    const auto &ids = m_idsOfShape[*found];
    for (size_t i = 0; i < ids.size(); ++i) {
        if (m_stamps[ids[i]] != m_stamp)
            count.missing[i].add(row);
    }
}

void ConformanceCount::lookInside(ShapeCount &count, qint64 row, std::string_view object)
{
    static const std::vector<std::string> names{"data_type", "data_values"};
    const std::vector<FieldValue> &values = m_innerReader.read(object, names);
    for (size_t i = 0; i < names.size(); ++i) {
        if (values[i].type != JsonType::Absent)
            count.inside[std::string(supportingData) + '.' + names[i]][typeOf(values[i])].add(row);
    }
}

std::optional<size_t> ConformanceCount::shapeOf() const
{
    int type = m_fixedType;
    if (type < 0) {
        const auto most = std::max_element(m_marks.begin(), m_marks.end());
        if (*most > 0) {
            type = static_cast<int>(most - m_marks.begin());
        } else {
            // No field is specific to application events. They are recognised by having most of the fields
            // that both of their samples have.
            type = static_cast<int>(m_types.indexOf(QLatin1String("application")));
            size_t shared = 0, has = 0;
            for (size_t i = 0; i < m_expected.shapes.size(); ++i) {
                if (m_expected.shapes[i].endpointId != m_types[type] || m_expected.shapes[i].version != 1)
                    continue;
                shared = m_idsOfShape[i].size();
                for (const FieldNames::Id id : m_idsOfShape[i])
                    has += m_stamps[id] == m_stamp ? 1 : 0;
            }
            if (has * 2 < shared)
                return std::nullopt;
        }
    }
    const int version = m_fixedVersion.value_or(showsV1() ? 1 : 2);
    for (size_t i = 0; i < m_expected.shapes.size(); ++i) {
        if (m_expected.shapes[i].endpointId == m_types[type] && m_expected.shapes[i].version == version)
            return i;
    }
    return std::nullopt;
}

void ConformanceCount::finish()
{
    for (size_t shape = 0; shape < shapes.size(); ++shape) {
        for (size_t id = 0; id < m_occurring[shape].size(); ++id) {
            const auto &types = m_occurring[shape][id];
            if (std::any_of(types.begin(), types.end(), [](const Occurrence &o) { return o.events > 0; }))
                shapes[shape].occurring[m_fieldNames[id]] = types;
        }
    }
}

void ConformanceCount::add(const ConformanceCount &other)
{
    events += other.events;
    versionUnclear += other.versionUnclear;
    versionByMark += other.versionByMark;
    otherTypes += other.otherTypes;
    notJson.add(other.notJson);
    logStreaming.add(other.logStreaming);
    for (size_t i = 0; i < shapes.size(); ++i) {
        shapes[i].events += other.shapes[i].events;
        for (size_t field = 0; field < shapes[i].missing.size(); ++field)
            shapes[i].missing[field].add(other.shapes[i].missing[field]);
        const auto merge = [](auto &into, const auto &from) {
            for (const auto &[name, types] : from) {
                for (size_t type = 0; type < types.size(); ++type)
                    into[name][type].add(types[type]);
            }
        };
        merge(shapes[i].occurring, other.shapes[i].occurring);
        merge(shapes[i].inside, other.shapes[i].inside);
    }
}

} // namespace slipway
