// What a running job prints if there is no terminal on which one line could be kept up to date: a line at its
// start, one whenever it begins to wait for something else, and one a minute. This keeps a log readable.
//
// Pure: the caller has the clock. Threads: one.
#pragma once
#include "core/exporting/journal/export_job.h"

#include <chrono>

namespace slipway {

// "42 %  12,345 events  1,200 events/s  1:20 left"
[[nodiscard]] QString progressText(const JobSnapshot &job);

class ProgressLines
{
public:
    // The line that is due, if there is one. Call it at each change and about once a second, because a reason
    // that changes too often is reported later. `now`: since any fixed moment.
    [[nodiscard]] std::optional<QString> next(const JobSnapshot &job, std::chrono::milliseconds now);

private:
    std::optional<std::chrono::milliseconds> m_told; // when the last line was due
    QString m_reason;                                // reported last, without its numbers
};

} // namespace slipway
