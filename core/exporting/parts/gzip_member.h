// Compresses lines into one gzip member. The same lines give the same bytes, whatever the process and its
// memory, so that a resumed export ends with the same files as an undisturbed one. (On processors with other
// instructions, the bytes may differ.)
//
// ISA-L 2.30 does not guarantee that by itself: from the third byte on, it looks for a match with the hash of
// an address, that of its own state, instead of the hash of the bytes, so that about one process in 3,000
// compresses the same lines differently. If a dictionary precedes the bytes, that code is not reached: see
// packMember().
//
// Threads: any, each with memory of its own.
#pragma once
#include <isa-l/igzip_lib.h>
#include <span>
#include <vector>

namespace slipway {

// The memory that compressing takes, to be reused; its content does not matter.
struct GzipMemory
{
    isal_zstream stream;
    uint8_t level[ISAL_DEF_LVL1_DEFAULT];
};

// Replaces the content of `packed`, which grows as needed. Returns ISA-L's code; COMP_OK is success.
[[nodiscard]] int packMember(std::span<const char> plain, GzipMemory &memory, std::vector<uint8_t> &packed);

} // namespace slipway
