// Assigns a small number to each field in a stream of events. Events of one kind have the same fields in
// nearly the same order, so the field that came next last time is tried before anything is looked up.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace slipway {

// For one thread.
class FieldNames
{
public:
    using Id = std::uint32_t;
    static constexpr Id root = 0;           // the event itself
    static constexpr Id none = 0xffff'ffff; // there are too many fields already
    static constexpr size_t most = 10'000;  // the limit, since a hostile event can have any number

    FieldNames();
    // The number of field `name` in the object that is field `parent`.
    [[nodiscard]] Id id(Id parent, std::string_view name);
    [[nodiscard]] size_t count() const { return m_entries.size(); } // including the root
    [[nodiscard]] std::string path(Id id) const;                    // names joined by dots; the root: empty

private:
    struct Entry
    {
        Id parent = root;
        std::string name;
        Id next = root; // the field that came next last time
    };
    std::vector<Entry> m_entries;
    std::unordered_map<std::string, Id> m_ids; // by parent and name
    Id m_previous = root;
};

} // namespace slipway
