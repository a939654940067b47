#include "core/events/preview.h"

#include "core/base/background.h"
#include "core/events/preview_source.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>

#include <algorithm>
#include <array>
#include <deque>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Preview", text);
}

struct Kept
{
    qint64 timestamp = 0;
    QByteArray text;
};

// The first event's field order decides among the fields that have no place of their own.
QStringList fieldsOf(const std::vector<Kept> &kept, const QString &endpointId)
{
    QStringList fields = firstFields(endpointId);
    QSet<QString> known(fields.begin(), fields.end());
    QSet<QString> present;
    for (const Kept &event : kept) {
        for (const QString &name : fieldNames(event.text)) {
            present.insert(name);
            if (!known.contains(name)) {
                known.insert(name);
                fields << name;
            }
        }
    }
    if (!kept.empty())
        fields.removeIf([&](const QString &name) { return !present.contains(name); });
    return fields;
}

// Somebody waits in front of the window: short refusals only.
bool mayRetry(const PageFailure &fault)
{
    return (fault.error.kind == ErrorKind::RateLimited || fault.error.kind == ErrorKind::Busy) &&
           fault.rate.resetSeconds.value_or(2) <= 10;
}

std::chrono::milliseconds retryDelay(const PageFailure &fault)
{
    return std::chrono::milliseconds(static_cast<qint64>(fault.rate.resetSeconds.value_or(2) * 1000) + 50);
}

EventSample sampleOf(std::vector<Kept> kept, const Endpoint &endpoint)
{
    std::stable_sort(kept.begin(), kept.end(),
                     [](const Kept &a, const Kept &b) { return a.timestamp > b.timestamp; });
    EventSample sample;
    sample.endpoint = endpoint;
    sample.endpoint.id = endpoint.kind();
    sample.fields = fieldsOf(kept, endpoint.kind());
    for (Kept &event : kept)
        sample.events << std::move(event.text);
    return sample;
}

QString shortTime(qint64 epoch)
{
    return QDateTime::fromSecsSinceEpoch(epoch).toString(QStringLiteral("d MMM, HH:mm"));
}

} // namespace

QCoro::Task<Result<EventSample>> fetchNewest(ConnectionSettings settings, Endpoint endpoint, int wanted,
                                             std::stop_token stop)
{
    PreviewSource source(settings, endpoint);
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    // Reading goes forward only, in batches of an hour, so look back in growing steps until there is enough
    // to look at. The bound on pages keeps a busy tenant from turning a preview into an export.
    struct Step
    {
        qint64 seconds;
        int pages;
    };
    const std::array<Step, 4> steps{{{3600, 6}, {6 * 3600, 10}, {86'400, 30}, {7 * 86'400, 40}}};
    const qint64 enough = std::min(wanted, 100);
    std::deque<Kept> kept;
    qint64 seen = 0, since = 0;
    bool complete = true;
    for (const Step step : steps) {
        kept.clear();
        seen = 0;
        since = now - step.seconds;
        complete = false;
        source.begin(since, now);
        for (int page = 0; page < step.pages; ++page) {
            auto answer = co_await source.next(stop);
            if (!answer) {
                if (page + 1 == step.pages || !mayRetry(answer.error()))
                    co_return std::unexpected(answer.error().error);
                if (!co_await pause(retryDelay(answer.error()), stop))
                    co_return failure(ErrorKind::Cancelled, tr("Stopped."));
                continue;
            }
            const auto &events = answer->page.events();
            const auto &keys = answer->page.keys();
            seen += static_cast<qint64>(events.size());
            for (size_t i = 0; i < events.size(); ++i)
                kept.push_back({keys[i].timestamp.value_or(0),
                                QByteArray(events[i].data(), static_cast<qsizetype>(events[i].size()))});
            while (kept.size() > static_cast<size_t>(std::max(wanted, 10'000)))
                kept.pop_front(); // pages come in order of time
            if (source.take(answer->page)) {
                complete = true;
                break;
            }
            // One request a second: the limit is shared with the SIEM.
            if (!co_await pause(std::chrono::seconds(1), stop))
                co_return failure(ErrorKind::Cancelled, tr("Stopped."));
        }
        if (seen >= enough)
            break;
    }

    std::vector<Kept> sorted(std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Kept &a, const Kept &b) { return a.timestamp > b.timestamp; });
    if (sorted.size() > static_cast<size_t>(wanted))
        sorted.resize(static_cast<size_t>(wanted));
    // Of what is shown: there may be more since the start of the window.
    const qint64 oldest = sorted.empty() ? 0 : sorted.back().timestamp;
    const QString start = shortTime(oldest > 0 ? oldest : since);
    EventSample sample = sampleOf(std::move(sorted), endpoint);
    if (sample.events.isEmpty())
        sample.note = tr(
            "No events in the last seven days. The permission works; the tenant has nothing to show here.");
    else if (!complete)
        sample.note = tr("Events from a busy stretch: %1, since %2. Newer ones may exist.")
                          .arg(sample.events.size())
                          .arg(start);
    else
        sample.note = tr("Newest events: %1, since %2.").arg(sample.events.size()).arg(start);
    co_return sample;
}

QCoro::Task<Result<EventSample>> fetchRange(ConnectionSettings settings, Endpoint endpoint, qint64 from,
                                            qint64 to, int wanted, std::stop_token stop)
{
    constexpr int mostPages = 60; // a preview is no export
    constexpr int mostRefusals = 5;
    PreviewSource source(settings, endpoint);
    source.begin(from, to);
    std::vector<Kept> kept;
    bool complete = false;
    int refusals = 0;
    for (int page = 0; page < mostPages && !complete && kept.size() < static_cast<size_t>(wanted);) {
        auto answer = co_await source.next(stop);
        if (!answer) {
            if (++refusals > mostRefusals || !mayRetry(answer.error()))
                co_return std::unexpected(answer.error().error);
            if (!co_await pause(retryDelay(answer.error()), stop))
                co_return failure(ErrorKind::Cancelled, tr("Stopped."));
            continue;
        }
        ++page;
        const auto &events = answer->page.events();
        const auto &keys = answer->page.keys();
        for (size_t i = 0; i < events.size(); ++i) {
            const qint64 time =
                keys[i].timestamp.value_or(from); // without a time it stays: better to be seen
            if (time >= from && time < to)
                kept.push_back(
                    {time, QByteArray(events[i].data(), static_cast<qsizetype>(events[i].size()))});
        }
        complete = source.take(answer->page);
        if (!complete && !co_await pause(std::chrono::seconds(1), stop)) // the limit is shared with the SIEM
            co_return failure(ErrorKind::Cancelled, tr("Stopped."));
    }
    const bool isCut = !complete || kept.size() > static_cast<size_t>(wanted);
    if (kept.size() > static_cast<size_t>(wanted))
        kept.resize(static_cast<size_t>(wanted));
    EventSample sample = sampleOf(std::move(kept), endpoint);
    sample.note = sample.events.isEmpty() ? tr("No events from %1 to %2.").arg(shortTime(from), shortTime(to))
                  : isCut ? tr("From %1 to %2: the first %3 events. Export the range to have all of it.")
                                .arg(shortTime(from), shortTime(to))
                                .arg(sample.events.size())
                          : tr("From %1 to %2: all %3 events.")
                                .arg(shortTime(from), shortTime(to))
                                .arg(sample.events.size());
    co_return sample;
}

struct PreviewSession::State
{
    ConnectionSettings settings;
    Endpoint endpoint;
    PreviewWish wish;
    BackgroundThread thread;
};

PreviewSession::PreviewSession(ConnectionSettings settings, Endpoint endpoint, PreviewWish wish,
                               QObject *parent)
    : QObject(parent), m_state(new State{std::move(settings), std::move(endpoint), wish, {}})
{
    qRegisterMetaType<EventSample>();
    qRegisterMetaType<Error>();
}

PreviewSession::~PreviewSession() = default;

void PreviewSession::start()
{
    // By value: this object may go while the work winds down.
    m_state->thread.run([this, settings = m_state->settings, endpoint = m_state->endpoint,
                         wish = m_state->wish](std::stop_token stop) {
        Result<EventSample> sample =
            QCoro::waitFor(wish.to > 0 ? fetchRange(settings, endpoint, wish.from, wish.to, wish.wanted, stop)
                                       : fetchNewest(settings, endpoint, wish.wanted, stop));
        if (stop.stop_requested())
            return;
        QMetaObject::invokeMethod(
            this,
            [this, sample = std::move(sample)] {
                if (sample)
                    Q_EMIT loaded(*sample);
                else
                    Q_EMIT failed(sample.error());
            },
            Qt::QueuedConnection);
    });
}

} // namespace slipway
