// Contains code that the compiler's protections apply to, so that check-hardening can tell from its
// machine code and its output whether they are enabled. Prints "zero" if variables on the stack are
// initialised to zero.
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::size_t size = 4096;

// Leaves a pattern on the stack where the variables of the next function will be.
[[gnu::noinline]] void leaveAPattern()
{
    unsigned char bytes[size];
    volatile unsigned char *left = bytes;
    for (std::size_t i = 0; i < size; ++i)
        left[i] = 0xa5;
}

[[gnu::noinline]] bool beginsAsZeros()
{
    unsigned char bytes[size];
    const volatile unsigned char *seen = bytes;
    bool isZero = true;
    for (std::size_t i = 0; i < size; ++i)
        isZero = isZero && seen[i] == 0;
    return isZero;
}

// A frame of several pages: -fstack-clash-protection touches each of them.
[[gnu::noinline]] int useALargeFrame(int seed)
{
    volatile char large[16 * size];
    large[0] = static_cast<char>(seed);
    large[sizeof large - 1] = static_cast<char>(seed + 1);
    return large[0] + large[sizeof large - 1];
}

// The size of this memory is only known at run time: _FORTIFY_SOURCE checks it from level 3.
[[gnu::noinline]] int fillAllocated(std::size_t allocated, std::size_t filled)
{
    char *memory = static_cast<char *>(std::malloc(allocated));
    if (memory == nullptr)
        return 0;
    std::memset(memory, 1, filled);
    const int last = memory[filled - 1];
    std::free(memory);
    return last;
}

} // namespace

int main(int count, char **)
{
    leaveAPattern();
    if (beginsAsZeros())
        std::puts("zero");
    const auto bytes = static_cast<std::size_t>(count) * 16;
    return useALargeFrame(count) + fillAllocated(bytes, bytes) > 0 ? 0 : 1;
}
