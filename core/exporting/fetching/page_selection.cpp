#include "core/exporting/fetching/page_selection.h"

#include <algorithm>
#include <bit>

namespace slipway {
namespace {

constexpr qint64 batch = 3600; // seconds

std::optional<qint64> reachOf(std::vector<qint64> times)
{
    if (times.empty())
        return std::nullopt;
    const auto median = times.begin() + static_cast<std::ptrdiff_t>(times.size() - 1) / 2;
    std::nth_element(times.begin(), median, times.end());
    const qint64 latest = *std::max_element(median, times.end());
    return latest > *median + batch ? *median : latest;
}

} // namespace

Selection select(std::span<const EventFacts> page, const SelectionRules &rules, const EventKeys &known,
                 qint64 mark, bool replays, ReplayedTexts *texts)
{
    Selection selection;
    selection.events.reserve(page.size());
    EventKeys here;
    here.reserve(page.size());
    std::vector<qint64> times;
    times.reserve(page.size());
    const auto isNamed = [](const EventKey128 &key) { return key.id != 0; };
    const bool countsTexts = texts && !rules.continues && !rules.repeatsByTextAlone;
    const bool isFresh = replays && rules.fresh.number > 0;
    std::vector<EventKey128> inRange; // where that matters
    if (countsTexts && ((isFresh && texts->isNewIndex(rules.fresh)) ||
                        !std::ranges::all_of(page, isNamed, &EventFacts::key))) {
        for (const EventFacts &event : page) {
            const qint64 time = event.time.value_or(rules.from);
            if (known.contains(event.key) || (time >= rules.from && time < rules.to))
                inRange.push_back(event.key);
        }
    }
    if (countsTexts && isFresh)
        texts->begin(rules.fresh, inRange);
    // Where nothing was asked for again, two events with the same text are two events, unless the tenant
    // sends a whole page again.
    const bool isKnownPage =
        std::ranges::any_of(inRange, isNamed) &&
        std::ranges::all_of(inRange, [&](const EventKey128 &key) { return known.contains(key); });
    for (const EventFacts &event : page) {
        Disposition what = Disposition::Write;
        if (event.key.id != 0)
            selection.ids = (std::rotl(selection.ids, 7) ^ event.key.id) * 0x9E37'79B9'7F4A'7C15ull | 1;
        if (event.time) {
            times.push_back(*event.time);
            selection.earliest = std::min(selection.earliest.value_or(*event.time), *event.time);
            selection.latest = std::max(selection.latest.value_or(*event.time), *event.time);
            const bool isLate =
                *event.time < rules.from &&
                (mark > rules.leadInUntil || (rules.continues && *event.time >= rules.origin));
            if (isLate)
                what = rules.late == LatePolicy::Keep ? Disposition::WriteLate : Disposition::Late;
            else if (*event.time < rules.from || *event.time >= rules.to)
                what = Disposition::OutOfRange;
        }
        if (rules.isContinuedPage && event.time.value_or(0) < rules.from && !known.contains(event.key))
            what = Disposition::OutOfRange; // the continued export saw it, and left it out
        if (what == Disposition::Write || what == Disposition::WriteLate) {
            const bool hasId = isNamed(event.key);
            const bool isKnown = countsTexts && !hasId && isFresh
                                     ? texts->take(event.key.text)
                                     : (hasId || !countsTexts || isKnownPage) && known.contains(event.key);
            ++(isKnown ? selection.known : selection.fresh);
            selection.changed += !isKnown && known.containsId(event.key.id);
            if ((replays || rules.isContinuedPage) && isKnown)
                what = Disposition::Replayed;
            else if (!rules.keepRepeats && (hasId || rules.repeatsByTextAlone) &&
                     (isKnown || here.contains(event.key)))
                what = Disposition::Repeated;
        }
        switch (what) {
        case Disposition::WriteLate:
            ++selection.lateKept;
            [[fallthrough]];
        case Disposition::Write:
            ++selection.written;
            selection.undated += !event.time;
            selection.sameId += (known.containsId(event.key.id) && !known.contains(event.key)) ||
                                (here.containsId(event.key.id) && !here.contains(event.key));
            here.insert(event.key);
            break;
        case Disposition::OutOfRange:
            ++selection.outOfRange;
            selection.earlier += event.time && *event.time < rules.beginning() - batch;
            break;
        case Disposition::Late:
            ++selection.late;
            break;
        case Disposition::Repeated:
            ++selection.repeated;
            break;
        case Disposition::Replayed:
            ++selection.replayed;
            break;
        }
        selection.events.push_back(what);
    }
    selection.reach = reachOf(std::move(times));
    return selection;
}

} // namespace slipway
