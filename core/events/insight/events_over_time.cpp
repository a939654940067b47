#include "core/events/insight/events_over_time.h"

#include "core/base/utc.h"
#include "core/events/documents/row_scan.h"
#include "core/events/filter/filter_value.h"
#include "core/events/json/field_reader.h"
#include "core/events/json/raw_field.h"

#include <QDateTime>

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <unordered_map>

namespace slipway {
namespace {

constexpr qint64 widths[] = {1,    2,    5,    10,    15,    30,    60,    120,    300,    600,    900,
                             1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000};
constexpr qint64 mostStretches = 100;
constexpr size_t mostCounters = 50'000;
constexpr qint64 earliest = 631'152'000, latest = 4'102'444'800; // 1990, 2100

struct Pair
{
    qint64 all = 0, matching = 0;
};

// Counts by stretches, which become wider when there are too many of them.
class Counters
{
public:
    void add(qint64 second, Pair pair)
    {
        Pair &sum = m_pairs[second / m_width * m_width];
        sum.all += pair.all;
        sum.matching += pair.matching;
        if (m_pairs.size() > mostCounters)
            widen();
    }
    void add(const Counters &other)
    {
        while (m_width < other.m_width)
            widen();
        for (const auto &[second, pair] : other.m_pairs)
            add(second, pair);
    }
    [[nodiscard]] qint64 width() const { return m_width; }
    [[nodiscard]] const std::unordered_map<qint64, Pair> &pairs() const { return m_pairs; }

    qint64 withoutTime = 0;

private:
    void widen()
    {
        m_width = m_width == 1 ? 60 : m_width == 60 ? 3600 : 86400;
        for (const auto &[second, pair] : std::exchange(m_pairs, {})) {
            Pair &sum = m_pairs[second / m_width * m_width];
            sum.all += pair.all;
            sum.matching += pair.matching;
        }
    }
    std::unordered_map<qint64, Pair> m_pairs;
    qint64 m_width = 1;
};

class TimestampReader
{
public:
    std::optional<qint64> read(std::string_view event)
    {
        FieldValue value;
        if (const auto found = m_raw.find(event))
            value = *found;
        else
            value = m_reader.read(event, m_name).front();
        const std::optional<qint64> instant = value.type == JsonType::Number   ? instantOfNumber(value.text)
                                              : value.type == JsonType::String ? parseInstant(value.text)
                                                                               : std::nullopt;
        if (!instant || *instant / 1000 < earliest || *instant / 1000 >= latest)
            return std::nullopt;
        return *instant / 1000;
    }

private:
    std::vector<std::string> m_name{"timestamp"};
    RawField m_raw{"timestamp"};
    FieldReader m_reader;
};

EventsOverTime arranged(const Counters &counters)
{
    EventsOverTime result;
    result.withoutTime = counters.withoutTime;
    if (counters.pairs().empty())
        return result;
    const std::map<qint64, Pair> sorted(counters.pairs().begin(), counters.pairs().end());
    const qint64 first = sorted.begin()->first, last = sorted.rbegin()->first;
    result.seconds = std::end(widths)[-1];
    for (const qint64 width : widths) {
        if (width >= counters.width() && last / width - first / width < mostStretches) {
            result.seconds = width;
            break;
        }
    }
    result.from = first / result.seconds * result.seconds;
    const auto size = static_cast<size_t>((last - result.from) / result.seconds + 1);
    result.all.assign(size, 0);
    result.matching.assign(size, 0);
    for (const auto &[second, pair] : sorted) {
        const auto place = static_cast<size_t>((second - result.from) / result.seconds);
        result.all[place] += pair.all;
        result.matching[place] += pair.matching;
    }
    return result;
}

} // namespace

std::optional<EventsOverTime> eventsOverTime(const EventDocumentPtr &document, const EventFilter &filter,
                                             std::stop_token stop)
{
    std::mutex mutex;
    std::vector<std::shared_ptr<Counters>> parts;
    const bool whole = scanRows(document, {0, document->count()}, stop, [&]() -> BlockWork {
        auto counters = std::make_shared<Counters>();
        auto matcher = std::make_shared<EventMatcher>(filter);
        auto timestamps = std::make_shared<TimestampReader>();
        {
            const std::lock_guard lock(mutex);
            parts.push_back(counters);
        }
        return [&, counters, matcher, timestamps](EventReader &reader, RowRange rows) {
            for (qint64 row = rows.first; row < rows.last && !stop.stop_requested(); ++row) {
                const std::string_view event = reader.event(row);
                if (const auto second = timestamps->read(event))
                    counters->add(*second, {1, filter.isEmpty() || matcher->matches(event) ? 1 : 0});
                else
                    ++counters->withoutTime;
            }
        };
    });
    if (!whole)
        return std::nullopt;
    Counters sum;
    for (const auto &part : parts) {
        sum.add(*part);
        sum.withoutTime += part->withoutTime;
    }
    return arranged(sum);
}

QString timeCondition(qint64 from, qint64 to)
{
    const auto text = [](qint64 second) { return utcFromSeconds(second).toString(Qt::ISODate); };
    return QStringLiteral("timestamp gte %1 and timestamp lt %2").arg(text(from), text(to));
}

} // namespace slipway
