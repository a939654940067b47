#include "core/exporting/journal/page_keys.h"

#include <algorithm>
#include <iterator>

namespace slipway {

std::vector<EventKey128> PageKeys::forJournal() const
{
    std::vector<EventKey128> all;
    all.reserve(again.size() + keys.size());
    std::ranges::copy_if(again, std::back_inserter(all), &EventKey128::isNamed);
    all.insert(all.end(), keys.begin(), keys.end()); // the last one stays the last
    return all;
}

} // namespace slipway
