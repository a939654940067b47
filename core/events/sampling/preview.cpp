#include "core/events/sampling/preview.h"

#include "core/async/background.h"
#include "core/base/plural_form.h"
#include "core/events/sampling/preview_sample.h"
#include "core/events/sampling/preview_source.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Preview)
};

} // namespace

QCoro::Task<Result<EventSample>> fetchRange(ConnectionSettings settings, Endpoint endpoint, qint64 from,
                                            qint64 to, int wanted, std::stop_token stop)
{
    constexpr int mostPages = 60; // a preview is not an export
    PreviewSource source(settings, endpoint);
    source.begin(from, to);
    std::vector<PreviewEvent> kept;
    qint64 bytes = 0; // of their texts
    bool complete = false;
    for (int page = 0; page < mostPages && !complete && bytes < mostPreviewBytes &&
                       kept.size() < static_cast<size_t>(wanted);) {
        auto answer = co_await source.next(stop);
        if (!answer)
            co_return std::unexpected(answer.error().error);
        ++page;
        const size_t count = answer->page.events().size();
        size_t i = 0;
        // One more than wanted, to know that there are more.
        for (; i < count && bytes < mostPreviewBytes && kept.size() <= static_cast<size_t>(wanted); ++i) {
            // An event without a time stays, since it is better to show it.
            const qint64 time = answer->page.keys()[i].timestamp.value_or(from);
            if (time < from || time >= to)
                continue;
            kept.push_back(previewEvent(answer->page, i));
            kept.back().timestamp = time;
            bytes += kept.back().text.size();
        }
        complete = source.take(answer->page) && i == count;
    }
    const bool isCut = !complete || kept.size() > static_cast<size_t>(wanted);
    if (kept.size() > static_cast<size_t>(wanted))
        kept.resize(static_cast<size_t>(wanted));
    EventSample sample = sampleOf(std::move(kept), endpoint);
    const QString tooLarge = std::exchange(sample.note, {});
    sample.note =
        sample.events.isEmpty() ? Texts::tr("No events from %1 to %2.").arg(noteTime(from), noteTime(to))
        : isCut ? Texts::tr("From %1 to %2: the first %n events. Export the range to get all of it.", nullptr,
                            pluralForm(sample.events.size()))
                      .arg(noteTime(from), noteTime(to))
                : Texts::tr("From %1 to %2: all %n events.", nullptr, pluralForm(sample.events.size()))
                      .arg(noteTime(from), noteTime(to));
    if (!tooLarge.isEmpty())
        sample.note += QLatin1Char(' ') + tooLarge;
    co_return sample;
}

struct PreviewSession::State
{
    ConnectionSettings settings;
    Endpoint endpoint;
    PreviewRequest request;
    BackgroundThread thread;
};

PreviewSession::PreviewSession(ConnectionSettings settings, Endpoint endpoint, PreviewRequest request,
                               QObject *parent)
    : QObject(parent), m_state(new State{std::move(settings), std::move(endpoint), request, {}})
{
    qRegisterMetaType<EventSample>();
    qRegisterMetaType<Error>();
}

PreviewSession::~PreviewSession() = default;

void PreviewSession::start()
{
    // Joined before this object is destroyed.
    m_state->thread.run([this, settings = m_state->settings, endpoint = m_state->endpoint,
                         request = m_state->request](std::stop_token stop) {
        const auto progress = [this](qint64 events, qint64 since) {
            QMetaObject::invokeMethod(
                this, [this, events, since] { Q_EMIT progressed(events, since); }, Qt::QueuedConnection);
        };
        const auto first = [this](const EventSample &sample) {
            QMetaObject::invokeMethod(
                this, [this, sample] { Q_EMIT begun(sample); }, Qt::QueuedConnection);
        };
        Result<EventSample> sample = QCoro::waitFor(
            request.to > 0 ? fetchRange(settings, endpoint, request.from, request.to, request.wanted, stop)
                           : fetchNewest(settings, endpoint, request.wanted, stop, progress, first));
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

void PreviewSession::stop()
{
    m_state->thread.requestStop();
}

} // namespace slipway
