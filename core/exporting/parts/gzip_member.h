// Lines as one gzip member: the same lines make the same bytes, in whatever process and memory, so that a
// resumed export ends with the files of an undisturbed one. (On processors with other instructions they may
// be others.)
//
// That is not so of ISA-L 2.30 by itself: it looks for a match of the third byte on with the hash of an
// address, that of its own state, instead of that of the bytes, so that about one process in 3,000 packs the
// same lines otherwise. Where a dictionary precedes the bytes, that code is not reached: see packMember().
//
// Threads: any, each with memory of its own.
#pragma once
#include <isa-l/igzip_lib.h>
#include <span>
#include <vector>

namespace slipway {

// What packing takes, to be used again; its content does not matter.
struct GzipMemory
{
    isal_zstream stream;
    uint8_t level[ISAL_DEF_LVL1_DEFAULT];
};

// Replaces what is in `packed`, which grows as needed. Returns ISA-L's code: COMP_OK.
[[nodiscard]] int packMember(std::span<const char> plain, GzipMemory &memory, std::vector<uint8_t> &packed);

} // namespace slipway
