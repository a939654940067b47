#include "core/events/insight/event_difference.h"

#include "core/events/json/field_reader.h"

#include <unordered_map>

namespace slipway {
namespace {

constexpr int deepest = 32; // objects beyond this are compared as text

QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

QString joined(const QString &parent, std::string_view name)
{
    const QString text = utf8Text(name);
    return parent.isEmpty() ? text : parent + u'.' + text;
}

void compare(std::string_view first, std::string_view second, const QString &parent, int depth,
             std::vector<FieldDifference> &out)
{
    using Kind = FieldDifference::Kind;
    FieldReader firstReader, secondReader;
    const auto &left = firstReader.readEach(first);
    const auto &right = secondReader.readEach(second);
    std::unordered_map<std::string_view, size_t> places;
    for (size_t i = 0; i < right.size(); ++i)
        places.try_emplace(right[i].name, i); // of a duplicate name, the first counts
    std::vector<bool> isMet(right.size(), false);
    std::unordered_map<std::string_view, bool> seen;
    for (const FieldReader::Field &field : left) {
        if (!seen.try_emplace(field.name, true).second)
            continue;
        const QString path = joined(parent, field.name);
        const auto place = places.find(field.name);
        if (place == places.end()) {
            out.push_back({path, Kind::OnlyFirst, bytes(field.value.raw), {}});
            continue;
        }
        isMet[place->second] = true;
        const FieldValue &other = right[place->second].value;
        const bool bothObjects = field.value.type == JsonType::Object && other.type == JsonType::Object;
        if (bothObjects && field.value.raw != other.raw && depth < deepest) {
            compare(field.value.raw, other.raw, path, depth + 1, out);
        } else {
            const bool isSame = field.value.type == other.type && field.value.text == other.text;
            out.push_back(
                {path, isSame ? Kind::Same : Kind::Changed, bytes(field.value.raw), bytes(other.raw)});
        }
    }
    for (size_t i = 0; i < right.size(); ++i) {
        if (!isMet[i] && places.at(right[i].name) == i)
            out.push_back({joined(parent, right[i].name), Kind::OnlySecond, {}, bytes(right[i].value.raw)});
    }
}

} // namespace

std::vector<FieldDifference> differenceOf(std::string_view first, std::string_view second)
{
    std::vector<FieldDifference> differences;
    compare(first, second, {}, 0, differences);
    return differences;
}

} // namespace slipway
