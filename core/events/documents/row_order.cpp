#include "core/events/documents/row_order.h"

#include "core/events/documents/row_scan.h"
#include "core/events/json/field_reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace slipway {
namespace {

// A number as two integers that compare like it: the nearest double, and the difference between an integer
// and that.
struct NumberKey
{
    quint64 major = 0;
    quint32 minor = 0;
    quint32 row = 0;
    bool operator==(const NumberKey &other) const { return major == other.major && minor == other.minor; }
    bool operator<(const NumberKey &other) const
    {
        return major != other.major   ? major < other.major
               : minor != other.minor ? minor < other.minor
                                      : row < other.row;
    }
};

quint64 ordered(double value)
{
    const auto bits = std::bit_cast<quint64>(value == 0 ? 0.0 : value); // -0 is 0
    return bits >> 63 ? ~bits : bits | 1ULL << 63;
}

template<class Integer>
std::optional<NumberKey> integerKey(std::string_view text, quint32 row)
{
    Integer value{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size())
        return {};
    const auto nearest = static_cast<double>(value);
    // Below 2^11 in size, and exact where long double has 64 bits.
    const auto difference =
        static_cast<qint64>(static_cast<long double>(value) - static_cast<long double>(nearest));
    return NumberKey{ordered(nearest), static_cast<quint32>(difference + (1LL << 31)), row};
}

std::optional<NumberKey> addressKey(std::string_view text, quint32 row)
{
    quint64 address = 0;
    const char *at = text.data(), *const end = at + text.size();
    for (int part = 0; part < 4; ++part) {
        quint8 value = 0;
        const auto [next, fault] = std::from_chars(at, end, value);
        if (fault != std::errc() || (part < 3 ? next == end || *next != '.' : next != end))
            return {};
        address = address << 8 | value;
        at = next + 1;
    }
    return NumberKey{ordered(static_cast<double>(address)), 1U << 31, row};
}

std::optional<NumberKey> numberKey(std::string_view text, quint32 row)
{
    if (text.empty() || text.size() > 40 || (text[0] != '-' && (text[0] < '0' || text[0] > '9')))
        return {};
    if (const auto key = integerKey<qint64>(text, row))
        return key;
    if (const auto key = integerKey<quint64>(text, row))
        return key;
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc() && end == text.data() + text.size() && std::isfinite(value))
        return NumberKey{ordered(value), 1U << 31, row};
    return addressKey(text, row);
}

// The first bytes nearly always decide; the rest is in the arena of the thread that read it.
struct TextKey
{
    quint64 start = 0;
    const char *rest = nullptr;
    quint32 size = 0; // of the rest
    quint32 row = 0;
    [[nodiscard]] std::string_view restText() const { return {rest, size}; }
    bool operator==(const TextKey &other) const
    {
        return start == other.start && restText() == other.restText();
    }
    bool operator<(const TextKey &other) const
    {
        if (start != other.start)
            return start < other.start;
        const int order = restText().compare(other.restText());
        return order != 0 ? order < 0 : row < other.row;
    }
};

// Memory that only grows, so that views into it stay valid.
class Arena
{
public:
    const char *keep(std::string_view text)
    {
        if (m_blocks.empty() || m_used + text.size() > m_size) {
            m_size = std::max<size_t>(text.size(), 1 << 20);
            m_blocks.push_back(std::make_unique_for_overwrite<char[]>(m_size));
            m_used = 0;
        }
        char *const to = m_blocks.back().get() + m_used;
        std::memcpy(to, text.data(), text.size());
        m_used += text.size();
        return to;
    }

private:
    std::vector<std::unique_ptr<char[]>> m_blocks;
    size_t m_size = 0, m_used = 0;
};

struct Keys
{
    std::vector<NumberKey> numbers;
    std::vector<TextKey> texts;
    std::vector<quint32> empty;
    Arena arena;

    void add(std::string_view value, quint32 row)
    {
        constexpr size_t longest = 256; // a difference beyond that would not be visible
        if (value.empty())
            return empty.push_back(row);
        if (const auto key = numberKey(value, row))
            return numbers.push_back(*key);
        value = value.substr(0, longest);
        std::array<char, longest> folded{};
        std::string unicode;
        if (std::any_of(value.begin(), value.end(), [](char c) { return c < 0; })) {
            unicode = utf8Text(value).toCaseFolded().toStdString();
            value = unicode;
        } else {
            std::transform(value.begin(), value.end(), folded.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
            value = {folded.data(), value.size()};
        }
        TextKey key;
        key.row = row;
        for (size_t i = 0; i < 8; ++i)
            key.start = key.start << 8 | (i < value.size() ? static_cast<uchar>(value[i]) : 0U);
        if (value.size() > 8) {
            key.size = static_cast<quint32>(value.size() - 8);
            key.rest = arena.keep(value.substr(8));
        }
        texts.push_back(key);
    }
};

// False: stopped, within a millisecond. Then the keys are in no order. An exception is the only way to leave
// std::sort, and sorting in pieces that are merged afterwards would need the memory twice.
template<class Key>
bool sortUnlessStopped(std::vector<Key> &keys, const std::stop_token &stop)
{
    constexpr quint32 often = 1 << 13;
    struct Stopped
    {};
    quint32 compared = 0;
    try {
        std::sort(keys.begin(), keys.end(), [&](const Key &one, const Key &other) {
            if (++compared % often == 0 && stop.stop_requested())
                throw Stopped();
            return one < other;
        });
    } catch (const Stopped &) {
        return false;
    }
    return true;
}

} // namespace

std::optional<RowOrder> RowOrder::make(const EventDocumentPtr &document, qint64 count,
                                       const std::string &field, std::stop_token stop)
{
    std::mutex lock;
    std::vector<std::shared_ptr<Keys>> parts;
    const std::vector<std::string> names{field};
    const bool whole = scanRows(document, {0, count}, stop, [&] {
        const auto keys = std::make_shared<Keys>();
        {
            const std::lock_guard guard(lock);
            parts.push_back(keys);
        }
        return [&names, keys, stop, fields = std::make_shared<FieldReader>()](EventReader &reader,
                                                                              RowRange rows) {
            for (qint64 row = rows.first; row < rows.last && !stop.stop_requested(); ++row)
                keys->add(fields->read(reader.event(row), names)[0].text, static_cast<quint32>(row));
        };
    });
    if (!whole)
        return {};

    std::vector<NumberKey> numbers;
    std::vector<TextKey> texts;
    std::vector<quint32> empty;
    for (const auto &part : parts) {
        if (stop.stop_requested())
            return {};
        numbers.insert(numbers.end(), part->numbers.begin(), part->numbers.end());
        texts.insert(texts.end(), part->texts.begin(), part->texts.end());
        empty.insert(empty.end(), part->empty.begin(), part->empty.end());
        part->numbers = {};
        part->texts = {};
        part->empty = {};
    }
    if (!sortUnlessStopped(numbers, stop) || !sortUnlessStopped(texts, stop) ||
        !sortUnlessStopped(empty, stop))
        return {};

    RowOrder order;
    order.m_rows.reserve(static_cast<size_t>(count));
    order.m_starts.reserve(numbers.size() + texts.size());
    const auto take = [&](const auto &keys) {
        for (size_t i = 0; i < keys.size(); ++i) {
            order.m_rows.push_back(keys[i].row);
            order.m_starts.push_back(i == 0 || !(keys[i] == keys[i - 1]));
        }
    };
    take(numbers);
    take(texts);
    order.m_valued = order.m_rows.size();
    order.m_rows.insert(order.m_rows.end(), empty.begin(), empty.end());
    return order;
}

} // namespace slipway
