#include "core/events/sampling/newest_events.h"

#include "core/events/sampling/preview_sample.h"
#include "core/events/sampling/preview_source.h"
#include "core/netskope/api.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <deque>

namespace slipway {
namespace {

constexpr qint64 hour = 3600;
constexpr qint64 farthest = 7 * 24 * hour;
constexpr int mostPages = 200;      // some minutes: a preview is not an export
constexpr int mostTailPages = 3;    // `tail`, and what follows it until nothing does
constexpr qint64 isRecent = 5 * 60; // seconds: what a tenant takes to make new events available

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Preview)
};

// What `tail` brought, if that is certainly the newest.
struct Tail
{
    bool isCurrent = false;
    bool isStopped = false;     // by the user, before it was certain
    std::optional<Error> error; // nothing else would help
};

// All from one time to another, read forward.
struct Stretch
{
    std::deque<PreviewEvent> events; // the newest ones, if there are very many
    qint64 bytes = 0;                // of their texts
    int pages = 0;
    qint64 firstMark = 0; // of the first page with events; 0: it has none
    bool isWhole = false;
    bool isTooLarge = false; // the older ones were dropped because of their size
    std::optional<Error> error;

    void dropFirst()
    {
        bytes -= events.front().text.size();
        events.pop_front();
    }
};

void keepNewest(std::vector<PreviewEvent> &events, size_t most)
{
    std::stable_sort(events.begin(), events.end(),
                     [](const PreviewEvent &a, const PreviewEvent &b) { return a.timestamp > b.timestamp; });
    if (events.size() > most)
        events.resize(most);
}

// Whether it may be only `tail` that the tenant refuses, so that asking in another way makes sense.
bool mayBeTheOperation(const PageFailure &failure)
{
    const ErrorKind kind = failure.error.kind;
    if (failure.fault == AnswerFault::NotSent || kind == ErrorKind::Cancelled || kind == ErrorKind::Timeout ||
        kind == ErrorKind::TokenRefused || kind == ErrorKind::RateLimited || kind == ErrorKind::Busy)
        return false;
    // The gateway's words for a token without this path: one more refusal would only be noise in the tenant's
    // audit log.
    return !failure.error.details.contains(QLatin1String("cannot consume this service"));
}

class NewestEvents
{
public:
    NewestEvents(ConnectionSettings settings, Endpoint endpoint, int wanted, std::stop_token stop,
                 std::function<void(qint64, qint64)> progress, std::function<void(const EventSample &)> begun)
        : m_endpoint(endpoint), m_wanted(static_cast<size_t>(wanted)), m_stop(std::move(stop)),
          m_progress(std::move(progress)), m_begun(std::move(begun)),
          m_source(std::move(settings), std::move(endpoint)), m_mostEvents(std::max<size_t>(m_wanted, 10'000))
    {}

    [[nodiscard]] QCoro::Task<Result<EventSample>> fetch();

private:
    [[nodiscard]] QCoro::Task<Tail> readTail();
    [[nodiscard]] QCoro::Task<Stretch> readStretch(int mostOfPages, bool joinsTail);
    [[nodiscard]] QCoro::Task<std::optional<Error>> goBack();
    [[nodiscard]] EventSample sample();
    bool add(PreviewEvent event);
    void begin(std::vector<PreviewEvent> events);
    void tell(qint64 since);
    // About when the tail begins. Late events lie far apart from the others; if that is wrong, some pages are
    // read in vain.
    [[nodiscard]] qint64 tailStart() const;

    Endpoint m_endpoint;
    size_t m_wanted;
    std::stop_token m_stop;
    std::function<void(qint64, qint64)> m_progress;
    std::function<void(const EventSample &)> m_begun;
    PreviewSource m_source;
    size_t m_mostEvents;
    qint64 m_now = QDateTime::currentSecsSinceEpoch();
    std::vector<PreviewEvent> m_events;
    qint64 m_bytes = 0;       // of the texts of m_events
    QSet<QByteArray> m_known; // texts: an event may come twice, on either side of a border
    bool m_hasTail = false;   // m_events begins with the tenant's most current page
    bool m_isBusy = false;    // even the last hour has too many events to read them all
    qint64 m_since = m_now;   // all events since then are in m_events, unless it has only the tail
    bool m_wentBack = false;
    bool m_isUncertain = false; // stopped before it was known whether the tail is the newest
    QString m_ending;
};

bool NewestEvents::add(PreviewEvent event)
{
    if (m_known.contains(event.text))
        return false;
    m_known.insert(event.text);
    m_bytes += event.text.size();
    m_events.push_back(std::move(event));
    return true;
}

void NewestEvents::begin(std::vector<PreviewEvent> events)
{
    if (!m_begun || events.empty())
        return;
    keepNewest(events, m_wanted);
    EventSample first = sampleOf(std::move(events), m_endpoint);
    first.note = Texts::tr("The first events that arrived.");
    std::exchange(m_begun, {})(first);
}

void NewestEvents::tell(qint64 since)
{
    if (m_progress)
        m_progress(static_cast<qint64>(m_events.size()), since);
}

qint64 NewestEvents::tailStart() const
{
    std::vector<qint64> times;
    for (const PreviewEvent &event : m_events) {
        if (event.timestamp > 0)
            times.push_back(event.timestamp);
    }
    if (times.empty())
        return m_now;
    std::sort(times.rbegin(), times.rend());
    size_t last = 0;
    for (size_t i = 1; i < times.size(); ++i) {
        const qint64 usual = (times.front() - times[last]) / static_cast<qint64>(i);
        if (times[last] - times[i] > std::max(hour, 20 * usual))
            break;
        last = i;
    }
    return std::min(times[last], m_now);
}

// Asks for the most current page, and then for what follows it until nothing does: a tenant may know the word
// and give another page.
QCoro::Task<Tail> NewestEvents::readTail()
{
    m_source.beginAtTail(m_now);
    qint64 newest = 0, lastMark = 0;
    const auto isNow = [this](qint64 time) { return time >= m_now - isRecent && time <= m_now + 86'400; };
    for (int i = 0; i < mostTailPages; ++i) {
        auto answer = co_await m_source.next(m_stop);
        if (!answer && answer.error().error.kind == ErrorKind::Cancelled)
            co_return Tail{false, true, answer.error().error};
        if (!answer)
            co_return mayBeTheOperation(answer.error()) ? Tail{} : Tail{false, false, answer.error().error};
        const ResponsePage &page = answer->page;
        const qint64 mark = page.highWaterMark().value_or(0);
        if (page.events().empty()) {
            // An hour without an event is no proof; the tenant's own mark is.
            const bool isEnd = isNow(mark) || (newest >= m_now - hour && mark <= lastMark);
            co_return Tail{i > 0 && isEnd, false, {}};
        }
        int added = 0;
        for (size_t at = 0; at < page.events().size(); ++at) {
            newest = std::max(newest, page.keys()[at].timestamp.value_or(0));
            added += add(previewEvent(page, at)) ? 1 : 0;
            if (m_bytes > mostPreviewBytes)
                co_return Tail{}; // going back keeps to the limit
        }
        if (added == 0) // the same page again
            co_return Tail{};
        if (i == 0)
            begin(m_events);
        if (isNow(newest) || isNow(mark))
            co_return Tail{true, false, {}};
        lastMark = mark;
        (void)m_source.take(page);
    }
    co_return Tail{}; // so much follows that it was not the end
}

// With `joinsTail`, it ends once it has brought every event of the tail: one alone proves nothing, because a
// tenant may send it twice.
QCoro::Task<Stretch> NewestEvents::readStretch(int mostOfPages, bool joinsTail)
{
    Stretch stretch;
    QSet<QByteArray> missing = joinsTail ? m_known : QSet<QByteArray>();
    while (!stretch.isWhole && stretch.pages < mostOfPages) {
        auto answer = co_await m_source.next(m_stop);
        if (!answer) {
            stretch.error = answer.error().error;
            break;
        }
        const ResponsePage &page = answer->page;
        ++stretch.pages;
        if (stretch.events.empty() && !page.events().empty())
            stretch.firstMark = page.highWaterMark().value_or(0);
        for (size_t i = 0; i < page.events().size(); ++i) {
            stretch.events.push_back(previewEvent(page, i));
            const QByteArray &text = stretch.events.back().text;
            stretch.bytes += text.size();
            missing.remove(text);
            while (stretch.bytes > mostPreviewBytes && stretch.events.size() > 1) {
                stretch.dropFirst(); // pages come in order of time
                stretch.isTooLarge = true;
            }
        }
        if (m_begun)
            begin({stretch.events.begin(), stretch.events.end()});
        while (stretch.events.size() > m_mostEvents)
            stretch.dropFirst();
        const bool joins = joinsTail && missing.isEmpty();
        stretch.isWhole = m_source.take(page) || joins;
    }
    co_return stretch;
}

// How many hours to go back next: as far as should be enough, judging by the events so far, but never much
// farther than before, since all of it has to be read to know what is newest.
qint64 nextHours(qint64 hours, const Stretch &last, qint64 found, qint64 wanted, qint64 seconds,
                 int pagesLeft)
{
    const bool skips = last.pages * 2 <= hours; // the tenant skips hours without events
    qint64 next = hours * (skips ? 4 : 2);
    if (found > 0) {
        const double aSecond = static_cast<double>(found) / static_cast<double>(seconds);
        const double needed = 1.1 * static_cast<double>(wanted - found) / aSecond / hour;
        next = std::min(next, static_cast<qint64>(std::ceil(std::min(needed, 1000.0))));
    }
    if (!skips)
        next = std::min<qint64>(next, pagesLeft);
    return std::max<qint64>(1, next);
}

// Reading goes only forward, in batches of an hour. So stretches are read from the newest back: wherever that
// ends, the complete ones together always contain everything since some time. The tail has no time at which
// it begins, because late events are in it too; the stretch before it ends with the first event of the tail.
QCoro::Task<std::optional<Error>> NewestEvents::goBack()
{
    const qint64 bound = m_now - farthest;
    qint64 hours = 1;
    if (m_hasTail) {
        m_since = tailStart();
        const auto found = static_cast<qint64>(m_events.size());
        hours = nextHours(1, {}, found, static_cast<qint64>(m_wanted), std::max<qint64>(1, m_now - m_since),
                          mostPages);
    }
    const QString limit = Texts::tr("Older events were not read: load a time range for those.");
    qint64 batches = 0; // when the tenant's batches begin: seconds after the full hour
    for (int pagesLeft = mostPages; m_events.size() < m_wanted && m_since > bound;) {
        if (pagesLeft <= 0) {
            m_ending = limit;
            break;
        }
        // At the start of a batch, because the tenant sends the whole batch anyway.
        const qint64 whole = m_since - hours * hour - batches;
        const qint64 from = std::max(bound, whole - (whole % hour + hour) % hour + batches);
        const bool isFirst = !m_wentBack, joinsTail = isFirst && m_hasTail;
        const qint64 until = isFirst ? m_now : m_since;
        m_source.begin(from, until);
        const int most = std::min<int>(pagesLeft, static_cast<int>(hours) + 5);
        const Stretch stretch = co_await readStretch(most, joinsTail);
        pagesLeft -= stretch.pages;
        m_isBusy = !stretch.isWhole && !stretch.error && isFirst && !m_hasTail;
        if (!stretch.isWhole && !m_isBusy) {
            if (stretch.error && isFirst && !m_hasTail)
                co_return stretch.error;
            m_ending = !stretch.error ? limit
                       : stretch.error->kind == ErrorKind::Cancelled
                           ? Texts::tr("Stopped there.")
                           : Texts::tr("Older events could not be read: %1").arg(stretch.error->message);
            break;
        }
        for (const PreviewEvent &event : stretch.events)
            add(event);
        m_since = stretch.isTooLarge ? std::max(from, stretch.events.front().timestamp) : from;
        m_wentBack = true;
        batches = stretch.firstMark % hour;
        if (m_isBusy)
            break;
        if (stretch.isTooLarge || m_bytes > mostPreviewBytes) {
            if (m_events.size() < m_wanted)
                m_ending = Texts::tr("These events are very large: load a time range for older ones.");
            break;
        }
        tell(m_since);
        hours = nextHours(hours, stretch, static_cast<qint64>(m_events.size()), static_cast<qint64>(m_wanted),
                          m_now - m_since, pagesLeft);
    }
    co_return std::nullopt;
}

EventSample NewestEvents::sample()
{
    keepNewest(m_events, m_wanted);
    const qint64 oldest = m_events.empty() ? 0 : m_events.back().timestamp;
    EventSample sample = sampleOf(std::move(m_events), m_endpoint);
    const QString tooLarge = std::exchange(sample.note, {});
    const qsizetype count = sample.events.size();
    const QString since = noteTime(oldest > 0 ? oldest : m_since);
    const bool hasOnlyTail = m_hasTail && !m_wentBack;
    const bool isAll = count < static_cast<qsizetype>(m_wanted);
    if (m_isBusy)
        sample.note = Texts::tr("Events from a busy stretch: %1, since %2. Newer ones may exist.")
                          .arg(count)
                          .arg(since);
    else if (m_isUncertain)
        sample.note = Texts::tr("The first events that arrived.");
    else if (hasOnlyTail)
        sample.note = Texts::tr("Newest events of the tenant's most current page: %1, back to %2.")
                          .arg(count)
                          .arg(since);
    else if (!isAll)
        sample.note = Texts::tr("Newest events: %1, since %2.").arg(count).arg(since);
    else if (count > 0)
        sample.note = Texts::tr("All events since %1: %2.").arg(noteTime(m_since)).arg(count);
    else
        sample.note = Texts::tr("No events since %1.").arg(noteTime(m_since));
    if (isAll && !m_isBusy && m_ending.isEmpty())
        m_ending =
            count > 0
                ? Texts::tr("A preview looks back seven days.")
                : Texts::tr(
                      "That was seven days ago. The permission works; the tenant has nothing to show here.");
    for (const QString &more : {m_ending, tooLarge}) {
        if (!more.isEmpty())
            sample.note += QLatin1Char(' ') + more;
    }
    return sample;
}

QCoro::Task<Result<EventSample>> NewestEvents::fetch()
{
    if (Api::of(m_endpoint).hasCursors()) {
        const Tail tail = co_await readTail();
        m_hasTail = tail.isCurrent || (tail.isStopped && !m_events.empty());
        if (tail.isStopped && m_hasTail) {
            m_isUncertain = !tail.isCurrent;
            m_ending = Texts::tr("Stopped there.");
            co_return sample();
        }
        if (tail.error)
            co_return std::unexpected(*tail.error);
        if (m_hasTail) {
            tell(tailStart());
        } else {
            m_events.clear();
            m_known.clear();
            m_bytes = 0;
        }
    }
    if (const auto error = co_await goBack())
        co_return std::unexpected(*error);
    co_return sample();
}

} // namespace

QCoro::Task<Result<EventSample>> fetchNewest(ConnectionSettings settings, Endpoint endpoint, int wanted,
                                             std::stop_token stop,
                                             std::function<void(qint64, qint64)> progress,
                                             std::function<void(const EventSample &)> begun)
{
    NewestEvents newest(std::move(settings), std::move(endpoint), wanted, std::move(stop),
                        std::move(progress), std::move(begun));
    co_return co_await newest.fetch();
}

} // namespace slipway
