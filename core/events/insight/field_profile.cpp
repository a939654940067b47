#include "core/events/insight/field_profile.h"

#include "core/events/documents/row_scan.h"
#include "core/events/insight/value_tally.h"
#include "core/events/json/event_padding.h"
#include "core/events/json/exact_number.h"
#include "core/events/json/field_names.h"
#include "core/events/json/field_pattern.h"

#include <charconv>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace slipway {
namespace {

constexpr size_t frequentValues = 50;
// An event type has some 200 fields. In a hostile file with thousands the later ones are counted less
// exactly.
constexpr size_t usualFields = 400, fewValues = 50;
constexpr size_t deepest = 8; // objects within objects beyond this are counted as a whole

bool isDefault(const FieldValue &value)
{
    switch (value.type) {
    case JsonType::Absent:
    case JsonType::Null:
        return true;
    case JsonType::Boolean:
        return value.raw == "false";
    case JsonType::Number:
        return value.raw == "0" || value.raw == "0.0";
    case JsonType::String:
        return value.raw.size() == 2;
    case JsonType::Object:
    case JsonType::Array:
        return value.raw.find_first_not_of(" \t\r\n", 1) == value.raw.size() - 1;
    }
    return false;
}

// The smallest and largest number, as the digits that were sent.
class Range
{
public:
    void add(std::string_view number)
    {
        qint64 value = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
        const bool isInteger = error == std::errc() && end == number.data() + number.size();
        if (isInteger && m_isInteger && !m_least.empty() && value >= m_low && value <= m_high)
            return;
        m_isInteger = m_isInteger && isInteger;
        if (m_least.empty() || compareNumbers(number, m_least) == std::strong_ordering::less) {
            m_least = number;
            m_low = value;
        }
        if (m_most.empty() || compareNumbers(number, m_most) == std::strong_ordering::greater) {
            m_most = number;
            m_high = value;
        }
    }
    void add(const Range &other)
    {
        if (!other.m_least.empty()) {
            add(other.m_least);
            add(other.m_most);
        }
    }
    [[nodiscard]] const std::string &least() const { return m_least; }
    [[nodiscard]] const std::string &most() const { return m_most; }

private:
    std::string m_least, m_most;
    qint64 m_low = 0, m_high = 0; // the same, while all numbers are integers of 64 bits
    bool m_isInteger = true;
};

struct Account
{
    explicit Account(size_t limit) : values(limit) {}
    qint64 present = 0, filled = 0;
    std::array<qint64, 7> types{};
    ValueTally values; // raw JSON
    Range range;
    // Defaults repeat from event to event, so a value equal to the previous one is counted without being
    // looked up.
    std::string last;
    qint64 repeats = 0;

    void add(const FieldValue &value, qint64 times)
    {
        const bool isFirst = present == 0;
        present += times;
        filled += isDefault(value) ? 0 : times;
        types[static_cast<size_t>(value.type)] += times;
        if (value.raw == last && !isFirst) {
            repeats += times;
            return;
        }
        addUncounted();
        if (value.type == JsonType::Number)
            range.add(value.raw);
        if (value.raw.size() <= 64) {
            last = value.raw;
            repeats = times;
        } else {
            values.add(value.raw, times);
        }
    }
    void addUncounted()
    {
        if (repeats > 0)
            values.add(last, repeats);
        repeats = 0;
        last.clear();
    }
    void add(const Account &other)
    {
        present += other.present;
        filled += other.filled;
        for (size_t i = 0; i < types.size(); ++i)
            types[i] += other.types[i];
        values.add(other.values);
        range.add(other.range);
    }
};

// What one thread has seen. Most events have the fields of one of the last few, and most of their values as
// well; those are only counted when they change.
class Ledger
{
public:
    void add(std::string_view event)
    {
        ++events;
        if (m_rest > 0)
            --m_rest;
        else if (repeats(event))
            return;
        const Fields &fields = read(event, 0);
        addAll(fields, FieldNames::root, 0, 1);
        if (m_rest == 0 && m_readers.front()->health() == EventHealth::Well)
            learn(event, fields);
    }
    // Counts what has not been counted yet. To be called once, after the last event.
    void addUncounted()
    {
        for (Pattern &pattern : m_patterns)
            addUncounted(pattern);
        for (Account &account : accounts)
            account.addUncounted();
    }
    FieldNames names;
    std::vector<Account> accounts; // by FieldNames::Id
    qint64 events = 0, unreadable = 0;
    bool isCutOff = false;

private:
    using Fields = std::vector<FieldReader::Field>;
    struct Pattern
    {
        FieldPattern fields;
        std::vector<FieldNames::Id> ids; // of the fields
        std::vector<qint64> counted;     // up to which of `events` the value of each field has been counted
        qint64 events = 0;
    };
    // Events of one type differ in a few optional fields. Where hardly any event is like another one,
    // comparing would only cost time, so it rests for a while.
    static constexpr size_t patterns = 4;
    static constexpr int tries = 512, fewHits = 128, rest = 8192;

    [[nodiscard]] const Fields &read(std::string_view object, size_t depth)
    {
        if (m_readers.size() <= depth)
            m_readers.push_back(std::make_unique<FieldReader>());
        FieldReader &reader = *m_readers[depth];
        const Fields &fields = reader.readEach(object);
        if (depth == 0 &&
            (reader.health() == EventHealth::NotJson || reader.health() == EventHealth::NotAnObject))
            ++unreadable;
        return fields;
    }
    void addAll(const Fields &fields, FieldNames::Id parent, size_t depth, qint64 times)
    {
        for (const FieldReader::Field &field : fields) {
            const FieldNames::Id id = names.id(parent, field.name);
            if (id == FieldNames::none)
                isCutOff = true;
            else
                add(id, field.value, depth, times);
        }
    }
    // A value of an object at `depth`. The bytes after it can be read (eventPadding).
    void add(FieldNames::Id id, const FieldValue &value, size_t depth, qint64 times)
    {
        while (id >= accounts.size())
            accounts.emplace_back(accounts.size() < usualFields ? ValueTally::exact : fewValues);
        accounts[id].add(value, times);
        if (value.type == JsonType::Object && depth + 1 < deepest && value.raw.size() > 2)
            addAll(read(value.raw, depth + 1), id, depth + 1, times);
    }

    [[nodiscard]] bool repeats(std::string_view event)
    {
        if (++m_tries == tries) {
            if (m_hits < fewHits)
                m_rest = rest;
            m_tries = m_hits = 0;
        }
        for (size_t i = 0; i < m_patterns.size(); ++i) {
            const size_t tried = (m_latest + i) % m_patterns.size();
            Pattern &pattern = m_patterns[tried];
            const auto *changes = pattern.fields.compare(event);
            if (!changes)
                continue;
            for (const FieldPattern::Change &change : *changes)
                addUncounted(pattern, change.field);
            pattern.fields.follow(event);
            ++pattern.events;
            m_latest = tried;
            ++m_hits;
            return true;
        }
        return false;
    }
    void learn(std::string_view event, const Fields &fields)
    {
        if (m_patterns.size() < patterns)
            m_patterns.emplace_back();
        m_latest = m_oldest++ % m_patterns.size();
        Pattern &pattern = m_patterns[m_latest];
        addUncounted(pattern);
        pattern.ids.clear();
        pattern.events = 0;
        if (!pattern.fields.learn(event, fields))
            return;
        for (const FieldReader::Field &field : fields) {
            pattern.ids.push_back(names.id(FieldNames::root, field.name));
            if (pattern.ids.back() == FieldNames::none)
                return pattern.fields.clear();
        }
        pattern.counted.assign(fields.size(), 0);
    }
    void addUncounted(Pattern &pattern)
    {
        for (size_t field = 0; field < pattern.fields.count(); ++field)
            addUncounted(pattern, field);
    }
    void addUncounted(Pattern &pattern, size_t field)
    {
        const qint64 times = std::exchange(pattern.counted[field], pattern.events);
        if (times == pattern.events)
            return;
        FieldValue value;
        value.type = pattern.fields.type(field);
        value.raw = pattern.fields.value(field);
        if (value.type == JsonType::Object) {
            m_padded.assign(value.raw);
            m_padded.append(eventPadding, ' ');
            value.raw = std::string_view(m_padded).substr(0, value.raw.size());
        }
        add(pattern.ids[field], value, 0, pattern.events - times);
    }

    std::vector<std::unique_ptr<FieldReader>> m_readers; // one for each depth
    std::vector<Pattern> m_patterns;
    size_t m_latest = 0, m_oldest = 0;
    int m_tries = 0, m_hits = 0, m_rest = 0;
    std::string m_padded;
};

FieldStatistics statistics(const std::string &path, const Account &account)
{
    FieldStatistics field;
    field.path = QString::fromStdString(path);
    field.present = account.present;
    field.filled = account.filled;
    field.types = account.types;
    field.distinct = account.values.distinct();
    field.isExact = account.values.isExact();
    for (const ValueTally::Count &value : account.values.frequent(frequentValues))
        field.frequent.push_back({QByteArray::fromStdString(value.value), value.times, value.isWhole});
    field.least = QByteArray::fromStdString(account.range.least());
    field.most = QByteArray::fromStdString(account.range.most());
    return field;
}

} // namespace

std::optional<FieldProfile> profileFields(const EventDocumentPtr &document, const EventFilter &filter,
                                          std::stop_token stop, const std::function<void(qint64)> &progress)
{
    std::mutex mutex;
    std::vector<std::shared_ptr<Ledger>> ledgers;
    std::atomic<qint64> done = 0;
    const bool whole = scanRows(document, {0, document->count()}, stop, [&]() -> BlockWork {
        auto ledger = std::make_shared<Ledger>();
        auto matcher = std::make_shared<EventMatcher>(filter);
        {
            const std::lock_guard lock(mutex);
            ledgers.push_back(ledger);
        }
        return [&, ledger, matcher](EventReader &reader, RowRange rows) {
            for (qint64 row = rows.first; row < rows.last && !stop.stop_requested(); ++row) {
                const std::string_view event = reader.event(row);
                if (filter.isEmpty() || matcher->matches(event))
                    ledger->add(event);
            }
            const qint64 sum = done.fetch_add(rows.last - rows.first) + rows.last - rows.first;
            if (progress)
                progress(sum);
        };
    });
    if (!whole)
        return std::nullopt;

    FieldProfile profile;
    std::vector<std::string> paths;
    std::vector<Account> sums;
    std::unordered_map<std::string, size_t> places;
    for (const auto &ledger : ledgers) {
        profile.events += ledger->events;
        profile.unreadable += ledger->unreadable;
        profile.isCutOff = profile.isCutOff || ledger->isCutOff;
        ledger->addUncounted();
        for (size_t id = 1; id < ledger->accounts.size(); ++id) {
            if (stop.stop_requested())
                return std::nullopt;
            Account &account = ledger->accounts[id];
            const auto [place, isNew] =
                places.try_emplace(ledger->names.path(static_cast<FieldNames::Id>(id)), sums.size());
            if (isNew) {
                paths.push_back(place->first);
                sums.push_back(std::move(account));
            } else {
                sums[place->second].add(account);
            }
            account = Account(0); // releases its memory
        }
    }
    for (size_t i = 0; i < sums.size(); ++i)
        profile.fields.push_back(statistics(paths[i], sums[i]));
    return profile;
}

} // namespace slipway
