// Compresses a part's lines into gzip members, on all cores: each piece of lines is a member of its own, and
// a file of members one after another is a gzip file.
//
// Where the pieces end depends on the lines alone, so that the same lines make the same bytes.
//
// Threads: one; others, which end with this object, compress beside it.
#pragma once
#include "core/exporting/parts/part_file.h"

#include <memory>
#include <string_view>

namespace slipway {

class GzipStream
{
public:
    // `file` outlives this, and may be opened anew where nothing waits: after endMember() or reset().
    explicit GzipStream(PartFile &file);
    GzipStream(const GzipStream &) = delete;
    ~GzipStream();

    // A line, without its line break. An error may be that of an earlier line: of the file, or Internal.
    [[nodiscard]] Result<void> append(std::string_view line);
    // All lines so far are in the file, whose last member is complete. Without lines: nothing.
    [[nodiscard]] Result<void> endMember();
    // Forgets the lines that are not in the file yet.
    void reset();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway
