#include "core/events/json/json_tokens.h"

#include <algorithm>
#include <bit>
#include <utility>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace slipway {
namespace {

// One bit for each of 64 bytes.
struct Marks
{
    uint64_t quotes = 0, backslashes = 0, operators = 0, blanks = 0, controls = 0, highBytes = 0;
};

// Each bit becomes the parity of itself and those below it: from an opening quote to the one that closes.
uint64_t parity(uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

// The line breaks and tabs among the control characters.
uint64_t blanksAmong(uint64_t controls, const char *block)
{
    uint64_t blanks = 0;
    for (uint64_t left = controls; left != 0; left &= left - 1) {
        const char c = block[std::countr_zero(left)];
        if (c == '\n' || c == '\r' || c == '\t')
            blanks |= left & (~left + 1);
    }
    return blanks;
}

// Where the window continues.
struct Places
{
    uint32_t *places;
    char *characters;
};

// Several at once without checking in between: up to seven too many, which are overwritten.
[[gnu::always_inline]] inline void addOneByOne(uint64_t starts, size_t count, const char *block,
                                               uint32_t base, const Places &out)
{
    constexpr size_t atOnce = 8;
    for (size_t done = 0; done < count; done += atOnce) {
#pragma GCC unroll 8
        for (size_t i = 0; i < atOnce; ++i) {
            const auto bit = static_cast<uint32_t>(std::countr_zero(starts)) & 63;
            out.places[done + i] = base + bit;
            out.characters[done + i] = block[bit];
            starts &= starts - 1;
        }
    }
}

struct Portable
{
    static void add(uint64_t starts, size_t count, const char *block, uint32_t base, const Places &out)
    {
        addOneByOne(starts, count, block, base, out);
    }
    static Marks marks(const char *block)
    {
        Marks marks;
        for (int i = 0; i < 64; ++i) {
            const uint64_t bit = uint64_t{1} << i;
            const auto c = static_cast<unsigned char>(block[i]);
            switch (c) {
            case '"':
                marks.quotes |= bit;
                break;
            case '\\':
                marks.backslashes |= bit;
                break;
            case '{':
            case '}':
            case '[':
            case ']':
            case ':':
            case ',':
                marks.operators |= bit;
                break;
            case ' ':
            case '\n':
            case '\r':
            case '\t':
                marks.blanks |= bit;
                break;
            default:
                break;
            }
            if (c < 0x20)
                marks.controls |= bit;
            else if (c >= 0x80)
                marks.highBytes |= bit;
        }
        return marks;
    }
    static uint64_t betweenPairs(uint64_t bits) { return parity(bits); }
};

#ifdef __x86_64__
// '[' and ']' differ from '{' and '}' in this bit.
constexpr char bracketBit = 0x20;
constexpr char lastControl = 0x1f;

struct Sse2 : Portable
{
    static uint64_t bits(__m128i mask)
    {
        return static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(mask)));
    }
    static __m128i is(__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }

    static Marks marks(const char *block)
    {
        Marks marks;
        for (int i = 3; i >= 0; --i) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(block + i * 16));
            const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(bracketBit));
            const __m128i brackets = _mm_or_si128(is(folded, '{'), is(folded, '}'));
            const __m128i separators = _mm_or_si128(is(bytes, ':'), is(bytes, ','));
            const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(lastControl)), bytes);
            marks.quotes = marks.quotes << 16 | bits(is(bytes, '"'));
            marks.backslashes = marks.backslashes << 16 | bits(is(bytes, '\\'));
            marks.operators = marks.operators << 16 | bits(_mm_or_si128(brackets, separators));
            marks.blanks = marks.blanks << 16 | bits(is(bytes, ' '));
            marks.controls = marks.controls << 16 | bits(control);
            marks.highBytes = marks.highBytes << 16 | bits(bytes);
        }
        marks.blanks |= blanksAmong(marks.controls, block);
        return marks;
    }
};

// For each set of eight bits, the numbers of those that are set, and zeros after them.
constexpr auto bitNumbers = [] {
    std::array<std::array<char, 8>, 256> all{};
    for (size_t set = 0; set < all.size(); ++set) {
        size_t count = 0;
        for (size_t bit = 0; bit < 8; ++bit) {
            if ((set >> bit & 1) != 0)
                all[set][count++] = static_cast<char>(bit);
        }
    }
    return all;
}();

#define SLIPWAY_AVX2 __attribute__((target("avx2,bmi,popcnt,pclmul")))
struct Avx2 : Portable
{
    // Eight bytes of the block at a time: up to eight too many, which are overwritten.
    SLIPWAY_AVX2 static void add(uint64_t starts, size_t, const char *block, uint32_t base, const Places &out)
    {
        uint32_t *places = out.places;
        char *characters = out.characters;
        __m256i from = _mm256_set1_epi32(static_cast<int>(base));
#pragma GCC unroll 8
        for (size_t i = 0; i < 8; ++i) {
            const uint64_t set = starts >> (8 * i) & 0xff;
            const __m128i bits = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(bitNumbers[set].data()));
            const __m128i eight = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(block + 8 * i));
            _mm256_storeu_si256(reinterpret_cast<__m256i *>(places),
                                _mm256_add_epi32(_mm256_cvtepu8_epi32(bits), from));
            _mm_storel_epi64(reinterpret_cast<__m128i *>(characters), _mm_shuffle_epi8(eight, bits));
            from = _mm256_add_epi32(from, _mm256_set1_epi32(8));
            const auto count = static_cast<size_t>(std::popcount(set));
            places += count;
            characters += count;
        }
    }
    SLIPWAY_AVX2 static uint64_t bits(__m256i mask)
    {
        return static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(mask)));
    }
    SLIPWAY_AVX2 static __m256i is(__m256i bytes, char c)
    {
        return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
    }
    SLIPWAY_AVX2 static Marks marks(const char *block)
    {
        Marks marks;
        for (int i = 1; i >= 0; --i) {
            const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(block + i * 32));
            const __m256i folded = _mm256_or_si256(bytes, _mm256_set1_epi8(bracketBit));
            const __m256i brackets = _mm256_or_si256(is(folded, '{'), is(folded, '}'));
            const __m256i separators = _mm256_or_si256(is(bytes, ':'), is(bytes, ','));
            const __m256i control =
                _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(lastControl)), bytes);
            marks.quotes = marks.quotes << 32 | bits(is(bytes, '"'));
            marks.backslashes = marks.backslashes << 32 | bits(is(bytes, '\\'));
            marks.operators = marks.operators << 32 | bits(_mm256_or_si256(brackets, separators));
            marks.blanks = marks.blanks << 32 | bits(is(bytes, ' '));
            marks.controls = marks.controls << 32 | bits(control);
            marks.highBytes = marks.highBytes << 32 | bits(bytes);
        }
        marks.blanks |= blanksAmong(marks.controls, block);
        return marks;
    }
    // A product without carries, with all ones: the parity of all bits below, in one instruction.
    SLIPWAY_AVX2 static uint64_t betweenPairs(uint64_t bits)
    {
        const __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, static_cast<long long>(bits)),
                                                     _mm_set1_epi8(static_cast<char>(0xff)), 0);
        return static_cast<uint64_t>(_mm_cvtsi128_si64(product));
    }
};

#define SLIPWAY_AVX512                                                                                       \
    __attribute__((target("avx2,bmi,popcnt,pclmul,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")))
struct Avx512 : Avx2
{
    SLIPWAY_AVX512 static uint64_t is(__m512i bytes, char c)
    {
        return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
    }
    SLIPWAY_AVX512 static Marks marks(const char *block)
    {
        const __m512i bytes = _mm512_loadu_si512(block);
        const __m512i folded = _mm512_or_si512(bytes, _mm512_set1_epi8(bracketBit));
        Marks marks;
        marks.quotes = is(bytes, '"');
        marks.backslashes = is(bytes, '\\');
        marks.operators = is(folded, '{') | is(folded, '}') | is(bytes, ':') | is(bytes, ',');
        marks.controls = _mm512_cmple_epu8_mask(bytes, _mm512_set1_epi8(lastControl));
        marks.blanks = is(bytes, ' ') | blanksAmong(marks.controls, block);
        marks.highBytes = _mm512_movepi8_mask(bytes);
        return marks;
    }
    // All places of a block at once: the marked ones move to the front.
    SLIPWAY_AVX512 static void add(uint64_t starts, size_t count, const char *block, uint32_t base,
                                   const Places &out)
    {
        static constexpr auto numbers = [] {
            std::array<char, 64> each{};
            for (size_t i = 0; i < each.size(); ++i)
                each[i] = static_cast<char>(i);
            return each;
        }();
        _mm512_storeu_si512(out.characters, _mm512_maskz_compress_epi8(starts, _mm512_loadu_si512(block)));
        const __m512i bits = _mm512_maskz_compress_epi8(starts, _mm512_loadu_si512(numbers.data()));
        const __m512i from = _mm512_set1_epi32(static_cast<int>(base));
        alignas(64) std::array<char, 64> narrow;
        _mm512_store_si512(narrow.data(), bits);
        for (size_t done = 0; done < count; done += 16) {
            const __m128i part = _mm_load_si128(reinterpret_cast<const __m128i *>(narrow.data() + done));
            _mm512_storeu_si512(out.places + done,
                                _mm512_add_epi32(_mm512_maskz_cvtepu8_epi32(0xffff, part), from));
        }
    }
};
#endif

// The characters after a backslash that is not itself escaped. `carry`: the first one is.
inline uint64_t escapedBy(uint64_t backslashes, uint64_t &carry)
{
    if (backslashes == 0)
        return std::exchange(carry, 0);
    constexpr uint64_t oddBits = 0xaaaa'aaaa'aaaa'aaaa;
    const uint64_t candidates = backslashes & ~carry;
    // Subtraction carries through runs of backslashes, so that every second one of a run can be told apart.
    const uint64_t codes = ((candidates << 1 | oddBits) - candidates) ^ oddBits;
    const uint64_t escaped = codes ^ (backslashes | carry);
    carry = (codes & backslashes) >> 63;
    return escaped;
}

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// `text` begins after the backslash.
bool isEscape(std::string_view text)
{
    constexpr std::string_view single = "\"\\/bfnrt";
    if (text.empty())
        return false;
    if (text.front() == 'u')
        return text.size() >= 5 && std::all_of(text.begin() + 1, text.begin() + 5, isHexDigit);
    return single.find(text.front()) != std::string_view::npos;
}

} // namespace

struct JsonTokens::Reader
{
    template<typename Set>
    [[gnu::always_inline]] static inline void readBlock(JsonTokens &tokens, const char *block, size_t size)
    {
        const Marks marks = Set::marks(block);
        const uint64_t escaped = escapedBy(marks.backslashes, tokens.m_escaped);
        const uint64_t quotes = marks.quotes & ~escaped;
        const uint64_t inString = Set::betweenPairs(quotes) ^ tokens.m_inString; // with the quote that opens
        tokens.m_inString = static_cast<uint64_t>(static_cast<int64_t>(inString) >> 63);
        tokens.m_highBytes |= marks.highBytes;
        tokens.m_controls |= marks.controls;
        if (const uint64_t doubtful = (marks.controls | escaped) & inString; doubtful != 0) [[unlikely]]
            tokens.noteFlaws(marks.controls & inString, escaped & inString, tokens.m_readTo);

        const uint64_t scalars = ~(marks.operators | marks.blanks);
        const uint64_t unquoted = scalars & ~quotes;
        const uint64_t behindScalar = unquoted << 1 | tokens.m_scalar;
        tokens.m_scalar = unquoted >> 63;
        const uint64_t starts = (marks.operators | (scalars & ~behindScalar)) & ~(inString ^ quotes);

        const auto count = static_cast<size_t>(std::popcount(starts));
        Set::add(starts, count, block, static_cast<uint32_t>(tokens.m_readTo),
                 {tokens.m_places.data() + tokens.m_count, tokens.m_characters.data() + tokens.m_count});
        tokens.m_count += count;
        tokens.m_readTo += size;
    }

    template<typename Set>
    [[gnu::always_inline]] static inline void readWindow(JsonTokens &tokens)
    {
        const std::string_view text = tokens.m_text;
        while (tokens.m_count < lookAhead + window && tokens.m_readTo < text.size()) {
            const size_t size = std::min(blockSize, text.size() - tokens.m_readTo);
            if (size == blockSize) [[likely]] {
                readBlock<Set>(tokens, text.data() + tokens.m_readTo, size);
            } else {
                std::array<char, blockSize> last;
                last.fill(' ');
                std::memcpy(last.data(), text.data() + tokens.m_readTo, size);
                readBlock<Set>(tokens, last.data(), size);
            }
        }
    }

    [[gnu::flatten]] static void portable(JsonTokens &tokens) { readWindow<Portable>(tokens); }
#ifdef __x86_64__
    [[gnu::flatten]] static void sse2(JsonTokens &tokens)
    {
        readWindow<Sse2>(tokens);
    }
    [[gnu::flatten]] SLIPWAY_AVX2 static void avx2(JsonTokens &tokens)
    {
        readWindow<Avx2>(tokens);
    }
    [[gnu::flatten]] SLIPWAY_AVX512 static void avx512(JsonTokens &tokens)
    {
        readWindow<Avx512>(tokens);
    }

    static bool hasAvx2()
    {
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
    }
    static bool hasAvx512()
    {
        return hasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
               __builtin_cpu_supports("avx512vbmi2");
    }
#endif

    static auto of(Instructions instructions)
    {
#ifdef __x86_64__
        static const bool canAvx512 = hasAvx512(), canAvx2 = hasAvx2();
        if (instructions == Instructions::Best && canAvx512)
            return &avx512;
        if ((instructions == Instructions::Best || instructions == Instructions::Avx2) && canAvx2)
            return &avx2;
        if (instructions != Instructions::Portable)
            return &sse2;
#endif
        (void)instructions;
        return &portable;
    }
};

JsonTokens::JsonTokens(std::string_view text, Instructions instructions, const std::stop_token &stop)
    : m_text(text), m_stop(stop), m_read(Reader::of(instructions))
{}

size_t JsonTokens::seek(size_t place)
{
    m_readTo = std::min(place, m_text.size());
    m_inString = m_escaped = m_scalar = 0;
    m_flaw.reset();
    m_count = 0;
    return refill(0);
}

size_t JsonTokens::refill(size_t at)
{
    at = std::min(at, m_count); // after the end there is only the end
    const size_t left = m_count - at;
    std::copy_n(m_places.data() + at, left, m_places.data());
    std::copy_n(m_characters.data() + at, left, m_characters.data());
    m_count = left;
    if (m_stop.stop_requested())
        m_readTo = m_text.size();
    m_read(*this);
    if (m_readTo < m_text.size()) {
        m_refillAt = m_count - lookAhead + 1;
    } else {
        std::fill_n(m_places.data() + m_count, lookAhead, static_cast<uint32_t>(m_text.size()));
        std::fill_n(m_characters.data() + m_count, lookAhead, '\0');
        m_refillAt = m_count + 1;
    }
    return 0;
}

void JsonTokens::noteFlaws(uint64_t controls, uint64_t escaped, size_t block)
{
    if (m_flaw)
        return;
    for (uint64_t left = controls | escaped; left != 0; left &= left - 1) {
        const size_t place = block + static_cast<size_t>(std::countr_zero(left));
        const bool isControl = (controls & left & (~left + 1)) != 0;
        if (isControl || !isEscape(m_text.substr(place))) {
            m_flaw = Flaw{place, !isControl};
            return;
        }
    }
}

} // namespace slipway
