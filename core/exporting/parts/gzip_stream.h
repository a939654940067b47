// Compresses the lines of a part into gzip members, on all cores. Each piece of lines is a member of its own,
// and a series of members is a gzip file.
//
// Where a piece ends depends on the lines alone, so that the same lines give the same bytes.
//
// Threads: one; further threads, which end with this object, do the compressing.
#pragma once
#include "core/exporting/parts/part_file.h"

#include <memory>
#include <string_view>

namespace slipway {

class GzipStream
{
public:
    // `file` must outlive this object. It may be opened again when no lines are waiting, that is after
    // endMember() or reset().
    explicit GzipStream(PartFile &file);
    GzipStream(const GzipStream &) = delete;
    ~GzipStream();

    // Adds a line, without its line break. An error may concern an earlier line; it is an error of the file,
    // or Internal.
    [[nodiscard]] Result<void> append(std::string_view line);
    // Completes the last member: all lines so far are then in the file. Does nothing without lines.
    [[nodiscard]] Result<void> endMember();
    // Discards the lines that are not in the file yet.
    void reset();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway
