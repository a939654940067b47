#include "core/events/json/field_path.h"

#include "core/events/json/json_list.h"

#include <algorithm>

namespace slipway {

// A path with more steps than this is hostile.
constexpr size_t deepestPath = 32;

struct FieldPathReader::Level
{
    FieldReader fields;
    JsonListReader list;
};

FieldPathReader::FieldPathReader() = default;
FieldPathReader::~FieldPathReader() = default;

void FieldPathReader::read(std::string_view event, const std::string &path,
                           const std::function<bool(const FieldValue &)> &visit)
{
    (void)descend(event, path, 0, visit);
}

// False if `visit` does not want more.
bool FieldPathReader::descend(std::string_view object, const std::string &path, size_t depth,
                              const std::function<bool(const FieldValue &)> &visit)
{
    if (depth >= deepestPath)
        return true;
    if (m_levels.size() <= depth)
        m_levels.push_back(std::make_unique<Level>());
    Level &level = *m_levels[depth];
    // All the ways to split the path at this level, the longest first name first: names with dots exist. Each
    // way is a copy of a part of the path, so only paths that can be real ones are split.
    std::vector<std::string> names{path};
    const bool isSplit =
        std::count(path.begin(), path.end(), '.') <= static_cast<std::ptrdiff_t>(deepestPath);
    for (size_t dot = isSplit ? path.rfind('.') : 0; dot != std::string::npos && dot > 0;
         dot = path.rfind('.', dot - 1))
        names.push_back(path.substr(0, dot));
    const std::vector<FieldValue> values = level.fields.read(object, names);
    for (size_t i = 0; i < names.size(); ++i) {
        const FieldValue value = values[i];
        if (value.type == JsonType::Absent)
            continue;
        if (i == 0) {
            if (!visit(value))
                return false;
            return value.type != JsonType::Array || level.list.read(value.raw, visit);
        }
        const std::string rest = path.substr(names[i].size() + 1);
        if (value.type == JsonType::Object)
            return descend(value.raw, rest, depth + 1, visit);
        if (value.type == JsonType::Array)
            return level.list.read(value.raw, [&](const FieldValue &item) {
                return item.type != JsonType::Object || descend(item.raw, rest, depth + 1, visit);
            });
    }
    return true;
}

} // namespace slipway
