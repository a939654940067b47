#include "core/exporting/fetching/iterator_fetch.h"

#include <algorithm>
#include <cstdlib>

namespace slipway {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr qint64 day = 86'400, hour = 3'600; // seconds
constexpr qint64 batch = hour;               // the tenant reads from an epoch in batches of an hour
constexpr int mostRepeats = 3;               // pages in a row that have come before
constexpr int mostFreshStarts = 3;           // in a row, without anything new
constexpr int mostIndexes = 12;              // in a row, without anything later than before
constexpr int mostStillPages = 10'000;   // in a row, without an event in the range and without a moving mark
constexpr int mostAlike = 200;           // pages in a row with as many events, of the same times
constexpr int mostStanding = 10'000;     // pages in a row that are not later than what came before
constexpr int mostEmptyBatches = 20'000; // in a row: 90 days in batches of an hour are 2,160
constexpr int emptiesBeforeDoubt = 3;    // answers without events before a fresh index is asked
constexpr int mostEmptyHours = 24;       // at the start of a range, on a tenant without marks
constexpr int enoughWords = 3;           // of the tenant, on two indexes, that an hour has no events
constexpr int claimsAfterJump = 3;       // of an end that comes with a jump, on that many indexes
constexpr uint64_t theEnd = 0;           // in place of an event
constexpr int mostUnmarked = 3;          // answers without marks that may come among others
constexpr int mostHourTries = 3;         // of a `resend` that has to be the second one on an index
constexpr int answersBeyond = 4;         // if they say that the tenant is beyond the range
constexpr milliseconds trouble{300'000}; // for so long after a fault, answers without events are suspect
constexpr int patience = 10;             // how many times longer the pauses between such answers are then
constexpr qint64 presence =
    300; // seconds by which a mark of the present time may differ from the tenant's clock
constexpr int claimsBeyond = 2; // how many of them are enough if an event from after the range follows

// Identifies an event even if its text changes, provided that it has an id.
uint64_t nameOf(const EventKey128 &key)
{
    return key.id != 0 ? key.id : key.text;
}

// Whether a mark is the time at which its page was sent.
bool isPresent(qint64 mark, const PageFacts &page, const FetchTime &now)
{
    return std::abs(mark - page.sentAt.value_or(now.wall)) <= presence;
}

milliseconds asked(std::optional<qint64> wait)
{
    return seconds(std::clamp<qint64>(wait.value_or(0), 0, hour));
}

} // namespace

IteratorFetch::IteratorFetch(FetchRules rules, const FetchPosition &position)
    : m_rules(std::move(rules)), m_pages(position.pages), m_mark(std::max(position.mark, from())),
      m_latest(position.latest), m_lastChecksum(position.lastChecksum), m_index(position.index),
      m_indexStart(position.index == 0 && !m_rules.selection.continues ? from() : position.indexStart),
      m_indexPages(position.indexPages), m_doubtsLatest(position.doubtsLatest),
      m_knowsLost(position.knowsLost && position.trusted), m_isFromStart(position.indexPages == 0),
      m_isPlaced(position.indexPages > 0), m_continuesFreshIndex(position.continuesFreshIndex),
      m_gaveNew(position.index == 0 || position.indexPages > 0 || position.beginsContinuation),
      m_retries(m_rules)
{
    if (position.index > 0)
        m_replayUntil = m_mark;
    m_step.index = m_index;
    // The last page of the continued export has events that belong to this one, so another index that brings
    // it does not bring a known page.
    if (position.beginsContinuation && (position.index > 0 || !position.trusted))
        m_lastChecksum.clear();
    if (!position.trusted) {
        startIndex(provenStart());
        m_gaveNew = position.pages == 0; // nothing was requested yet, so another index has to confirm its end
    } else if (position.beginsContinuation && position.index == 0)
        position.mayResend ? resend(Expect::LastPage) : continueAfresh();
    else if (position.indexPages == 0)
        m_step.operation = Operation::from(m_indexStart);
    else {
        resend(position.intentOpen ? Expect::KnownOrNew : Expect::KnownPage);
        m_seen.insert(m_lastChecksum); // a cache may send it again, even if that `resend` never brings it
    }
}

qint64 IteratorFetch::coveredUntil() const
{
    return hasMarks() ? m_mark : std::clamp(m_latest, from(), to());
}

std::optional<qint64> IteratorFetch::believableMark(const PageFacts &page, const FetchTime &now) const
{
    // Some tenants only repeat the epoch that they were asked for.
    const bool says = page.mark && *page.mark > 0 && (*page.mark > m_indexStart || hasMarks());
    if (!says || *page.mark > std::max(now.wall, page.sentAt.value_or(0)) + day)
        return std::nullopt;
    // Until a page comes whose events are all from after the range, such marks say nothing.
    const std::optional<qint64> reach = page.reach ? page.reach : page.latest;
    const bool isAfter = page.fresh == 0 && page.known == 0 && reach.value_or(to()) >= to();
    const bool saysNothing = reach || isPresent(*page.mark, page, now);
    return m_marksAreAhead && *page.mark >= to() && saysNothing && !isAfter ? std::nullopt : page.mark;
}

bool IteratorFetch::isEndAhead(const PageFacts &page, std::optional<qint64> mark, const FetchTime &now) const
{
    if (!mark || *mark < to())
        return false;
    // Where no time of an event can be read, only marks show how far the tenant has sent.
    if (!page.latest)
        return page.fresh + page.known > 0 && isPresent(*mark, page, now);
    // An event from after the mark has a wrong time.
    const qint64 sent = *page.latest > *mark ? page.reach.value_or(*page.latest) : *page.latest;
    return sent < to() && *mark > sent + batch;
}

void IteratorFetch::readOn(milliseconds pause, PauseReason reason)
{
    m_expect = Expect::Anything;
    m_step = {FetchStep::Do::Ask, Operation::next(), {}, m_index, pause, reason, Obstacle::None};
}

void IteratorFetch::resend(Expect expect, milliseconds pause, PauseReason reason)
{
    m_expect = expect;
    m_step = {FetchStep::Do::Ask, Operation::resend(), {}, m_index, pause, reason, Obstacle::None};
}

void IteratorFetch::askAgain(milliseconds pause, PauseReason reason)
{
    m_step.pause = pause;
    m_step.reason = reason;
}

void IteratorFetch::startIndex(qint64 from)
{
    ++m_index;
    m_indexStart = from;
    m_indexPages = 0;
    m_isWindow = m_knowsLost = false;
    m_endAhead.reset();
    m_isFromStart = true;
    m_isPlaced = m_gaveNew = m_sawKnown = m_sawLast = m_askedAgain = false;
    m_indexMark = m_indexLatest = m_indexNewest = m_hourMark = 0;
    m_replayUntil = m_mark;
    m_isPastKnown = false;
    m_seen.clear();
    m_seenIds.clear();
    m_previous = {};
    m_empty = m_emptyInRow = m_emptyResends = m_repeats = m_unreadable = m_unproven = m_quiet = m_beyond =
        m_unmarked = 0;
    m_isQuietWeak = m_hasLoweredMark = m_hasProvenHours = m_wasEnd = m_hasJumped = m_isAfterAside = false;
    m_resentMark.reset();
    m_emptyMark.reset();
    m_expect = Expect::Anything;
    m_step = {FetchStep::Do::Ask,       Operation::from(from), {}, m_index, {},
              PauseReason::CursorCheck, Obstacle::None};
    // Each of them seemed to bring something new, since otherwise one of the other limits would have been
    // reached: that is most likely the same events with other texts.
    if (++m_indexes > mostIndexes)
        giveUp(Obstacle::Changes);
}

void IteratorFetch::confirmEnd()
{
    if (m_isFromStart && endsTooEarly()) {
        startAfresh(Obstacle::LostCursor);
        return;
    }
    m_isEndClaimed = true;
    m_claimedAt = endOfIndex();
    m_claims = 1;
    const bool isSaidAgain = areHoursProven(theEnd);
    if (m_quiet == 0 && !isSaidAgain)
        m_quietWords = enoughWords; // no quiet hours precede it, or `resend` has proven them
    startIndex(confirmationStart());
}

void IteratorFetch::startAfresh(Obstacle obstacle)
{
    if (++m_fresh > mostFreshStarts)
        return giveUp(obstacle);
    startIndex(provenStart());
}

qint64 IteratorFetch::provenStart() const
{
    // If no mark ever moved, only the events' own times show where the files end, and those are not sorted
    // within a batch.
    return hasMarks() ? m_mark : std::max(from(), std::min(m_latest, to()) - batch);
}

void IteratorFetch::continueAfresh()
{
    startIndex(provenStart());
    m_lastChecksum.clear(); // on another index it is a page like any other, and may have new events
    m_gaveNew = true;       // nothing was requested yet, so another index has to confirm its end
}

bool IteratorFetch::goOnAt(qint64 start)
{
    if (!m_isAfterPage || !hasMarks() || start > m_mark)
        return false;
    startIndex(start);
    m_isWindow = true;
    m_step.reason = PauseReason::None;
    m_gaveNew = true; // an end that it claims has to be confirmed on another index, as on the one before it
    m_isAfterPage = false;
    return true;
}

void IteratorFetch::leaveIndex()
{
    startIndex(provenStart());
    m_gaveNew = true;
    m_isAfterPage = false;
}

SelectionRules IteratorFetch::selection() const
{
    SelectionRules rules = m_rules.selection;
    rules.isContinuedPage = m_expect == Expect::LastPage;
    rules.fresh = {m_index, m_indexStart, m_isFromStart};
    return rules;
}

qint64 IteratorFetch::confirmationStart() const
{
    return hasMarks() ? m_mark : std::max(from(), std::min(m_latest, to()));
}

void IteratorFetch::giveUp(Obstacle obstacle)
{
    m_step.what = FetchStep::Do::GiveUp;
    m_step.obstacle = obstacle;
}

PageVerdict IteratorFetch::served(const PageFacts &page, const FetchTime &now)
{
    m_isAfterPage = false;
    // A page that is only sent again says nothing about the one after it, which may fail each time.
    if (page.sent == 0) {
        if (m_step.operation.verb != Operation::Verb::Resend)
            m_retries.succeeded();
        return servedNothing(page, now);
    }
    if (m_step.operation.verb != Operation::Verb::Resend)
        recovered();
    m_emptyResends = 0;
    const Expect expect = std::exchange(m_expect, Expect::Anything);
    const Operation::Verb verb = m_step.operation.verb;
    m_reach = page.reach ? page.reach : page.latest;
    if (m_reach)
        m_reach = std::min(*m_reach, std::max(now.wall, page.sentAt.value_or(0)) + day);
    if (m_endAhead && page.fresh == 0 && page.known == 0 && m_reach.value_or(0) >= to())
        return take(page, std::exchange(m_endAhead, std::nullopt));
    if (m_endAhead && (verb == Operation::Verb::Next || page.checksum != m_lastChecksum)) {
        m_endAhead.reset();
        m_marksAreAhead = true;
    }
    const std::optional<qint64> mark = believableMark(page, now);
    const bool advances = mark && *mark > m_mark;
    // Events that are sent again with different content are written, but do not count as progress: otherwise
    // there would always be something new on a stuck cursor, or when the end is looked for again.
    const qint64 fresh = page.fresh - page.changed, known = page.known + page.changed;
    const bool wasSeen = m_seen.contains(page.checksum) ||
                         (page.ids != 0 && fresh == 0 && !advances && m_seenIds.contains(page.ids));
    // An export that continues this one has to know which pages contain events from after its end, and only
    // the pages that are taken are on record.
    const bool holdsLater = page.latest.value_or(0) >= to() && !wasSeen && page.checksum != m_lastChecksum;
    m_emptyInRow = 0;
    m_isAfterAside = m_isAfterAside && verb == Operation::Verb::Resend;
    m_wasEnd = m_wasEnd && verb == Operation::Verb::Resend;

    // A forgotten index may continue with whatever arrives now, and a single mark may be wrong. Another index
    // has to come to the same end.
    const bool isAbrupt = endsAbruptly(page, mark) && m_firstOfEnd != nameOf(page.first);
    if (isAbrupt)
        m_firstOfEnd = nameOf(page.first);
    if (expect == Expect::LastPage) {
        if (page.checksum != m_lastChecksum || isAbrupt) {
            noteOwed(page, mark);
            continueAfresh();
            return {};
        }
        m_isPlaced = true;
        return take(page, mark);
    }
    if (expect == Expect::KnownPage && page.checksum != m_lastChecksum &&
        (page.fresh > 0 || page.known == 0 || isRestarted())) {
        noteOwed(page, mark);
        startAfresh(Obstacle::LostCursor); // it is not where this export was
        return {};
    }
    if (verb == Operation::Verb::Resend) {
        if (page.checksum == m_lastChecksum || wasSeen || (fresh == 0 && known > 0)) {
            m_isPlaced = true;
            m_hasProvenHours = m_hasProvenHours || (m_quiet > 0 && m_unproven == 0);
            m_unproven = m_quiet = m_beyond = 0;
            m_isQuietWeak = false;
            notePlace(page, mark);
            note(page); // if `next` brings it again, it stands in the place of another one
            if (page.changed > 0) {
                m_mayResend = m_mayResend && expect != Expect::SecondWord;
                m_mayResendHours = m_mayResendHours && expect != Expect::EmptyHour;
            }
            if ((holdsLater || page.changed > 0) && isAbrupt) {
                checkGap(page, mark);
                return {};
            }
            if (holdsLater || page.changed > 0)
                return take(page, mark);
            readOn(expect == Expect::SecondWord ? std::max(asked(page.wait), m_rules.pause) : milliseconds(0),
                   PauseReason::NothingNew);
            if (expect == Expect::SecondWord || expect == Expect::EmptyHour)
                m_mayResend = false; // it does not send empty pages again
            PageVerdict verdict;
            verdict.provesCursor = true;
            return verdict;
        }
        if (std::exchange(m_knowsLost, false) && expect == Expect::KnownOrNew && !page.holdsLost) {
            noteOwed(page, mark);
            startAfresh(Obstacle::LostCursor); // the state file is older: this page is further on
            return {};
        }
        // It may be the page before the empty one, with other texts.
        if (expect == Expect::SecondWord && isLikePrevious(page))
            m_mayResend = false;
        if (expect == Expect::EmptyHour && isLikePrevious(page))
            m_mayResendHours = false;
    }
    if (m_unproven > 0)
        m_troubledAt = now.steady; // the tenant had more to send than it said
    // What a `resend` brings may be what the request just before it should have brought, but nothing earlier.
    const int explained = verb == Operation::Verb::Resend && expect == Expect::SecondWord ? 1 : 0;
    if (expect == Expect::EmptyHour)
        --m_quiet;
    else if (explained > m_unproven && m_beyond > 0)
        --m_beyond;
    if (m_isPlaced && m_unproven > explained) {
        // A page may have been lost on its way, and only another index can show it. If that one is empty
        // there as well, and goes on with the same event, the tenant has none before it.
        const uint64_t first = nameOf(page.first);
        if (std::exchange(m_firstAfterGap, first) != first) {
            checkGap(page, mark);
            return {};
        }
    } else if (!m_isPlaced && verb == Operation::Verb::Next) {
        // The index was empty where it was started. Whether it was really there cannot be known now, unless
        // another index goes on with the same event: then the tenant has none in its first batch.
        const uint64_t first = nameOf(page.first);
        if (std::exchange(m_firstAfterNothing, first) != first) {
            checkGap(page, mark);
            return {};
        }
    }
    if (verb == Operation::Verb::Next && isAfterClaimedEnd(page, mark))
        return take(page, mark);
    if ((fresh > 0 || advances) && confirmQuiet(page, mark))
        return {};
    if (isAbrupt && !wasSeen) {
        if (m_hasProvenHours && std::exchange(m_afterQuiet, nameOf(page.first)) != nameOf(page.first))
            m_quietWords = enoughWords - 1; // `resend` has said so as well
        checkGap(page, mark);
        return {};
    }
    m_isPlaced = true;
    m_unproven = 0;
    if (verb != Operation::Verb::Resend && !getsSomewhere(page, advances)) {
        giveUp(page.changed > 0 ? Obstacle::Changes : Obstacle::Circles);
        return {};
    }

    // An index does not go back, and does not begin a day before its start: then the mark is wrong.
    const bool mayBeBefore =
        mark && *mark <= m_mark - batch && *mark >= m_indexMark && *mark > m_indexStart - day;
    if (isRestarted() && !wasSeen && mayBeBefore && page.fresh > 0 &&
        !(page.ids != 0 && m_seenIds.contains(page.ids)) && page.latest.value_or(m_mark) <= m_mark) {
        if (m_isWindow) {
            // Those are remembered of whatever a window can begin with, so the mark is not what it should be.
            leaveIndex();
            return {};
        }
        // The tenant began at the start of its batch, so all of this is before the proven mark.
        notePlace(page, mark);
        note(page);
        readOn(asked(page.wait), PauseReason::WaitTime);
        return {};
    }
    // A fresh index begins before the last page in the files, but from there on it does not go back either.
    const qint64 markSoFar = isRestarted() ? m_indexMark : m_mark;
    const qint64 latestSoFar = isRestarted() ? m_indexLatest : m_latest;
    const bool goesBack =
        hasMarks() ? mark && *mark < markSoFar : m_reach.value_or(latestSoFar) < latestSoFar - 3 * batch;
    // What two indexes send after everything that is in the files is in its place: events that arrived late.
    const bool isInPlace =
        !hasMarks() && isRestarted() && !wasSeen && m_sawKnown &&
        (m_inPlace.contains(page.checksum) || (page.checksum == m_wentBack && m_indexNewest >= m_latest));
    if (goesBack && isInPlace) {
        m_inPlace.insert(page.checksum); // later indexes send it as well
        m_doubtsLatest = false;
    } else if (goesBack) {
        m_wentBack = page.checksum;
        m_doubtsLatest = m_doubtsLatest || (!hasMarks() && !wasSeen && fresh > 0);
        startAfresh(wasSeen ? Obstacle::Circles : Obstacle::GoesBack);
        return {};
    }
    notePlace(page, isEndAhead(page, mark, now) ? std::nullopt : mark);
    if (isRestarted() && !m_gaveNew && known > 0 && m_indexNewest >= m_latest)
        m_doubtsLatest = false; // another index has sent the latest event in its place
    if (wasSeen || (fresh == 0 && known > 0 && !advances && !holdsLater)) {
        m_sawKnown = true;
        if (!wasSeen)
            m_quiet = m_beyond = 0;                      // what follows them is in the files already
        const bool expected = isRestarted() && !wasSeen; // a fresh index sends again what it should
        m_repeats = expected ? 0 : m_repeats + 1;
        if (page.changed > 0) {
            PageVerdict verdict = take(page, mark);
            verdict.follows = verdict.follows && expected; // another index may come next
            m_isPendingRepeat = !expected;
            return verdict;
        }
        note(page);
        if (m_repeats >= mostRepeats)
            startAfresh(Obstacle::Circles);
        else if (expected)
            readOn(asked(page.wait), PauseReason::WaitTime);
        else // something on the way may have sent it in place of another page, which the tenant counts as
             // sent
            resend(Expect::KnownOrNew, std::max(asked(page.wait), m_rules.pause), PauseReason::CursorCheck);
        return {};
    }
    if (isEndAhead(page, mark, now)) {
        // Two indexes have said so. Before it is believed, `next` has to bring nothing of the range.
        const PageVerdict verdict = take(page, std::nullopt);
        m_endAhead = mark;
        m_wordsAfterEnd = 0;
        return verdict;
    }
    return take(page, mark);
}

bool IteratorFetch::isAhead(std::optional<qint64> mark) const
{
    return hasMarks() ? mark && *mark >= m_mark : m_reach.value_or(0) >= m_latest - 3 * batch;
}

bool IteratorFetch::endsAbruptly(const PageFacts &page, std::optional<qint64> mark) const
{
    const auto beginsAfter = [&](qint64 time) { return page.earliest && *page.earliest > time + batch; };
    if (mark && *mark >= to())
        return beginsAfter(m_mark) || *mark > page.latest.value_or(*mark) + batch;
    const bool isAfter = !hasMarks() && !mark && page.fresh == 0 && page.known == 0;
    return isAfter && m_reach.value_or(0) >= to() + batch && beginsAfter(std::max(m_latest, from()));
}

bool IteratorFetch::isAfterClaimedEnd(const PageFacts &page, std::optional<qint64> mark)
{
    if (!isConfirming() || m_beyond < claimsBeyond || m_hasJumped || !m_emptyMark || *m_emptyMark < to())
        return false;
    const bool follows = mark && *mark >= *m_emptyMark && page.fresh == 0 && page.known == 0 &&
                         page.earliest && *page.earliest <= *m_emptyMark + batch &&
                         *mark <= page.latest.value_or(0) + batch;
    return follows && !m_owes && m_claimedAt == endOfIndex() && !endsTooEarly();
}

void IteratorFetch::noteOwed(const PageFacts &page, std::optional<qint64> mark)
{
    m_owes = m_owes || (isAhead(mark) && page.fresh > page.changed);
}

void IteratorFetch::checkGap(const PageFacts &page, std::optional<qint64> mark)
{
    noteOwed(page, mark);
    if (m_afterQuiet != nameOf(page.first))
        m_afterQuiet.reset(); // there are events that the index before it did not come to
    startAfresh(Obstacle::LostCursor);
}

bool IteratorFetch::areHoursProven(uint64_t place)
{
    if (std::exchange(m_afterQuiet, place) != place)
        m_quietWords = 0;
    m_quietWords += m_isQuietWeak || (m_beyond > 0 && place != theEnd) ? 1 : 2;
    return m_quietWords >= enoughWords;
}

bool IteratorFetch::confirmQuiet(const PageFacts &page, std::optional<qint64> mark)
{
    if ((m_quiet == 0 && m_beyond == 0) || !m_isPlaced)
        return false;
    if (areHoursProven(nameOf(page.first))) {
        m_quiet = m_beyond = 0;
        return false;
    }
    noteOwed(page, mark);
    startIndex(provenStart());
    return true;
}

void IteratorFetch::notePlace(const PageFacts &page, std::optional<qint64> mark)
{
    m_sawLast = m_sawLast || page.holdsLast;
    m_indexNewest = std::max(m_indexNewest, page.latest.value_or(0));
    m_indexMark = std::max(m_indexMark, mark.value_or(0));
    m_indexLatest = std::max(m_indexLatest, m_reach.value_or(0));
}

PageVerdict IteratorFetch::take(const PageFacts &page, std::optional<qint64> mark)
{
    PageVerdict verdict;
    verdict.take = true;
    verdict.mark = std::max(m_mark, mark.value_or(m_mark));
    // Without any mark: two pages in a row without an event of the range, the latest of each a whole batch
    // after it. One alone may be that of a device whose clock is wrong.
    const bool isAfter = !hasMarks() && !mark && page.fresh == 0 && page.known == 0 && !m_doubtsLatest &&
                         m_reach.value_or(0) >= to() + batch;
    if (std::exchange(m_wasAfter, isAfter) && isAfter)
        verdict.mark = to();
    verdict.finishes = verdict.mark >= to();
    verdict.follows = !verdict.finishes && asked(page.wait).count() == 0;
    verdict.isFurthest = page.sent > 0 && (m_index == 0 || m_sawLast || page.fresh > page.changed);
    m_pending = verdict;
    m_pendingPage = page;
    m_isPendingRepeat = false;
    return verdict;
}

void IteratorFetch::taken()
{
    const PageFacts &page = m_pendingPage;
    const qint64 fresh = page.fresh - page.changed, known = page.known + page.changed;
    const bool isNew = fresh > 0 || m_pending.mark > m_mark;
    if (m_pending.mark > m_mark || (page.sent > 0 && m_reach.value_or(0) > m_latest))
        m_indexes = 0;
    m_isPastKnown = m_isPastKnown || (m_mark > m_replayUntil && known == 0);
    ++m_pages;
    ++m_indexPages;
    m_quiet = m_beyond = m_unmarked = 0;
    m_isQuietWeak = m_hasProvenHours = false;
    m_mark = m_pending.mark;
    if (page.sent > 0)
        m_latest = std::max(m_latest, m_reach.value_or(0));
    if (page.sent > 0)
        m_lastChecksum = page.checksum;
    m_gaveNew = m_gaveNew || fresh > 0;
    m_sawKnown = m_sawKnown || known > 0;
    m_sawLast = m_sawLast || m_pending.isFurthest; // it is on this page now
    if (isNew)
        progressed();
    else
        ++m_stillPages;
    note(page);
    if (m_pending.finishes)
        m_step.what = FetchStep::Do::Finish;
    else if (m_isPendingRepeat && m_repeats >= mostRepeats)
        startAfresh(Obstacle::Changes);
    else if (m_stillPages >= mostStillPages)
        giveUp(Obstacle::Circles);
    else {
        readOn(asked(page.wait), PauseReason::WaitTime);
        m_isAfterPage = true;
    }
}

void IteratorFetch::note(const PageFacts &page)
{
    m_seen.insert(page.checksum);
    if (page.ids != 0)
        m_seenIds.insert(page.ids);
}

bool IteratorFetch::isLikePrevious(const PageFacts &page) const
{
    return page.latest && page.sent == m_previous.sent && page.earliest == m_previous.earliest &&
           page.latest == m_previous.latest;
}

bool IteratorFetch::getsSomewhere(const PageFacts &page, bool advances)
{
    const bool isAlike = !advances && isLikePrevious(page);
    const bool isStanding = !advances && m_reach.value_or(0) <= m_indexLatest;
    m_alike = isAlike ? m_alike + 1 : 0;
    m_standing = isStanding ? m_standing + 1 : 0;
    m_previous = page;
    return m_alike < mostAlike && m_standing < mostStanding;
}

void IteratorFetch::recovered()
{
    m_retries.succeeded();
    m_unreadable = 0;
}

void IteratorFetch::progressed()
{
    recovered();
    m_seen.clear();
    m_seenIds.clear();
    m_firstAfterNothing.reset();
    m_firstAfterGap.reset();
    m_afterQuiet.reset();
    m_quietWords = 0;
    m_firstOfEnd.reset();
    m_isEndClaimed = m_owes = false;
    m_emptyAnswers = m_empty = m_repeats = m_fresh = m_stillPages = m_emptyAdvances = m_aside = 0;
    m_emptyMark.reset();
    m_settlingSince.reset();
}

PageVerdict IteratorFetch::servedNothing(const PageFacts &page, const FetchTime &now)
{
    const Operation::Verb verb = m_step.operation.verb;
    const Expect expect = std::exchange(m_expect, Expect::Anything);
    const std::optional<qint64> mark = believableMark(page, now);
    ++m_emptyAnswers;
    ++m_emptyInRow;
    if (verb == Operation::Verb::From && m_unreadable > 0 && m_empty < emptiesBeforeDoubt) {
        // A page that cannot be read is there; `next` would go on after it.
        ++m_empty;
        askAgain(m_rules.pause, PauseReason::NothingNew);
        return {};
    }
    if (m_endAhead && (verb == Operation::Verb::Next || expect == Expect::SecondWord)) {
        m_wordsAfterEnd += verb == Operation::Verb::Next;
        if (verb == Operation::Verb::Next && m_wordsAfterEnd < enoughWords) {
            ++m_unproven;
            resend(Expect::SecondWord); // if a page was lost, it is not the end
        } else if (m_wordsAfterEnd < enoughWords) {
            readOn(std::max(asked(page.wait), pauseAtEnd(now)), PauseReason::NothingNew);
        } else {
            m_pending = {};
            m_pending.take = m_pending.finishes = true;
            m_pending.mark = *m_endAhead;
            m_pendingPage = {};
            return m_pending;
        }
        return {};
    }
    const bool isBeyond = mark && *mark >= to();
    const bool wasBeyond = m_emptyMark && *m_emptyMark >= to();

    if (expect == Expect::EmptyHour) {
        m_emptyInRow = 0;
        m_hasResentHour = true;
        // Some tenants send an empty page again that came before.
        if (!mark || (mark != m_emptyMark && mark != std::exchange(m_resentMark, mark))) {
            // It came in place of the second word.
            --m_emptyAnswers;
            if (++m_hourTries < mostHourTries) {
                resend(expect, m_rules.pause, PauseReason::NothingNew);
                return {};
            }
            m_isQuietWeak = true;
        } else {
            ++m_empty; // if the next answer says the same, it is the end
        }
        readOnThroughHours(page, now);
        return {};
    }
    if (verb == Operation::Verb::Resend && expect != Expect::SecondWord) {
        // Either the page that was last asked for is empty, or nothing was served. Only a fresh index can
        // tell.
        if (++m_emptyResends == 1)
            resend(expect, std::max(asked(page.wait), m_rules.pause), PauseReason::CursorCheck);
        else if (expect == Expect::LastPage)
            continueAfresh();
        else if (mark && m_emptyMark && (*mark >= *m_emptyMark || mark == m_resentMark) && !isBeyond) {
            // Only this cursor can know the mark of the empty batch that it has come to, or of the one that
            // it sends again in place of those.
            m_emptyMark = std::max(m_emptyMark, mark);
            m_emptyResends = 0;
            ++m_unproven; // what was lost may have been a page nevertheless
            readOn(m_rules.pause, PauseReason::WaitTime);
        } else
            startAfresh(Obstacle::LostCursor);
        return {};
    }
    if (isBeyond) {
        // An index that the tenant has forgotten may say the same, so two have to say so, and each of them
        // twice: once may be a hiccup.
        if (wasBeyond && !isConfirming()) {
            confirmEnd();
            return {};
        }
        if (wasBeyond && m_emptyInRow >= answersBeyond)
            return finishEmpty(*mark);
        m_hasJumped =
            m_hasJumped || (m_hourMark > 0 && *mark > (wasBeyond ? *m_emptyMark : m_hourMark) + batch);
        m_emptyMark = mark;
        if (verb != Operation::Verb::Resend)
            ++m_beyond;
        if (verb == Operation::Verb::From)
            askAgain(m_rules.pause, PauseReason::NothingNew);
        else if (verb == Operation::Verb::Next && m_mayResend)
            resend(Expect::SecondWord);
        else
            readOn(std::max(asked(page.wait), m_rules.pause), PauseReason::NothingNew);
        return {};
    }
    const qint64 proven = std::max(m_mark, m_indexStart);
    if (verb != Operation::Verb::Resend && mark && *mark > proven && m_emptyMark && *mark < *m_emptyMark &&
        !m_hasLoweredMark) {
        m_hasLoweredMark = true; // the higher mark was wrong, or this one: hours without events go on
        m_emptyMark = proven;
    }
    const qint64 before = std::max(proven, m_emptyMark.value_or(0));
    if (mark && *mark > before && isConfirming() && mark == m_claimedAt && !mayEndBatch(*mark)) {
        m_emptyMark = mark; // the end that another index has come to
        m_hourMark = *mark;
    } else if (mark && *mark > before && verb != Operation::Verb::Resend) {
        // An empty batch; its mark is not proven until something follows it. If the index was just to be
        // placed, it may also be that nothing was served.
        if (verb == Operation::Verb::From && !m_emptyMark) {
            m_emptyMark = m_indexStart;
            askAgain(m_rules.pause, PauseReason::NothingNew);
            return {};
        }
        m_emptyMark = mark;
        m_hourMark = *mark;
        m_wasEnd = !mayEndBatch(*mark);
        ++m_quiet;
        m_emptyAnswers -= 1 + m_empty; // the index was not at its end
        m_emptyInRow = m_empty = m_unmarked = 0;
        m_isPlaced = m_isPlaced || verb == Operation::Verb::From;
        if (++m_emptyAdvances >= mostEmptyBatches) {
            giveUp(Obstacle::Circles);
            return {};
        }
        // Where it was started, the index has said so twice already. An hour that ends somewhere else is
        // more likely to be a page.
        const bool isEnough = m_quietWords + 1 >= enoughWords && *mark % hour == 0;
        if (verb == Operation::Verb::Next && m_mayResendHours && !isEnough) {
            m_hourTries = 0;
            resend(Expect::EmptyHour);
            return {};
        }
        m_isQuietWeak = m_isQuietWeak || verb == Operation::Verb::Next;
        readOnThroughHours(page, now);
        return {};
    }
    // Among answers with marks, one without says nothing about the end.
    const bool isHiccup = m_quiet > 0 && !mark && ++m_unmarked <= mostUnmarked;
    m_empty += !isHiccup;
    if (verb == Operation::Verb::Next)
        ++m_unproven;
    // The second index that has nothing there must not be believed too easily: if a page was served, even a
    // tenant that does not send empty pages again sends that one.
    const bool isSecondIndex = m_firstAfterGap && !m_askedAgain;
    if (verb == Operation::Verb::Next && m_isPlaced &&
        ((m_mayResend && (isHiccup || m_empty % 2 == 1)) || isSecondIndex)) {
        m_askedAgain = true;
        resend(Expect::SecondWord); // moves nothing, and shows whether that was really all
        return {};
    }
    if (isHiccup) {
        readOn(std::max(asked(page.wait), m_rules.pause), PauseReason::NothingNew);
        return {};
    }
    if (mark == m_hourMark && std::exchange(m_wasEnd, false)) {
        ++m_empty;
        ++m_emptyAnswers;
    }
    return weighEmptiness(page, now);
}

void IteratorFetch::readOnThroughHours(const PageFacts &page, const FetchTime &now)
{
    if (isSettled(page, now) || asked(page.wait).count() > 0)
        readOn(asked(page.wait), PauseReason::WaitTime);
    else
        readOn(m_rules.pause, PauseReason::LateEvents);
}

milliseconds IteratorFetch::pauseAtEnd(const FetchTime &now) const
{
    return m_troubledAt && now.steady - *m_troubledAt < trouble ? m_rules.pause * patience : m_rules.pause;
}

PageVerdict IteratorFetch::weighEmptiness(const PageFacts &page, const FetchTime &now)
{
    const milliseconds pause = std::max(asked(page.wait), pauseAtEnd(now));
    const bool isFromEpoch = m_step.operation.verb == Operation::Verb::From;
    if (isFromEpoch && m_empty == 1) {
        askAgain(pause, PauseReason::NothingNew); // places the cursor once more
        return {};
    }
    if (!isSettled(page, now)) {
        readOn(std::max(asked(page.wait), m_rules.pause * 30), PauseReason::LateEvents);
        return {};
    }
    // What a fresh index brings first is already in the files. If that is so, fewer empty answers will do.
    const int enough = m_sawKnown && !m_gaveNew ? emptiesBeforeDoubt - 1 : emptiesAtStart();
    // Answers about a time beyond the range lead to a fresh index early, and must not make the end easier to
    // believe.
    const bool mayBelieve = m_emptyAnswers >= emptiesBeforeDoubt + enough;
    if (m_empty < enough || (isConfirming() && !mayBelieve))
        readOn(pause, PauseReason::NothingNew);
    else if (!isConfirming()) {
        confirmEnd();
        if (m_step.what == FetchStep::Do::Ask)
            m_step.pause = pauseAtEnd(now) - m_rules.pause; // usually there is none
    } else
        return finishEmpty(std::min(coveredUntil(), to() - 1));
    return {};
}

int IteratorFetch::emptiesAtStart() const
{
    if (hasMarks() || m_emptyMark || m_latest > 0 || m_indexNewest > 0)
        return emptiesBeforeDoubt;
    const qint64 hours = (to() - m_indexStart + batch - 1) / batch;
    return static_cast<int>(std::clamp<qint64>(hours, emptiesBeforeDoubt, mostEmptyHours)) + 1;
}

bool IteratorFetch::mayEndBatch(qint64 mark) const
{
    return mark >= std::max(m_mark, m_indexStart) + batch || mark % batch == 0 ||
           (mark - m_indexStart) % batch == 0;
}

qint64 IteratorFetch::endOfIndex() const
{
    return std::max({m_mark, m_indexMark, m_hourMark});
}

PageVerdict IteratorFetch::finishEmpty(qint64 mark)
{
    if (m_doubtsLatest && !hasMarks()) {
        giveUp(Obstacle::GoesBack);
        return {};
    }
    if (endsTooEarly()) {
        startAfresh(Obstacle::LostCursor);
        return {};
    }
    if (m_owes) {
        startAfresh(Obstacle::LostCursor); // there is more than what this index has sent
        return {};
    }
    if (std::exchange(m_claimedAt, endOfIndex()) != endOfIndex()) {
        m_claims = 1;
        startAfresh(Obstacle::LostCursor); // one of the two lost its place
        return {};
    }
    // An index that goes on hour by hour, and is at once far beyond the range, may be forgotten, and the one
    // that confirms it may be as well.
    if (++m_claims < claimsAfterJump && m_hasJumped) {
        startIndex(confirmationStart());
        return {};
    }
    m_pending = {};
    m_pending.take = m_pending.finishes = true;
    m_pending.mark = std::max(m_mark, mark);
    m_pendingPage = {};
    return m_pending;
}

bool IteratorFetch::endsTooEarly()
{
    const bool hasIndexMarks = m_indexMark > 0;
    const qint64 end = hasIndexMarks ? m_indexMark : m_indexNewest;
    // Without marks, it must have sent the last event that was sent before, which need not be the latest one.
    const bool isBeforeFiles = hasIndexMarks ? end < m_mark : end < m_latest || !m_sawLast;
    const bool sentSome = hasIndexMarks || m_sawKnown || (!hasMarks() && m_latest > 0);
    const bool isBeforeSeen =
        hasMarks() ? std::max(end, m_mark) < m_rules.seenMark : std::max(end, m_latest) < m_rules.seenLatest;
    const bool isEarly = (sentSome && isBeforeFiles) || isBeforeSeen;
    return isEarly && end != std::exchange(m_endedAt, end);
}

bool IteratorFetch::isSettled(const PageFacts &page, const FetchTime &now)
{
    if (!m_settlingSince)
        m_settlingSince = now.steady;
    return page.sentAt.value_or(now.wall) >= to() + m_rules.lateWait.count() / 1000 ||
           now.steady - *m_settlingSince >= m_rules.lateWait;
}

bool IteratorFetch::failed(const FaultFacts &fault, const FetchTime &now)
{
    m_isAfterPage = false;
    const Operation::Verb verb = m_step.operation.verb;
    const bool began = m_pages > 0 || m_indexPages > 0;
    const bool isUnknownIndex =
        fault.fault == AnswerFault::Status &&
        (fault.status == 400 || (fault.kind == ErrorKind::NotAvailable && !fault.namesNoRoute));
    if (m_expect == Expect::LastPage && isUnknownIndex) {
        continueAfresh();
        return false;
    }
    if (fault.fault == AnswerFault::Status && fault.status == 400 && verb == Operation::Verb::Resend) {
        // There is nothing to send again.
        if (m_expect == Expect::SecondWord || (m_expect == Expect::EmptyHour && !m_hasResentHour)) {
            m_mayResend = m_mayResendHours = false;
            m_isQuietWeak = m_isQuietWeak || m_expect == Expect::EmptyHour;
            readOn(m_rules.pause, PauseReason::NothingNew);
        } else {
            startAfresh(Obstacle::LostCursor);
        }
        return false;
    }
    if (fault.kind != ErrorKind::Busy && fault.kind != ErrorKind::RateLimited)
        m_troubledAt = now.steady;
    if (fault.fault == AnswerFault::Status && fault.kind == ErrorKind::NotAvailable && began &&
        !fault.namesNoRoute) {
        startAfresh(Obstacle::LostCursor); // an index that the tenant has forgotten
        return false;
    }
    const bool isUnreadable = fault.fault == AnswerFault::Unreadable || fault.fault == AnswerFault::TooLarge;
    if (isUnreadable && (m_expect == Expect::SecondWord || m_expect == Expect::EmptyHour)) {
        if (m_isAfterAside) {
            // It is the page before the empty one, which was put aside.
            m_mayResend = false;
            m_isQuietWeak = m_isQuietWeak || m_expect == Expect::EmptyHour;
            readOn(m_rules.pause, PauseReason::NothingNew);
            return false;
        }
        // It is the page in whose place the empty one came.
        int &words = m_expect == Expect::EmptyHour ? m_quiet : m_unproven > 0 ? m_unproven : m_beyond;
        words = std::max(words - 1, 0);
        m_expect = Expect::KnownOrNew;
    }
    if (isUnreadable && m_expect == Expect::LastPage) {
        continueAfresh(); // that page could be read before, so this is not it
        return false;
    }
    // Receiving the same bytes again is no reason to try less often: a gateway may send them in place of
    // another page.
    if (isUnreadable && ++m_unreadable >= mostUnreadableTries) {
        m_unreadable = 0;
        if (++m_aside > mostPutAside) {
            giveUp(Obstacle::TooManyUnread);
            return false;
        }
        m_retries.succeeded();
        m_isPlaced = m_isAfterAside = true; // it was served, so the cursor is after it
        readOn(m_rules.pause, PauseReason::Retry);
        return true;
    }
    const Retries::Decision decision = m_retries.failed(fault, began, now);
    if (decision.obstacle != Obstacle::None) {
        giveUp(decision.obstacle);
        return false;
    }
    const bool mayHaveMoved = fault.fault != AnswerFault::NotSent;
    if (!mayHaveMoved || verb != Operation::Verb::Next)
        askAgain(decision.pause, PauseReason::Retry);
    else if (m_isPlaced)
        resend(Expect::KnownOrNew, decision.pause, PauseReason::Retry);
    else
        m_step = FetchStep{FetchStep::Do::Ask,
                           Operation::from(m_indexStart),
                           {},
                           m_index,
                           decision.pause,
                           PauseReason::Retry,
                           Obstacle::None};
    return false;
}

} // namespace slipway
