// Measures how fast the filter, the field profile, the chart and the conformance check process many events in
// memory. Usage: event_lens [EVENTS | FILE] – that many events made from a sample, or those of an NDJSON
// file. Prints wall and processor time, and the rate as a ratio to reading every byte once.
#include "core/events/documents/event_document.h"
#include "core/events/documents/row_scan.h"
#include "core/events/filter/event_filter.h"
#include "core/events/insight/conformance.h"
#include "core/events/insight/events_over_time.h"
#include "core/events/insight/field_profile.h"

#include <QByteArrayList>
#include <QFile>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace slipway;

namespace {

double seconds(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double everyByteOnce = 0; // processor seconds

template<class Work>
void measure(const char *name, Work work)
{
    const double wall = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    const long long result = work();
    const double used = seconds(CLOCK_PROCESS_CPUTIME_ID) - processor;
    if (everyByteOnce == 0)
        everyByteOnce = used;
    std::printf("%-58s wall %6.2f s  processor %6.2f s  = %5.1f x reading  (%lld)\n", name,
                seconds(CLOCK_MONOTONIC) - wall, used, used / everyByteOnce, result);
}

long long count(const EventDocumentPtr &document, const char *text)
{
    const auto filter = EventFilter::compile(QString::fromUtf8(text));
    std::atomic<long long> found = 0;
    (void)scanRows(document, {0, document->count()}, {}, [&]() -> BlockWork {
        auto matcher = std::make_shared<EventMatcher>(*filter);
        return [&, matcher](EventReader &reader, RowRange rows) {
            long long hits = 0;
            for (qint64 row = rows.first; row < rows.last; ++row)
                hits += matcher->matches(reader.event(row)) ? 1 : 0;
            found += hits;
        };
    });
    return found;
}

} // namespace

int main(int argc, char *argv[])
{
    const QString given = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral("300000");
    bool isCount = false;
    int events = given.toInt(&isCount);
    QFile file(isCount ? QStringLiteral(SLIPWAY_SAMPLES "/alert-v2.json") : given);
    if (!file.open(QIODevice::ReadOnly))
        return 1;
    const QByteArray content = file.readAll().trimmed();
    QList<QByteArray> list;
    if (!isCount)
        list = content.split('\n');
    for (int i = 0; i < events; ++i) {
        QByteArray event = content;
        event.replace("1234567abcdefghjkil", QByteArray::number(1'000'000'000 + i));
        event.replace("\"timestamp\":1736154198", "\"timestamp\":" + QByteArray::number(1736154198 + i / 10));
        event.replace("8847222077216958610", QByteArray::number(8847222077000000000 + i));
        if (i % 1000 == 0)
            event.replace("WhatsApp", "Telegram");
        list << event;
    }
    events = static_cast<int>(list.size());
    const double size = static_cast<double>(content.size()) * (isCount ? events : 1);
    const EventDocumentPtr document =
        makeDocument(list, {QString(), QString(), QStringLiteral("alert"), QString()});
    list.clear();
    std::printf("%d events, %.0f MB\n", events, size / 1e6);
    measure("reading every byte", [&] {
        std::atomic<long long> sum = 0;
        (void)scanRows(document, {0, document->count()}, {}, [&]() -> BlockWork {
            return [&](EventReader &reader, RowRange rows) {
                long long part = 0;
                for (qint64 row = rows.first; row < rows.last; ++row)
                    part += static_cast<long long>(
                        std::count(reader.event(row).begin(), reader.event(row).end(), '\n'));
                sum += part;
            };
        });
        return sum.load();
    });
    for (const char *text :
         {"telegram", "telegram fna", "app eq \"Telegram\"", "app eq \"Telegram\" and severity neq \"low\"",
          "url like \"*.enc\" and cci lt 5", "timestamp gte 2025-01-06T12:00:00Z",
          "transaction_id gt 8847222077000200000", "not (action in (\"block\", \"alert\"))"})
        measure(text, [&] { return count(document, text); });
    measure("field profile",
            [&] { return static_cast<long long>(profileFields(document, {}, {})->fields.size()); });
    measure("conformance",
            [&] { return static_cast<long long>(checkConformance(document, {})->findings.size()); });
    measure("events over time",
            [&] { return static_cast<long long>(eventsOverTime(document, {}, {})->all.size()); });
    std::printf("For a million events of this size, multiply by %.2f.\n", 1e6 / events);
    return 0;
}
