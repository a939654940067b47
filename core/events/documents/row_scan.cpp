#include "core/events/documents/row_scan.h"

#include <algorithm>
#include <thread>

namespace slipway {

bool scanRows(const EventDocumentPtr &document, RowRange rows, std::stop_token stop,
              const std::function<BlockWork()> &makeWork)
{
    constexpr qint64 block = 4096;
    std::atomic<qint64> next{rows.first};
    const auto run = [&] {
        const std::unique_ptr<EventReader> reader = document->reader();
        const BlockWork work = makeWork();
        while (!stop.stop_requested()) {
            const qint64 first = next.fetch_add(block);
            if (first >= rows.last)
                return;
            work(*reader, {first, std::min(first + block, rows.last)});
        }
    };
    const qint64 blocks = (rows.last - rows.first + block - 1) / block;
    const qint64 threads = std::clamp<qint64>(std::thread::hardware_concurrency(), 1, std::max(blocks, 1LL));
    {
        std::vector<std::jthread> others;
        for (qint64 i = 1; i < threads; ++i)
            others.emplace_back(run);
        run();
    }
    return !stop.stop_requested();
}

} // namespace slipway
