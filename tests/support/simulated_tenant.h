// A tenant that consists only of numbers: events with a time, a place in the order of arrival and a
// key, a cursor for each index, and every misbehaviour that has been reported of real tenants,
// chosen at random from a seed.
//
// It answers the requests of a Fetching immediately and without texts, so that a test can run a
// hundred thousand histories in minutes. It is only a model; the tests in
// tests/core/exporting/faults do the same over HTTP.
#pragma once
#include "core/exporting/fetching/fetch_step.h"

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <variant>
#include <vector>

namespace slipway::test {

struct SimulatedEvent
{
    EventKey128 key;
    qint64 time = 0, mark = 0; // epoch seconds; mark: its place in the order of arrival
};

struct SimulatedPage
{
    std::vector<SimulatedEvent> events;
    std::optional<qint64> mark, wait;
};

class SimulatedTenant
{
public:
    static constexpr qint64 start = 1'760'000'000 / 3600 * 3600;

    enum class Marks { LastEvent, HourStart, Stuck, Absent, Now };
    enum class FirstNext { Oldest, Now, Unknown404 };

    qint64 from = 0, to = 0; // the requested range
    qint64 now = 0;
    int faults = 0; // so far
    int pageSize = 0;
    int requests = 0;
    bool losesCached = false;  // what a cache repeats may stand for a page that the tenant has served
    bool hasForgotten = false; // an index was forgotten in the middle of an export
    Marks marks = Marks::LastEvent;

    // `faultRate`: the share of requests that meet with a fault, from 0 to 1.
    SimulatedTenant(quint64 seed, double faultRate) : m_random(seed), m_more(~seed), m_faultRate(faultRate)
    {
        const int hours = 2 + draw(5);
        from = start + draw(2) * 3600 + (draw(3) == 0 ? draw(3600) : 0);
        to = start + hours * 3600;
        if (from >= to)
            from = start;
        now = to + (draw(2) == 0 ? 90 * 86'400 : 3 * 3600);
        pageSize = 3 + draw(12);
        marks = static_cast<Marks>(draw(6) < 3 ? 0 : draw(4));
        m_roundsToHour = marks == Marks::HourStart || draw(4) == 0;
        m_firstNext = static_cast<FirstNext>(draw(3));
        m_resendAfterEmpty = draw(3) == 0;
        m_emptyMarkIsNow = draw(2) == 0;
        m_emptyWait = draw(3) == 0 ? 30 : 0;
        const int count = draw(8) == 0 ? draw(3) : 5 + draw(90);
        const bool tailIsQuiet = draw(3) == 0;
        const qint64 last = tailIsQuiet ? to - 1 : to + 2 * 3600;
        for (int i = 0; i < count; ++i) {
            SimulatedEvent event;
            event.time = start + draw(static_cast<int>(last - start));
            event.mark = event.time;
            if (draw(12) == 0) // arrives late, but still while the range is being sent
                event.mark += draw(2 * 3600);
            if (event.time < to)
                event.mark = std::min(event.mark, to - 1);
            event.key = {draw(20) == 0 ? 0 : static_cast<uint64_t>(2 * i + 1),
                         static_cast<uint64_t>(i) + 1000};
            m_events.push_back(event);
            if (draw(15) == 0) { // another event with the same _id but a different text
                event.key.text += 1'000'000;
                m_events.push_back(event);
            }
        }
        std::stable_sort(m_events.begin(), m_events.end(),
                         [](const auto &a, const auto &b) { return a.mark < b.mark; });
        if (draw(20) == 0 && !m_events.empty())
            m_unreadable.insert(draw(static_cast<int>(m_events.size())));
        m_sendsHours = marks == Marks::LastEvent && draw(4) == 0;
        m_refusesEmptyResend = more(6) == 0;
        m_losesPages = faultRate > 0 && more(4) == 0;
        if (m_sendsHours) {
            for (int nights = more(3); nights > 0; --nights)
                addNight();
        }
    }

    int draw(int below)
    {
        return below <= 0 ? 0 : static_cast<int>(m_random() % static_cast<quint64>(below));
    }
    bool chance(double share) { return std::uniform_real_distribution<>(0, 1)(m_random) < share; }

    // What an export must contain: all events in the range, each once.
    std::vector<SimulatedEvent> truth() const
    {
        std::vector<SimulatedEvent> inRange;
        for (const SimulatedEvent &event : m_events) {
            if (event.time >= from && event.time < to)
                inRange.push_back(event);
        }
        return inRange;
    }
    // From now on, events have another text each time they are sent, and `unnamed` of them have no id.
    void changesTexts(double unnamed)
    {
        m_changesTexts = true;
        for (SimulatedEvent &event : m_events) {
            if (chance(unnamed))
                event.key.id = 0;
        }
    }
    // From now on, each event has an id.
    void namesAll()
    {
        for (size_t i = 0; i < m_events.size(); ++i) {
            if (m_events[i].key.id == 0)
                m_events[i].key.id = 2 * i + 100'001;
        }
    }
    // From now on, some events without ids are there twice, with the same text. They arrive at the same time,
    // or the second one within the next half hour. Where pages are as short as an hour, one could be the same
    // as the one before it, and would be taken for a repeated page.
    void addTwins()
    {
        if (more(4) != 0 || m_sendsHours)
            return;
        std::vector<SimulatedEvent> twins;
        for (SimulatedEvent &event : m_events) {
            if (more(8) == 0)
                event.key.id = 0;
            if (event.key.id != 0 || more(2) == 0)
                continue;
            twins.push_back(event);
            twins.back().mark += more(2) * more(1800);
            if (event.mark < to)
                twins.back().mark = std::min(twins.back().mark, to - 1);
        }
        if (!m_unreadable.empty())
            return; // those are known by their places
        m_events.insert(m_events.end(), twins.begin(), twins.end());
        std::stable_sort(m_events.begin(), m_events.end(),
                         [](const auto &a, const auto &b) { return a.mark < b.mark; });
    }
    // From the request with that number on, some indexes, or all of them, send the same page for ever.
    void getsStuck(int request, bool isEverywhere)
    {
        m_stuckFrom = request;
        m_isStuckEverywhere = isEverywhere;
    }
    // What is not a list of events comes in place of a page, which may have been served, up to five times in
    // a row.
    void sendsOtherThings() { m_otherThings = 1 + more(5); }
    bool doesSendOtherThings() const { return m_otherThings > 0; }
    // Only events that arrived at `mark` (epoch seconds) or later are kept. A request for something earlier
    // begins there, is refused, or brings an empty page for each hour before.
    void keepsFrom(qint64 mark)
    {
        std::erase_if(m_events, [&](const SimulatedEvent &event) { return event.mark < mark; });
        m_unreadable.clear();
        m_keptFrom = mark;
        m_old = static_cast<Old>(more(3));
        m_sendsHours = m_sendsHours || (m_old == Old::EmptyHours && marks == Marks::LastEvent);
    }
    // The mark of each page is the present time.
    void saysNow()
    {
        marks = Marks::Now;
        m_sendsHours = false;
    }
    // Outages: up to that many faults in a row, none of which looks like an empty page.
    void hasOutages(int longest) { m_longestOutage = longest; }
    // What an event that cannot be had any more is missing for.
    bool refusesOld() const { return m_keptFrom > 0 && m_old == Old::Refused; }
    // The text that the event had at first.
    static uint64_t firstText(uint64_t text) { return text % textsOfOneSending; }
    // Hides the events that arrive at `mark` (epoch seconds) or later.
    void showUntil(qint64 mark) { m_shown = mark; }
    // The hours of the range in which no events arrive, if it `sendsHours`, and how many times one or more of
    // them follow each other.
    struct EmptyHours
    {
        int hours = 0, rows = 0;
    };
    EmptyHours emptyHours() const
    {
        EmptyHours empty;
        bool wasEmpty = false;
        for (qint64 hour = from / 3600 * 3600; m_sendsHours && hour < to; hour += 3600) {
            const bool isEmpty = std::ranges::none_of(m_events, [&](const SimulatedEvent &event) {
                return event.mark >= hour && event.mark < hour + 3600;
            });
            empty.hours += isEmpty;
            empty.rows += isEmpty && !wasEmpty;
            wasEmpty = isEmpty;
        }
        return empty;
    }
    // The approximate number of pages that an undisturbed export needs.
    int pages() const
    {
        const qint64 hours = m_sendsHours ? (std::max(to, lastMark()) - std::min(from, start)) / 3600 + 1 : 0;
        return static_cast<int>(m_events.size()) / pageSize + 2 + static_cast<int>(hours);
    }
    // It sends no page across the hour, and an hour without events as an empty page.
    bool sendsHours() const { return m_sendsHours; }
    // The most pages that a fresh index can send a second time.
    int pagesOfTwoHours() const
    {
        size_t most = 0;
        for (size_t i = 0; i < m_events.size(); ++i) {
            const auto end =
                std::upper_bound(m_events.begin(), m_events.end(), m_events[i].mark + 2 * 3600,
                                 [](qint64 mark, const auto &event) { return mark < event.mark; });
            most = std::max(most, static_cast<size_t>(end - m_events.begin()) - i);
        }
        return static_cast<int>(most) / pageSize + 2 + (m_sendsHours ? 2 : 0);
    }
    bool roundsToHour() const { return m_roundsToHour; }
    bool hasUnreadable() const { return !m_unreadable.empty(); }

    using Answer = std::variant<SimulatedPage, FaultFacts>;
    Answer answer(const FetchStep &step)
    {
        ++requests;
        if (m_outage > 0 || (m_longestOutage > 0 && more(25) == 0)) {
            m_outage = m_outage > 0 ? m_outage - 1 : more(m_longestOutage);
            return outage(step);
        }
        if (m_others > 0 || (m_otherThings > 0 && more(20) == 0)) {
            m_others = m_others > 0 ? m_others - 1 : more(m_otherThings);
            return somethingElse(step);
        }
        if (requests >= m_stuckFrom && (m_isStuckEverywhere || step.index % 2 == 0) &&
            step.operation.verb == Operation::Verb::Next && m_stuckPages.contains(step.index)) {
            ++faults;
            return m_stuckPages[step.index];
        }
        const bool isFaulty = chance(m_faultRate) && m_row < 3;
        const bool isLost = !isFaulty && m_losesPages && m_row < 3 && more(100) == 0;
        m_row = isFaulty || isLost ? m_row + 1 : 0;
        if (!isFaulty && !isLost)
            return serve(step);
        ++faults;
        if (isLost)
            return loseEvents(step);
        FaultFacts fault;
        switch (draw(12)) {
        case 0: // never sent
            fault.fault = AnswerFault::NotSent;
            fault.kind = ErrorKind::ConnectionRefused;
            return fault;
        case 1: // the answer looks like an empty page, and nothing was served, or a page never arrives
            if (draw(2) == 0)
                return SimulatedPage{{}, emptyMark(), {}};
            if (draw(2) == 0)
                (void)serve(step);
            return SimulatedPage{{}, std::nullopt, {}};
        case 2: // the same with a wait, or with the mark of the page that never arrives
            if (draw(2) == 0)
                return SimulatedPage{{}, std::nullopt, 1};
            return loseEvents(step);
        case 3:
            fault.fault = AnswerFault::ReportsFailure;
            fault.kind = ErrorKind::BadAnswer;
            fault.status = 200;
            return fault;
        case 4: // a gateway's error, before or after the tenant has served the request
            if (draw(2) == 0)
                (void)serve(step);
            fault.fault = AnswerFault::Status;
            fault.status =
                std::vector<int>{500, 502, 503, 504, 520, 408, 302, 429}[static_cast<size_t>(draw(8))];
            fault.kind = fault.status == 429                          ? ErrorKind::RateLimited
                         : fault.status == 302 || fault.status == 408 ? ErrorKind::BadAnswer
                                                                      : ErrorKind::ServerFault;
            return fault;
        case 5: // a portal, whatever its status
            if (draw(2) == 0)
                (void)serve(step);
            fault.fault = AnswerFault::NotTheTenants;
            fault.kind = ErrorKind::BadAnswer;
            fault.status = 403;
            return fault;
        case 6:
        case 7: // served, but lost on the way
            (void)serve(step);
            fault.fault = AnswerFault::NoAnswer;
            fault.kind = ErrorKind::TruncatedAnswer;
            return fault;
        case 8: // a cache on the way repeats the previous page, though never for `resend`
            if (m_lastPage.events.empty() || m_lastIndex != step.index ||
                step.operation.verb != Operation::Verb::Next)
                return serve(step);
            if (losesCached && draw(2) == 0) {
                const SimulatedPage kept = m_lastPage;
                (void)serve(step);
                return kept;
            }
            return m_lastPage;
        case 9: // an index is forgotten, though not right after it was placed
            if (const auto found = m_cursors.find(step.index);
                found != m_cursors.end() && requests - found->second.placedAfter > 5) {
                m_cursors.erase(found);
                hasForgotten = true;
            }
            return serve(step);
        case 10: // a mark that goes backwards, lies in the future, or is that of a tenant that has sent all
        {
            Answer served = serve(step);
            if (auto *page = std::get_if<SimulatedPage>(&served); page && page->mark) {
                if (draw(2) == 0)
                    *page->mark -= 7 * 86'400;
                else if (!m_saidAll && now > *page->mark + 3600) { // otherwise it may be the end of a batch
                    m_saidAll = true;
                    page->mark = now;
                } else
                    *page->mark += 400 * 86'400;
            }
            return served;
        }
        default: // busy
            fault.fault = AnswerFault::Status;
            fault.kind = ErrorKind::Busy;
            fault.status = 409;
            return fault;
        }
    }

    // What is kept on the way has become too old.
    void clearCaches() { m_lastIndex = -1; }

    // Somebody else, such as another copy of the exporter, reads on with the same index while the
    // exporter is down.
    void readElsewhere(int index)
    {
        const auto found = m_cursors.find(index);
        if (found == m_cursors.end())
            return;
        ++faults;
        const int count = shown();
        Cursor &cursor = found->second;
        for (int pages = 1 + draw(3); pages > 0; --pages) {
            if (m_sendsHours) {
                readHour(cursor);
                continue;
            }
            cursor.begin = cursor.end;
            cursor.end = std::min(count, cursor.begin + pageSize);
        }
    }

private:
    enum class Old { BeginsThere, Refused, EmptyHours };

    // A gateway's error, or nothing at all, before or after the tenant has served the request.
    Answer outage(const FetchStep &step)
    {
        ++faults;
        FaultFacts fault;
        const int kind = more(5);
        if (kind > 1)
            (void)serve(step);
        fault.fault = kind == 0   ? AnswerFault::NotSent
                      : kind == 4 ? AnswerFault::NoAnswer
                                  : AnswerFault::Status;
        fault.kind = kind == 0   ? ErrorKind::ConnectionRefused
                     : kind == 4 ? ErrorKind::TruncatedAnswer
                                 : ErrorKind::ServerFault;
        fault.status = kind == 0 || kind == 4 ? 0 : 500 + more(5);
        return fault;
    }

    // A list without an event in it, or no list. What it stood for may have been served.
    Answer somethingElse(const FetchStep &step)
    {
        ++faults;
        if (more(2) == 0)
            (void)serve(step);
        if (const auto found = m_cursors.find(step.index); found != m_cursors.end()) {
            for (int i = found->second.begin; i < found->second.end; ++i)
                m_lost.insert(i); // unless another answer brings it
        }
        FaultFacts fault;
        fault.fault = AnswerFault::Unreadable;
        fault.kind = ErrorKind::BadAnswer;
        fault.status = 200;
        return fault;
    }

    // For what was added later, so that seeds from before keep their histories.
    int more(int below) { return static_cast<int>(m_more() % static_cast<quint64>(below)); }

    // Hours without events somewhere in the range.
    void addNight()
    {
        const qint64 begin = start + (1 + more(static_cast<int>((to - start) / 3600))) * 3600;
        const qint64 length = (2 + more(20)) * 3600;
        if (begin <= from || begin >= to)
            return;
        for (SimulatedEvent &event : m_events) {
            if (event.mark >= begin) {
                event.time += length;
                event.mark += length;
            }
        }
        to += length;
        now += length;
    }

    // The page is served, but arrives without its events.
    Answer loseEvents(const FetchStep &step)
    {
        const Answer served = serve(step);
        const auto *page = std::get_if<SimulatedPage>(&served);
        clearCaches(); // nothing on the way has it either
        return SimulatedPage{{}, page ? page->mark : std::nullopt, {}};
    }

    struct Cursor
    {
        int begin = 0, end = 0;
        qint64 placedAt = 0;
        int placedAfter = 0; // requests
        bool resendsBefore = false;
        qint64 reached = 0, mark = 0; // by hours: everything before `reached` is sent; of the last page
    };

    qint64 emptyMark() const { return m_emptyMarkIsNow ? now : lastMark() + 1; }
    qint64 lastMark() const { return shown() == 0 ? start : m_events[static_cast<size_t>(shown()) - 1].mark; }
    int shown() const
    {
        return static_cast<int>(
            std::lower_bound(m_events.begin(), m_events.end(), m_shown,
                             [](const auto &event, qint64 mark) { return event.mark < mark; }) -
            m_events.begin());
    }

    Answer serve(const FetchStep &step)
    {
        int count = shown();
        FaultFacts refusal;
        refusal.fault = AnswerFault::Status;
        auto found = m_cursors.find(step.index);
        switch (step.operation.verb) {
        case Operation::Verb::From: {
            m_stuckPages.erase(step.index);
            if (step.operation.epoch < m_keptFrom && m_old == Old::Refused) {
                refusal.status = 400;
                refusal.kind = ErrorKind::BadAnswer;
                return refusal;
            }
            const qint64 epoch = m_roundsToHour ? step.operation.epoch / 3600 * 3600 : step.operation.epoch;
            const auto first =
                std::lower_bound(m_events.begin(), m_events.end(), epoch,
                                 [](const auto &event, qint64 mark) { return event.mark < mark; });
            const int begin = static_cast<int>(first - m_events.begin());
            Cursor &placed = m_cursors[step.index];
            placed = {begin, std::min(count, begin + pageSize), step.operation.epoch, requests, false};
            if (m_sendsHours) {
                placed.end = begin;
                placed.reached = epoch;
                readHour(placed);
            }
            break;
        }
        case Operation::Verb::Next:
            if (found == m_cursors.end()) {
                if (m_firstNext == FirstNext::Unknown404) {
                    refusal.status = 404;
                    refusal.kind = ErrorKind::NotAvailable;
                    return refusal;
                }
                const int begin = m_firstNext == FirstNext::Oldest ? 0 : count;
                if (m_firstNext == FirstNext::Now && count == static_cast<int>(m_events.size())) {
                    arrive();
                    count = shown();
                }
                Cursor &placed = m_cursors[step.index];
                placed = {begin, std::min(count, begin + pageSize), start, requests, false};
                if (m_sendsHours) {
                    placed.end = begin;
                    placed.reached = begin == 0 ? start : std::min(now, m_shown);
                    readHour(placed);
                }
            } else if (Cursor &cursor = found->second; m_sendsHours) {
                const Cursor before = cursor;
                readHour(cursor);
                if (cursor.begin == cursor.end && m_resendAfterEmpty) {
                    Cursor empty = cursor;
                    cursor.begin = before.begin;
                    cursor.mark = before.mark;
                    return page(empty.end, empty.end, empty, step.index);
                }
            } else {
                if (cursor.end >= count && m_resendAfterEmpty) {
                    cursor.resendsBefore = true; // `resend` returns the last page that had events
                    return page(count, count, cursor, step.index);
                }
                cursor.begin = cursor.end;
                cursor.end = std::min(count, cursor.begin + pageSize);
            }
            break;
        default:
            if (found == m_cursors.end()) {
                refusal.status = 400;
                refusal.kind = ErrorKind::BadAnswer;
                return refusal;
            }
            break;
        }
        const Cursor &cursor = m_cursors[step.index];
        if (step.operation.verb == Operation::Verb::Resend && cursor.begin == cursor.end &&
            m_refusesEmptyResend) {
            refusal.status = 400;
            refusal.kind = ErrorKind::BadAnswer;
            return refusal;
        }
        return page(cursor.begin, cursor.end, cursor, step.index);
    }

    // Events that have just arrived, long after the range.
    void arrive()
    {
        for (int i = 0; i < 2; ++i) {
            SimulatedEvent event;
            event.time = event.mark = std::max(now, m_events.empty() ? now : m_events.back().mark) + i;
            event.key = {static_cast<uint64_t>(2 * m_events.size() + 1),
                         static_cast<uint64_t>(m_events.size()) + 1000};
            m_events.push_back(event);
        }
    }

    // The next page of the hour that the cursor is in.
    void readHour(Cursor &cursor)
    {
        const qint64 until = std::min(cursor.reached / 3600 * 3600 + 3600, std::min(now, m_shown));
        const auto past = std::lower_bound(m_events.begin(), m_events.end(), until,
                                           [](const auto &event, qint64 mark) { return event.mark < mark; });
        cursor.begin = cursor.end;
        const int inHour = std::max(cursor.begin, static_cast<int>(past - m_events.begin()));
        cursor.end = std::min(inHour, cursor.begin + pageSize);
        cursor.reached = cursor.end < inHour ? m_events[static_cast<size_t>(cursor.end) - 1].mark
                                             : std::max(cursor.reached, until);
        cursor.mark = cursor.reached;
    }

    Answer page(int begin, int end, const Cursor &cursor, int index)
    {
        for (const int unreadable : m_unreadable) {
            if (unreadable >= begin && unreadable < end) {
                for (int i = begin; i < end; ++i)
                    m_lost.insert(i);
                FaultFacts fault;
                fault.fault = AnswerFault::Unreadable;
                fault.kind = ErrorKind::BadAnswer;
                fault.status = 200;
                return fault;
            }
        }
        SimulatedPage page;
        page.events.assign(m_events.begin() + begin, m_events.begin() + end);
        const int count = shown();
        if (m_changesTexts) {
            ++m_sendings;
            for (SimulatedEvent &event : page.events)
                event.key.text += m_sendings * textsOfOneSending;
        }
        if (begin == end && m_emptyWait > 0)
            page.wait = m_emptyWait;
        switch (marks) {
        case Marks::LastEvent:
            if (m_sendsHours) {
                page.mark = cursor.mark;
                break;
            }
            page.mark = begin == end ? emptyMark() : m_events[static_cast<size_t>(end) - 1].mark;
            break;
        case Marks::HourStart:
            page.mark = begin == end || end == count ? std::max(emptyMark(), cursor.placedAt)
                                                     : m_events[static_cast<size_t>(end)].mark / 3600 * 3600;
            break;
        case Marks::Stuck:
            page.mark = cursor.placedAt;
            break;
        case Marks::Absent:
            break;
        case Marks::Now:
            page.mark = now;
            break;
        }
        if (begin != end) {
            m_lastPage = page;
            m_lastIndex = index;
            if (requests < m_stuckFrom || !m_stuckPages.contains(index))
                m_stuckPages[index] = page;
        }
        return page;
    }

public:
    // Whether an event was on a page that could not be read.
    bool wasLost(const EventKey128 &key) const
    {
        return std::any_of(m_lost.begin(), m_lost.end(),
                           [&](int i) { return m_events[static_cast<size_t>(i)].key == key; });
    }

private:
    std::mt19937_64 m_random, m_more;
    static constexpr uint64_t textsOfOneSending = 1'000'000'000;
    double m_faultRate;
    qint64 m_shown = std::numeric_limits<qint64>::max(), m_keptFrom = 0;
    Old m_old = Old::BeginsThere;
    int m_stuckFrom = std::numeric_limits<int>::max(); // requests
    bool m_isStuckEverywhere = false;
    std::map<int, SimulatedPage> m_stuckPages; // by index
    int m_otherThings = 0, m_others = 0, m_longestOutage = 0,
        m_outage = 0;                     // in a row: at most, and still to come
    int m_row = 0;                        // consecutive faults
    bool m_saidAll = false;               // once; two that agree would be believed
    std::vector<SimulatedEvent> m_events; // in order of arrival
    std::map<int, Cursor> m_cursors;
    std::set<int> m_unreadable, m_lost;
    SimulatedPage m_lastPage;
    int m_lastIndex = -1;
    bool m_changesTexts = false;
    uint64_t m_sendings = 0;
    bool m_sendsHours = false, m_refusesEmptyResend = false, m_losesPages = false;
    bool m_roundsToHour = false, m_resendAfterEmpty = false, m_emptyMarkIsNow = false;
    int m_emptyWait = 0;
    FirstNext m_firstNext = FirstNext::Oldest;
};

} // namespace slipway::test
