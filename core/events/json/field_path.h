// The values at a dotted path ("supporting_data.data_type") in one event after another.
#pragma once
#include "core/events/json/field_reader.h"

#include <functional>
#include <memory>

namespace slipway {

// One for each thread.
class FieldPathReader
{
public:
    FieldPathReader();
    ~FieldPathReader();

    // Calls visit(value) for the value of `path`, and if that is a list, for each of its items too, until it
    // returns false. Without such a field it calls nothing. A field with exactly the name `path` comes first;
    // otherwise each dot leads into an object, or into each object of a list. A path with more than 32 dots
    // is only ever the name of one field. Views are valid during the call. `event` must have eventPadding
    // readable bytes after it.
    void read(std::string_view event, const std::string &path,
              const std::function<bool(const FieldValue &)> &visit);

private:
    bool descend(std::string_view object, const std::string &path, size_t depth,
                 const std::function<bool(const FieldValue &)> &visit);
    struct Level;
    std::vector<std::unique_ptr<Level>> m_levels; // the views of one level stay valid while the next is read
};

} // namespace slipway
