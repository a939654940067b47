#include "core/exporting/fetching/window_plan.h"

#include <algorithm>
#include <cmath>

namespace slipway {
namespace {

constexpr qint64 hour = 3600;  // seconds
constexpr double memory = 0.9; // of each page, for the ones after it

} // namespace

WindowPlan::Window *WindowPlan::find(int id)
{
    const auto found = std::ranges::find_if(m_windows, [&](const Window &window) { return window.id == id; });
    return found == m_windows.end() ? nullptr : &*found;
}

const WindowPlan::Window *WindowPlan::find(int id) const
{
    const auto found = std::ranges::find_if(m_windows, [&](const Window &window) { return window.id == id; });
    return found == m_windows.end() ? nullptr : &*found;
}

bool WindowPlan::isThere(int id) const
{
    const Window *window = find(id);
    return window && !window->isDropped;
}

qint64 WindowPlan::waitingBytes() const
{
    qint64 sum = 0;
    for (const Window &window : m_windows)
        sum += window.bytes;
    return sum;
}

int WindowPlan::readers() const
{
    return static_cast<int>(std::ranges::count_if(m_windows, [this](const Window &window) {
        return window.id != m_current && (window.isInFlight || !window.hasEnded);
    }));
}

void WindowPlan::avoidName(int name)
{
    nameAt(name).state = State::Avoided;
    nameAt(name).avoidedSince = ++m_avoided;
}

int WindowPlan::freeName() const
{
    int oldest = 0;
    for (int name = 1; name <= aheadNames; ++name) {
        if (nameAt(name).state == State::Free)
            return name;
        if (nameAt(name).state == State::Avoided &&
            (oldest == 0 || nameAt(name).avoidedSince < nameAt(oldest).avoidedSince))
            oldest = name;
    }
    return oldest;
}

void WindowPlan::release(Window &window)
{
    if (window.isReleased)
        return;
    window.isReleased = true;
    if (window.mayBeUnderWay)
        avoidName(window.name);
    else
        nameAt(window.name).state = State::Free;
}

void WindowPlan::forget(int id)
{
    m_windows.remove_if([&](const Window &window) { return window.id == id; });
}

void WindowPlan::drop(int id)
{
    Window *window = find(id);
    if (!window)
        return;
    if (window->isInFlight) {
        window->isDropped = window->hasEnded = true;
        window->bytes = 0;
        window->sizes.clear();
        return;
    }
    release(*window);
    forget(id);
}

void WindowPlan::giveUp()
{
    m_isOver = true;
    std::vector<int> others;
    for (const Window &window : m_windows) {
        if (window.id != m_current)
            others.push_back(window.id);
    }
    for (const int id : others)
        drop(id);
}

void WindowPlan::learn(qint64 mark, qint64 advance, qint64 bytes)
{
    m_hasFineMarks = m_hasFineMarks || mark % hour != 0;
    m_advance = m_advance * memory + static_cast<double>(advance);
    m_bytes = m_bytes * memory + static_cast<double>(bytes);
    m_samples = m_samples * memory + 1;
}

qint64 WindowPlan::endOf(int id) const
{
    bool isAfter = false;
    for (const Window &window : m_windows) {
        if (isAfter && !window.isDropped)
            return window.start;
        isAfter = isAfter || window.id == id;
    }
    return m_rules.to;
}

std::optional<qint64> WindowPlan::between(qint64 after, double wanted, qint64 before) const
{
    qint64 start = std::llround(wanted);
    // Inside an hour, some tenants begin with the hour all the same, and some have no marks.
    if (m_rules.usesHours && (!m_hasFineMarks || m_roundsToHour || start - after >= hour))
        start = (start + hour - 1) / hour * hour;
    if (start <= after || start >= before || m_tried.contains(start))
        return std::nullopt;
    return start;
}

std::optional<qint64> WindowPlan::nextStart() const
{
    const double pace = m_advance / m_samples; // seconds of the mark for each page
    if (pace <= 0)
        return std::nullopt;
    struct Stretch
    {
        qint64 from, end;
        bool isRead; // by a reader, or by the front
    };
    std::vector<Stretch> stretches;
    const Window *current = m_current ? find(*m_current) : nullptr;
    const auto first = std::ranges::find_if(
        m_windows, [&](const Window &window) { return !window.isDropped && window.id != m_current; });
    stretches.push_back({std::max(m_front, current ? current->reached : 0),
                         first == m_windows.end() ? m_rules.to : first->start, true});
    for (const Window &window : m_windows) {
        if (!window.isDropped && window.id != m_current)
            stretches.push_back({window.reached, endOf(window.id), !window.hasEnded});
    }
    // What a reader left, for whatever reason, begins where it left it.
    for (const Stretch &stretch : stretches) {
        const bool isWorthIt = static_cast<double>(stretch.end - stretch.from) > pace / 2;
        if (!stretch.isRead && isWorthIt && !m_tried.contains(stretch.from))
            return stretch.from;
    }
    // Then further on, as far as a reader will come before it has to wait for the front.
    const double pageBytes = std::max(1.0, m_bytes / m_samples);
    const double pages =
        std::clamp(static_cast<double>(m_rules.windowBytes) / pageBytes,
                   static_cast<double>(m_rules.fewestPages), static_cast<double>(m_rules.mostPages));
    const Stretch &last = stretches.back();
    const auto rest = static_cast<double>(last.end - last.from);
    if (rest >= 2 * pace) {
        const double length = std::min(pages * pace, rest / (m_rules.readers - readers() + 1));
        const auto start = between(last.from, static_cast<double>(last.from) + length, last.end);
        if (start)
            return start;
    }
    // Then the largest stretch is halved.
    const auto largest = std::ranges::max_element(
        stretches, {}, [&](const Stretch &stretch) { return stretch.end - stretch.from; });
    const auto size = static_cast<double>(largest->end - largest->from);
    if (size < std::max(2, m_rules.fewestPages) * pace)
        return std::nullopt;
    return between(largest->from, static_cast<double>(largest->from) + size / 2, largest->end);
}

std::optional<NewWindow> WindowPlan::begin()
{
    if (m_isOver || m_samples == 0 || readers() >= m_rules.readers || waitingBytes() >= m_rules.totalBytes)
        return std::nullopt;
    const int name = freeName();
    const std::optional<qint64> start = name > 0 ? nextStart() : std::nullopt;
    if (!start || *start <= m_front)
        return std::nullopt;
    Window window;
    window.id = ++m_lastId;
    window.name = name;
    window.start = window.reached = *start;
    const auto place = std::ranges::find_if(m_windows, [&](const Window &w) { return w.start > *start; });
    m_windows.insert(place, window);
    Name &used = nameAt(name);
    used.state = State::Used;
    used.former.merge(used.latest);
    used.latest.clear();
    m_tried.insert(*start);
    return NewWindow{window.id, name, *start};
}

bool WindowPlan::goesOn(int id) const
{
    const Window *window = find(id);
    return window && !window->hasEnded;
}

bool WindowPlan::asks(int id)
{
    Window *window = find(id);
    if (!window || window->hasEnded || window->isDropped)
        return false;
    window->isInFlight = true;
    window->mayBeUnderWay = true;
    return true;
}

bool WindowPlan::answered(int id, const AheadAnswer &answer)
{
    Window *window = find(id);
    if (!window)
        return false;
    window->isInFlight = false;
    window->mayBeUnderWay = !answer.isWhole;
    Name &name = nameAt(window->name);
    const bool isFormer = answer.print != 0 && name.former.contains(answer.print);
    if (answer.print != 0)
        name.latest.insert(answer.print);
    if (window->isDropped) {
        drop(id);
        return false;
    }
    // From before the window was placed, or not to be had: what would follow has another place.
    window->isTorn = !answer.isKept || isFormer;
    const bool isFirst = window->answers++ == 0;
    const qint64 mark = answer.mark.value_or(0);
    // A window may begin with its hour, and then its first pages are from before its start.
    const bool isUsable = answer.isWhole && answer.isPage && !window->isTorn && mark > 0 &&
                          (mark >= window->reached || mark >= window->start - hour);
    if (!window->isTorn) {
        window->sizes.push_back(answer.bytes);
        window->bytes += answer.bytes;
    }
    if (isUsable) {
        m_roundsToHour = m_roundsToHour || mark < window->start;
        learn(mark, std::max<qint64>(0, mark - window->reached), answer.bytes);
        window->reached = std::max(window->reached, mark);
    }
    const bool isJoined = isUsable && window->reached >= endOf(id);
    if (isJoined && id != m_current)
        release(*window); // the front goes on in the next one, or is at the end
    if (!isUsable || isJoined || window->bytes >= m_rules.windowBytes ||
        window->answers >= m_rules.mostPages || waitingBytes() >= m_rules.totalBytes)
        window->hasEnded = true;
    const bool isKept = !window->isTorn;
    // Without a page it is of no use, and the one before it goes on.
    if (isFirst && !isUsable && id != m_current)
        drop(id);
    if (answer.isUnnamed)
        giveUp();
    return isKept && isThere(id);
}

std::optional<NewWindow> WindowPlan::windowAt(qint64 mark) const
{
    std::optional<NewWindow> last;
    for (const Window &window : m_windows) {
        if (!m_isOver && !window.isDropped && window.id != m_current && window.start <= mark)
            last = NewWindow{window.id, window.name, window.start};
    }
    return last;
}

void WindowPlan::enter(int id, int index)
{
    leave(true);
    const Window *window = find(id);
    if (!window)
        return;
    m_current = id;
    m_currentIndex = index;
    passBy(window->start);
}

void WindowPlan::passBy(qint64 mark)
{
    m_front = std::max(m_front, mark);
    std::vector<int> passed;
    for (const Window &window : m_windows) {
        if (window.start <= mark && window.id != m_current && !window.isDropped)
            passed.push_back(window.id);
    }
    for (const int id : passed)
        drop(id);
}

WindowPlan::Source WindowPlan::sourceOf(const FetchStep &step)
{
    if (m_current && step.index != m_currentIndex)
        leave(false);
    Window *window = m_current ? find(*m_current) : nullptr;
    if (!window)
        return Source::Live;
    const bool isFirst = window->handed == 0;
    const Operation &operation = step.operation;
    const bool isPredicted = isFirst
                                 ? operation.verb == Operation::Verb::From && operation.epoch == window->start
                                 : operation.verb == Operation::Verb::Next;
    const bool hasMore = !window->sizes.empty() || window->isInFlight;
    if (hasMore)
        return !isPredicted ? Source::Lost : !window->sizes.empty() ? Source::Kept : Source::Coming;
    if (window->isTorn || window->isReleased)
        return Source::Lost;
    window->hasEnded = true; // the front is as fast by itself
    return Source::Live;
}

void WindowPlan::consumed()
{
    Window *window = m_current ? find(*m_current) : nullptr;
    if (!window || window->sizes.empty())
        return;
    window->bytes -= window->sizes.front();
    window->sizes.pop_front();
    ++window->handed;
}

bool WindowPlan::believes(uint64_t print)
{
    const Window *window = m_current ? find(*m_current) : nullptr;
    if (!window || print == 0)
        return true;
    Name &name = nameAt(window->name);
    name.latest.insert(print);
    return !name.former.contains(print);
}

void WindowPlan::leave(bool isAnswered)
{
    if (!m_current)
        return;
    const int id = *m_current;
    m_current.reset();
    if (Window *window = find(id)) {
        window->mayBeUnderWay = window->mayBeUnderWay || !isAnswered;
        drop(id);
    }
}

} // namespace slipway
