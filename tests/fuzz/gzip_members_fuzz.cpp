// GzipMembers, which unpacks a file of events for a preview, in pieces of random sizes, against zlib on the
// whole; and fileFormat(), which says that the file is gzip. Input: a byte that chooses the pieces, a byte
// that chooses the room for the text, then the file.
#include "core/events/documents/files/file_source.h"
#include "core/io/gzip_members.h"

#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <optional>
#include <vector>
#include <zlib.h>

using namespace slipway;
using fuzz::require;

namespace {

constexpr size_t mostText = 4 << 20;

struct Unpacked
{
    std::string text;
    bool isWhole = false;
};

Unpacked ours(std::string_view file, uint32_t seed, size_t room)
{
    GzipMembers members;
    Unpacked result;
    std::vector<char> into(room);
    while (result.text.size() < mostText) {
        if (members.needsBytes()) {
            if (file.empty()) {
                result.isWhole = members.isBetweenMembers();
                return result;
            }
            seed = seed * 1664525 + 1013904223;
            const size_t size = std::min(file.size(), size_t{1} + (seed >> 20) % 60);
            members.give(file.data(), size);
            file.remove_prefix(size);
        }
        const std::optional<size_t> got = members.inflate(into.data(), room);
        if (!got)
            return result;
        require(*got <= room, "more than there is room for");
        require(*got > 0 || members.needsBytes(), "no progress");
        result.text.append(into.data(), *got);
    }
    return result;
}

// Empty: more than mostText.
std::optional<Unpacked> zlibs(std::string_view file)
{
    Unpacked result;
    std::vector<char> into(64 << 10);
    for (bool isFirst = true;; isFirst = false) {
        if (!isFirst)
            file.remove_prefix(std::min(file.find_first_not_of('\0'), file.size()));
        if (file.empty()) {
            result.isWhole = true;
            return result;
        }
        z_stream stream{};
        require(inflateInit2(&stream, 15 + 16) == Z_OK, "zlib does not start");
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(file.data()));
        stream.avail_in = static_cast<uInt>(file.size());
        int code = Z_OK;
        while (code == Z_OK) {
            stream.next_out = reinterpret_cast<Bytef *>(into.data());
            stream.avail_out = static_cast<uInt>(into.size());
            code = inflate(&stream, Z_NO_FLUSH);
            result.text.append(into.data(), into.size() - stream.avail_out);
            if (result.text.size() >= mostText)
                break;
        }
        const size_t used = file.size() - stream.avail_in;
        inflateEnd(&stream);
        if (result.text.size() >= mostText)
            return std::nullopt;
        if (code != Z_STREAM_END)
            return result;
        file.remove_prefix(used);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const uint32_t seed = data[0];
    const size_t room = data[1] < 128 ? 1 + data[1] : size_t{data[1]} << 8;
    const std::string_view file(reinterpret_cast<const char *>(data + 2), size - 2);
    const bool isGzip = fileFormat(file.substr(0, 8)) == FileFormat::Gzip;
    require(isGzip == (file.size() >= 2 && file[0] == '\x1f' && file[1] == '\x8b'), "the format");
    if (!isGzip)
        return 0;
    const std::optional<Unpacked> expected = zlibs(file);
    const Unpacked found = ours(file, seed, room);
    if (!expected)
        return 0;
    // What is whole for zlib is whole for us. The other way round some flags of headers make a difference.
    if (expected->isWhole)
        require(found.isWhole && found.text == expected->text, "another text than zlib's");
    if (found.isWhole)
        require(found.text == expected->text, "zlib finds damage, or another text");
    return 0;
}
