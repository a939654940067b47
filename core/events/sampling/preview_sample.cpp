#include "core/events/sampling/preview_sample.h"

#include "core/events/documents/event_fields.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QSet>

#include <algorithm>

namespace slipway {
namespace {

// Real events have two hundred; one that is made to take memory has millions.
constexpr qsizetype mostFields = 5000;

// The order of fields in the first event decides among those that have no place of their own.
QStringList fieldsOf(const std::vector<PreviewEvent> &events, const QString &endpointId)
{
    QStringList fields = firstFields(endpointId);
    QSet<QString> known(fields.begin(), fields.end());
    QSet<QString> present;
    for (const PreviewEvent &event : events) {
        for (const QString &name : fieldNames(event.text)) {
            if (present.size() >= mostFields)
                break;
            present.insert(name);
            if (!known.contains(name)) {
                known.insert(name);
                fields << name;
            }
        }
    }
    if (!events.empty())
        fields.removeIf([&](const QString &name) { return !present.contains(name); });
    return fields;
}

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Preview)
};

QByteArray owned(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

PreviewEvent previewEvent(const ResponsePage &page, size_t at)
{
    const EventKey &key = page.keys()[at];
    return {key.timestamp.value_or(0), owned(key.id), owned(page.events()[at])};
}

EventSample sampleOf(std::vector<PreviewEvent> events, const Endpoint &endpoint)
{
    std::stable_sort(events.begin(), events.end(),
                     [](const PreviewEvent &a, const PreviewEvent &b) { return a.timestamp > b.timestamp; });
    const size_t tooLarge = std::erase_if(
        events, [](const PreviewEvent &event) { return event.text.size() > largestPreviewEvent; });
    EventSample sample;
    if (tooLarge > 0)
        sample.note = Texts::tr("Events left out because they are larger than 16 MB: %1.").arg(tooLarge);
    sample.endpoint = endpoint;
    sample.endpoint.id = endpoint.kind();
    sample.fields = fieldsOf(events, endpoint.kind());
    for (PreviewEvent &event : events)
        sample.events << std::move(event.text);
    return sample;
}

QString noteTime(qint64 epoch)
{
    const QDateTime time = QDateTime::fromSecsSinceEpoch(epoch);
    return QLocale().toString(time, Texts::tr("d MMM, HH:mm")) + QLatin1Char(' ') +
           time.timeZoneAbbreviation();
}

} // namespace slipway
