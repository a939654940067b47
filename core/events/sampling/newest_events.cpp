#include "core/events/sampling/newest_events.h"

#include "core/events/sampling/preview_sample.h"
#include "core/events/sampling/preview_source.h"

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
constexpr int mostPages = 200; // some minutes: a preview is not an export

QString tr(const char *text)
{
    return QCoreApplication::translate("Preview", text);
}

// All from one time to another, read forward.
struct Stretch
{
    std::deque<PreviewEvent> events; // the newest ones, if there are very many
    qint64 bytes = 0;                // of their texts
    int pages = 0;
    bool isWhole = false;
    bool isTooLarge = false; // the older ones were dropped because of their size
    std::optional<Error> error;

    void dropFirst()
    {
        bytes -= events.front().text.size();
        events.pop_front();
    }
};

QCoro::Task<Stretch> readStretch(PreviewSource &source, int mostOfPages, size_t mostEvents,
                                 std::stop_token stop)
{
    Stretch stretch;
    while (!stretch.isWhole && stretch.pages < mostOfPages) {
        auto answer = co_await source.next(stop);
        if (!answer) {
            stretch.error = answer.error().error;
            break;
        }
        const ResponsePage &page = answer->page;
        ++stretch.pages;
        for (size_t i = 0; i < page.events().size(); ++i) {
            stretch.events.push_back(previewEvent(page, i));
            stretch.bytes += stretch.events.back().text.size();
            if (stretch.events.size() > mostEvents)
                stretch.dropFirst(); // pages come in order of time
            while (stretch.bytes > mostPreviewBytes && stretch.events.size() > 1) {
                stretch.dropFirst();
                stretch.isTooLarge = true;
            }
        }
        stretch.isWhole = source.take(page);
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
        const double needed = 1.2 * static_cast<double>(wanted - found) / aSecond / hour;
        next = std::min(next, static_cast<qint64>(std::ceil(std::min(needed, 1000.0))));
    }
    if (!skips)
        next = std::min<qint64>(next, pagesLeft);
    return std::max<qint64>(1, next);
}

} // namespace

// Reading goes only forward, in batches of an hour. So stretches are read from the newest back: wherever that
// ends, the complete ones together always contain everything since some time.
QCoro::Task<Result<EventSample>> fetchNewest(ConnectionSettings settings, Endpoint endpoint, int wanted,
                                             std::stop_token stop,
                                             std::function<void(qint64, qint64)> progress)
{
    PreviewSource source(settings, endpoint);
    const qint64 now = QDateTime::currentSecsSinceEpoch(), bound = now - farthest;
    const auto mostEvents = static_cast<size_t>(std::max(wanted, 10'000));
    std::vector<PreviewEvent> events;
    QSet<QByteArray> known;                   // an event may come twice, on either side of a border
    qint64 since = now, hours = 1, bytes = 0; // of the texts of events
    int pagesLeft = mostPages;
    bool isBusy = false;
    QString ending;
    while (events.size() < static_cast<size_t>(wanted) && since > bound) {
        if (pagesLeft <= 0) {
            ending = tr("Older events were not read: load a time range for those.");
            break;
        }
        const qint64 from = std::max(bound, since - hours * hour);
        source.begin(from, since);
        const int most = std::min<int>(pagesLeft, static_cast<int>(hours) + 5);
        const Stretch stretch = co_await readStretch(source, most, mostEvents, stop);
        pagesLeft -= stretch.pages;
        isBusy = !stretch.isWhole && !stretch.error && since == now;
        if (!stretch.isWhole && !isBusy) {
            if (stretch.error && since == now)
                co_return std::unexpected(*stretch.error);
            ending = !stretch.error ? tr("Older events were not read: load a time range for those.")
                     : stretch.error->kind == ErrorKind::Cancelled
                         ? tr("Stopped there.")
                         : tr("Going further back failed: %1").arg(stretch.error->message);
            break;
        }
        for (const PreviewEvent &event : stretch.events) {
            const QByteArray &key = event.id.isEmpty() ? event.text : event.id;
            if (known.contains(key))
                continue;
            known.insert(key);
            events.push_back(event);
            bytes += event.text.size();
        }
        since = stretch.isTooLarge ? std::max(from, stretch.events.front().timestamp) : from;
        if (isBusy)
            break;
        if (stretch.isTooLarge || bytes > mostPreviewBytes) {
            if (events.size() < static_cast<size_t>(wanted))
                ending = tr("These events are very large: load a time range for older ones.");
            break;
        }
        if (progress)
            progress(static_cast<qint64>(events.size()), since);
        hours = nextHours(hours, stretch, static_cast<qint64>(events.size()), wanted, now - since, pagesLeft);
    }

    std::stable_sort(events.begin(), events.end(),
                     [](const PreviewEvent &a, const PreviewEvent &b) { return a.timestamp > b.timestamp; });
    if (events.size() > static_cast<size_t>(wanted))
        events.resize(static_cast<size_t>(wanted));
    const qint64 oldest = events.empty() ? 0 : events.back().timestamp;
    EventSample sample = sampleOf(std::move(events), endpoint);
    const qsizetype count = sample.events.size();
    const bool isAll = count < wanted;
    if (isBusy)
        sample.note = tr("Events from a busy stretch: %1, since %2. Newer ones may exist.")
                          .arg(count)
                          .arg(noteTime(oldest > 0 ? oldest : since));
    else if (!isAll)
        sample.note =
            tr("Newest events: %1, since %2.").arg(count).arg(noteTime(oldest > 0 ? oldest : since));
    else if (count > 0)
        sample.note = tr("All events since %1: %2.").arg(noteTime(since)).arg(count);
    else
        sample.note = tr("No events since %1.").arg(noteTime(since));
    if (isAll && !isBusy && ending.isEmpty())
        ending =
            count > 0
                ? tr("A preview looks back seven days.")
                : tr("That was seven days ago. The permission works; the tenant has nothing to show here.");
    if (!ending.isEmpty())
        sample.note += QLatin1Char(' ') + ending;
    co_return sample;
}

} // namespace slipway
