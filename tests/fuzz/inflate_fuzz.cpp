// inflateWhole() and inflateDeflate() against zlib. Input: a byte that says what the rest is – 0 a gzip body,
// 1 bare deflate, which gets right checksums, 2 what HTTP calls deflate – then the bytes.
#include "core/io/inflate.h"

#include "tests/fuzz/fuzz_input.h"

#include <array>
#include <zlib.h>

using namespace slipway;
using fuzz::require;

namespace {

constexpr qint64 mostBytes = 1 << 20;
constexpr qint64 padding = 64;

struct Unpacked
{
    bool isWhole = false; // the stream has its end, and its checksum is right
    std::string bytes;    // no more than a little above mostBytes
    size_t used = 0;
};

Unpacked unpack(std::string_view packed, int windowBits)
{
    z_stream stream{};
    require(inflateInit2(&stream, windowBits) == Z_OK, "zlib does not start");
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    Unpacked result;
    std::array<char, 4096> buffer;
    int code = Z_OK;
    while (code == Z_OK && result.bytes.size() <= static_cast<size_t>(mostBytes)) {
        stream.next_out = reinterpret_cast<Bytef *>(buffer.data());
        stream.avail_out = buffer.size();
        code = inflate(&stream, Z_NO_FLUSH);
        result.bytes.append(buffer.data(), buffer.size() - stream.avail_out);
        if (stream.avail_out != 0 && stream.avail_in == 0)
            break;
    }
    result.isWhole = code == Z_STREAM_END;
    result.used = packed.size() - stream.avail_in;
    inflateEnd(&stream);
    return result;
}

// Each member after the other, then zeros.
Unpacked unpackGzip(std::string_view packed)
{
    Unpacked all{true, {}, 0};
    do {
        const Unpacked member = unpack(packed.substr(all.used), 15 + 16);
        all.bytes += member.bytes;
        all.used += member.used;
        if (!member.isWhole || all.bytes.size() > static_cast<size_t>(mostBytes))
            return {false, all.bytes, all.used};
    } while (all.used < packed.size() && packed[all.used] != '\0');
    all.isWhole = packed.find_first_not_of('\0', all.used) == std::string_view::npos;
    return all;
}

std::string gzipOf(std::string_view bareDeflate)
{
    const Unpacked content = unpack(bareDeflate, -15);
    if (!content.isWhole)
        return {};
    std::string gzip("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    gzip += bareDeflate.substr(0, content.used);
    const auto bytes = reinterpret_cast<const Bytef *>(content.bytes.data());
    for (const uLong word :
         {crc32(0, bytes, static_cast<uInt>(content.bytes.size())), uLong{content.bytes.size()}}) {
        for (int shift = 0; shift < 32; shift += 8)
            gzip += static_cast<char>(word >> shift & 0xff);
    }
    return gzip;
}

void requireSame(const Result<QByteArray> &got, const Unpacked &expected, const char *what)
{
    require(got.has_value() == expected.isWhole, what, got ? "accepted" : got.error().message.toStdString());
    if (!got)
        return;
    require(std::string_view(got->constData(), static_cast<size_t>(got->size())) == expected.bytes, what,
            "other bytes");
    require(got->capacity() >= got->size() + padding, what, "no padding");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    std::string packed(reinterpret_cast<const char *>(data) + 1, size - 1);
    const int kind = data[0] % 3;
    if (kind == 1)
        packed = gzipOf(packed);
    if (packed.empty())
        return 0;
    const QByteArray body = QByteArray::fromRawData(packed.data(), static_cast<qsizetype>(packed.size()));
    if (kind == 2) {
        // With the header of zlib, or bare: what either of them reads.
        const auto got = inflateDeflate(body, mostBytes, padding);
        for (const int windowBits : {15, -15}) {
            const Unpacked expected = unpack(packed, windowBits);
            if (!expected.isWhole || expected.used < packed.size() ||
                expected.bytes.size() > static_cast<size_t>(mostBytes))
                continue;
            require(got.has_value(), "deflate that zlib reads is refused",
                    got ? std::string() : got.error().details.toStdString());
            if (std::string_view(got->constData(), static_cast<size_t>(got->size())) == expected.bytes)
                return 0;
        }
        require(!got.has_value(), "deflate that zlib does not read so");
        return 0;
    }
    const auto got = inflateWhole(body, mostBytes, padding);
    const Unpacked expected = unpackGzip(packed);
    // zlib checks the checksum of a header and refuses reserved flags as we do.
    requireSame(got, expected, "gzip");
    return 0;
}
