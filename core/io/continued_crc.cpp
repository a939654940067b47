#include "core/io/continued_crc.h"

#include <array>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace slipway {
namespace {

// Polynomials over the field of two elements, modulo that of ECMA-182: the highest bit is the coefficient of
// x^0.
using Polynomial = uint64_t;

constexpr Polynomial one = uint64_t{1} << 63;
constexpr Polynomial modulus = 0xc96c'5795'd787'0f42; // without x^64

constexpr Polynomial timesX(Polynomial value)
{
    return value >> 1 ^ (modulus & (0 - (value & 1)));
}

struct Portable
{
    static Polynomial product(Polynomial a, Polynomial b)
    {
        Polynomial sum = 0;
        for (; a != 0; a <<= 1) {
            sum ^= b & (0 - (a >> 63));
            b = timesX(b);
        }
        return sum;
    }
};

#ifdef __x86_64__
// x^128 divided by the modulus, without x^64: for a division by multiplication (Barrett).
constexpr Polynomial quotient = [] {
    // Long division: the remainder is kept below x^64, and the coefficients of the quotient come from the
    // highest one down to x^0.
    Polynomial found = 0, rest = modulus; // x^64, modulo the modulus
    for (int power = 63; power >= 0; --power) {
        if ((rest & 1) != 0) // x^63: times x, the modulus goes into it once
            found |= one >> power;
        rest = timesX(rest);
    }
    return found;
}();

struct Carryless
{
    struct Wide
    {
        uint64_t low, high;
    };
    __attribute__((target("pclmul"))) static Wide wideProduct(uint64_t a, uint64_t b)
    {
        const __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<long long>(a)),
                                                     _mm_cvtsi64_si128(static_cast<long long>(b)), 0);
        return {static_cast<uint64_t>(_mm_cvtsi128_si64(product)),
                static_cast<uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(product, product)))};
    }
    __attribute__((target("pclmul"))) static Polynomial product(Polynomial a, Polynomial b)
    {
        // The product of two reflected numbers of 64 bits has 127: one bit is missing at its lower end.
        const Wide whole = wideProduct(a, b);
        const Polynomial below = whole.high << 1 | whole.low >> 63, above = whole.low << 1;
        const Polynomial times = above ^ wideProduct(above, quotient).low << 1;
        const Wide multiple = wideProduct(times, modulus);
        return below ^ (multiple.high << 1 | multiple.low >> 63);
    }
};
#endif

// powers[i][n] is x^(8n * 256^i), which stands for n * 256^i bytes.
using Powers = std::array<std::array<Polynomial, 256>, sizeof(size_t)>;

const Powers &powers()
{
    static const Powers all = [] {
        Powers made;
        Polynomial step = one >> 8;
        for (auto &row : made) {
            row[0] = one;
            for (size_t n = 1; n < row.size(); ++n)
                row[n] = Portable::product(row[n - 1], step);
            step = Portable::product(row.back(), step);
        }
        return made;
    }();
    return all;
}

template<typename Arithmetic>
uint64_t continued(uint64_t before, uint64_t begun, uint64_t crc, size_t size)
{
    // ISA-L inverts both ends, which cancels out here.
    Polynomial difference = before ^ begun;
    for (size_t i = 0; size != 0; ++i, size >>= 8) {
        if ((size & 0xff) != 0)
            difference = Arithmetic::product(powers()[i][size & 0xff], difference);
    }
    return crc ^ difference;
}

} // namespace

uint64_t portableContinuedCrc(uint64_t before, uint64_t begun, uint64_t crc, size_t size)
{
    return continued<Portable>(before, begun, crc, size);
}

uint64_t continuedCrc(uint64_t before, uint64_t begun, uint64_t crc, size_t size)
{
#ifdef __x86_64__
    static const bool hasCarryless = __builtin_cpu_supports("pclmul");
    if (hasCarryless)
        return continued<Carryless>(before, begun, crc, size);
#endif
    return continued<Portable>(before, begun, crc, size);
}

} // namespace slipway
