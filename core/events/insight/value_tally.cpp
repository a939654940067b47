#include "core/events/insight/value_tally.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace slipway {
namespace {

constexpr int indexBits = 12;
constexpr size_t registers = size_t(1) << indexBits;

std::uint64_t hashOf(std::string_view value)
{
    // The library's hash, mixed once more (with the finaliser of SplitMix64), because the estimate needs all
    // bits to be good.
    std::uint64_t hash = std::hash<std::string_view>()(value);
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9U;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebU;
    return hash ^ (hash >> 31);
}

} // namespace

void ValueTally::add(std::string_view value, std::int64_t times)
{
    m_total += times;
    const std::uint64_t hash = hashOf(value);
    if (!m_registers.empty())
        estimate(hash);
    count(hash, value.substr(0, valueBytes), value.size() <= valueBytes, times);
}

void ValueTally::add(const ValueTally &other)
{
    m_total += other.m_total;
    if (!other.m_registers.empty()) {
        if (m_registers.empty()) {
            m_registers.assign(registers, 0);
            for (const auto &[hash, entry] : m_counts)
                estimate(hash);
        }
        for (size_t i = 0; i < registers; ++i)
            m_registers[i] = std::max(m_registers[i], other.m_registers[i]);
    }
    for (const auto &[hash, entry] : other.m_counts) {
        if (!m_registers.empty())
            estimate(hash);
        count(hash, entry.value, entry.isWhole, entry.times);
    }
    if (other.m_allDiffer) {
        m_allDiffer = true;
        m_counts.clear();
    }
}

void ValueTally::count(std::uint64_t hash, std::string_view value, bool isWhole, std::int64_t times)
{
    if (m_allDiffer)
        return;
    if (const auto known = m_counts.find(hash); known != m_counts.end()) {
        known->second.times += times;
        return;
    }
    if (m_counts.size() < m_limit) {
        m_counts.emplace(hash, Count{std::string(value), times, isWhole});
        return;
    }
    if (m_registers.empty()) {
        m_registers.assign(registers, 0);
        for (const auto &[one, entry] : m_counts)
            estimate(one);
        estimate(hash);
        std::int64_t most = 0;
        for (const auto &[one, entry] : m_counts)
            most = std::max(most, entry.times);
        if (most * 50 < m_total) {
            m_allDiffer = true;
            m_counts.clear();
            return;
        }
    }
    // Every counter is decremented for the new value; those that reach zero make room.
    std::int64_t least = times;
    for (const auto &[one, entry] : m_counts)
        least = std::min(least, entry.times);
    for (auto entry = m_counts.begin(); entry != m_counts.end();) {
        entry->second.times -= least;
        entry = entry->second.times <= 0 ? m_counts.erase(entry) : std::next(entry);
    }
    if (times > least)
        m_counts.emplace(hash, Count{std::string(value), times - least, isWhole});
}

void ValueTally::estimate(std::uint64_t hash)
{
    const size_t index = hash >> (64 - indexBits);
    const int rank = std::min(std::countl_zero(hash << indexBits), 64 - indexBits) + 1;
    m_registers[index] = std::max(m_registers[index], static_cast<std::uint8_t>(rank));
}

std::int64_t ValueTally::distinct() const
{
    if (m_registers.empty())
        return static_cast<std::int64_t>(m_counts.size());
    double sum = 0;
    size_t zeros = 0;
    for (const std::uint8_t rank : m_registers) {
        sum += std::ldexp(1.0, -rank);
        zeros += rank == 0 ? 1 : 0;
    }
    const auto m = static_cast<double>(registers);
    double result = 0.7213 / (1 + 1.079 / m) * m * m / sum;
    if (result < 2.5 * m && zeros > 0)
        result = m * std::log(m / static_cast<double>(zeros)); // few values: count the empty registers
    return std::clamp<std::int64_t>(std::llround(result),
                                    std::min(static_cast<std::int64_t>(m_limit) + 1, m_total), m_total);
}

std::vector<ValueTally::Count> ValueTally::frequent(size_t wanted) const
{
    std::vector<Count> counts;
    counts.reserve(m_counts.size());
    for (const auto &[hash, entry] : m_counts)
        counts.push_back(entry);
    const auto before = [](const Count &a, const Count &b) {
        return a.times != b.times ? a.times > b.times : a.value < b.value;
    };
    const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, counts.size()));
    std::partial_sort(counts.begin(), middle, counts.end(), before);
    counts.erase(middle, counts.end());
    return counts;
}

} // namespace slipway
