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
    const bool countsTexts = texts && !rules.repeatsByTextAlone;
    const bool isFresh = replays && rules.fresh.number > 0;
    const auto isFormer = [&](const EventFacts &event) {
        return rules.continues && event.time.value_or(rules.beginning()) < rules.from;
    };
    std::vector<ReplayedEvent> inRange; // where that matters
    bool endsInRange = false;
    if (countsTexts && ((isFresh && texts->isNewIndex(rules.fresh)) ||
                        !std::ranges::all_of(page, &EventKey128::isNamed, &EventFacts::key))) {
        for (const EventFacts &event : page) {
            const qint64 time = event.time.value_or(rules.beginning());
            endsInRange = known.contains(event.key) || (time >= rules.beginning() && time < rules.to);
            if (endsInRange)
                inRange.push_back({event.key, isFormer(event)});
        }
    }
    if (countsTexts && isFresh)
        texts->begin(rules.fresh, inRange, page.size(), endsInRange);
    // Where nothing was asked for again, two events with the same text are two events, unless the tenant
    // sends a whole page again.
    const bool isKnownPage =
        std::ranges::any_of(inRange, &EventKey128::isNamed, &ReplayedEvent::key) &&
        std::ranges::all_of(inRange, [&](const ReplayedEvent &event) { return known.contains(event.key); });
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
            const bool hasId = event.key.isNamed();
            const ReplayedEvent replayed{event.key, isFormer(event)};
            const bool isTaken = !hasId && countsTexts && isFresh && texts->take(replayed);
            bool isKnown = known.contains(event.key);
            if (!hasId && countsTexts && rules.isContinuedPage)
                isKnown = isKnown && replayed.isFormer; // its events from after `from` are in no file yet
            else if (!hasId && countsTexts)
                isKnown = isTaken || (!isFresh && isKnownPage && isKnown);
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
