// Counts the values of one field in bounded memory: how many different values there are, and which are the
// most frequent.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace slipway {

// For one thread.
class ValueTally
{
public:
    // Up to this many different values are counted exactly. Beyond that, their number is estimated
    // (HyperLogLog, about 2 % off), and the counts of the frequent ones are lower bounds (Misra and Gries).
    static constexpr size_t exact = 1000;
    explicit ValueTally(size_t limit = exact) : m_limit(limit) {}

    void add(std::string_view value, std::int64_t times = 1);
    void add(const ValueTally &other);

    [[nodiscard]] bool isExact() const { return m_registers.empty(); }
    [[nodiscard]] std::int64_t distinct() const;
    struct Count
    {
        std::string value; // at most valueBytes of it
        std::int64_t times = 0;
        bool isWhole = true;
    };
    // The most frequent ones first. Empty if nearly all values differ.
    [[nodiscard]] std::vector<Count> frequent(size_t wanted) const;

    static constexpr size_t valueBytes = 128;

private:
    void count(std::uint64_t hash, std::string_view value, bool isWhole, std::int64_t times);
    void estimate(std::uint64_t hash);
    std::unordered_map<std::uint64_t, Count> m_counts; // by the value's hash
    std::vector<std::uint8_t> m_registers;             // of HyperLogLog, once there are too many values
    size_t m_limit;
    std::int64_t m_total = 0;
    bool m_allDiffer = false; // not worth looking for frequent ones
};

} // namespace slipway
