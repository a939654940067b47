// GzipHeader against ISA-L, which reads complete headers correctly, and against itself in pieces of other
// sizes.
#include "core/io/gzip_header.h"

#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <array>
#include <isa-l/igzip_lib.h>

using namespace slipway;
using fuzz::require;

namespace {

struct Outcome
{
    GzipHeader::State state = GzipHeader::State::Reading;
    size_t size = 0;
    friend bool operator==(const Outcome &, const Outcome &) = default;
};

Outcome readInPieces(const uint8_t *data, size_t size, size_t piece)
{
    GzipHeader header;
    size_t at = 0;
    while (at < size && header.state() == GzipHeader::State::Reading)
        at += header.read(data + at, std::min(piece, size - at));
    return {header.state(), at};
}

// The same by ISA-L; reserved flags and a wrong checksum are refused by us alone.
Outcome readByIsal(const uint8_t *data, size_t size)
{
    inflate_state state;
    isal_inflate_init(&state);
    state.next_in = const_cast<uint8_t *>(data);
    state.avail_in = static_cast<uint32_t>(size);
    isal_gzip_header header;
    isal_gzip_header_init(&header);
    header.hcrc = 1;
    const int code = isal_read_gzip_header(&state, &header);
    const size_t used = size - state.avail_in;
    if (code == ISAL_DECOMP_OK)
        return {GzipHeader::State::Done, used};
    return {code == ISAL_END_INPUT ? GzipHeader::State::Reading : GzipHeader::State::Bad, used};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const size_t piece = 1 + data[0] % 16;
    ++data;
    --size;
    const Outcome whole = readInPieces(data, size, size + 1);
    require(whole == readInPieces(data, size, piece), "pieces");
    const Outcome expected = readByIsal(data, size);
    if (whole.state == GzipHeader::State::Done)
        require(expected == whole, "accepted what ISA-L does not read so");
    // Up to the flags all is decided byte by byte, and ISA-L looks at ten bytes at once.
    if (expected.state == GzipHeader::State::Done && (data[3] & 0xe0) == 0)
        require(whole.state == GzipHeader::State::Done, "refused what ISA-L reads");
    return 0;
}
