#include "core/exporting/parts/gzip_member.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace slipway {
namespace {

// A byte that does not occur in `plain`. JSON contains neither 0xFF, which does not occur in UTF-8, nor
// zeros.
std::optional<uint8_t> absentFrom(std::span<const char> plain)
{
    for (int byte = 0xFF; byte >= 0; --byte) {
        if (std::memchr(plain.data(), byte, plain.size()) == nullptr)
            return static_cast<uint8_t>(byte);
    }
    return std::nullopt;
}

} // namespace

int packMember(std::span<const char> plain, GzipMemory &memory, std::vector<uint8_t> &packed)
{
    isal_zstream &stream = memory.stream;
    isal_deflate_init(&stream);
    stream.level = 1;
    stream.level_buf = memory.level;
    stream.level_buf_size = sizeof memory.level;
    stream.gzip_flag = IGZIP_GZIP;
    stream.end_of_stream = 1;
    // Nothing can match a dictionary of one byte that does not occur, so unpacking needs no dictionary.
    if (const auto absent = absentFrom(plain)) {
        uint8_t dictionary = *absent;
        if (const int code = isal_deflate_set_dict(&stream, &dictionary, 1); code != COMP_OK)
            return code;
    }
    stream.next_in = reinterpret_cast<uint8_t *>(const_cast<char *>(plain.data())); // it is only read
    stream.avail_in = static_cast<uint32_t>(plain.size());
    packed.resize(std::max(packed.capacity(), plain.size() / 8 + 4096));
    size_t size = 0;
    int code = COMP_OK;
    do {
        if (size == packed.size())
            packed.resize(size * 2);
        stream.next_out = packed.data() + size;
        stream.avail_out = static_cast<uint32_t>(packed.size() - size);
        const uint32_t offered = stream.avail_out;
        code = isal_deflate(&stream);
        size += offered - stream.avail_out;
    } while (code == COMP_OK && stream.internal_state.state != ZSTATE_END);
    packed.resize(size);
    return code;
}

} // namespace slipway
