#include "core/events/json/field_names.h"

namespace slipway {

FieldNames::FieldNames()
{
    m_entries.emplace_back();
}

FieldNames::Id FieldNames::id(Id parent, std::string_view name)
{
    const Id guess = m_entries[m_previous].next;
    if (guess != root && m_entries[guess].parent == parent && m_entries[guess].name == name)
        return m_previous = guess;
    std::string key(reinterpret_cast<const char *>(&parent), sizeof parent);
    key += name;
    Id found = none;
    if (const auto known = m_ids.find(key); known != m_ids.end()) {
        found = known->second;
    } else if (m_entries.size() <= most) {
        found = static_cast<Id>(m_entries.size());
        m_entries.push_back({parent, std::string(name), root});
        m_ids.emplace(std::move(key), found);
    } else {
        return none;
    }
    m_entries[m_previous].next = found;
    return m_previous = found;
}

std::string FieldNames::path(Id id) const
{
    if (id == root)
        return {};
    const Entry &entry = m_entries[id];
    return entry.parent == root ? entry.name : path(entry.parent) + '.' + entry.name;
}

} // namespace slipway
