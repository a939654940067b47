// Reads the header of a gzip member (RFC 1952, section 2.3) from pieces of any size: magic bytes, method,
// flags, and the extra field, name, comment and checksum that a member may have.
//
// ISA-L's own reading of a header forgets where it was when a piece ends inside the optional fields, and then
// calls a sound file damaged. So the header is read here, and ISA-L gets what follows it
// (ISAL_GZIP_NO_HDR_VER).
//
// Threads: one.
#pragma once
#include <cstddef>
#include <cstdint>

namespace slipway {

class GzipHeader
{
public:
    enum class State {
        Reading, // more bytes are needed
        Done,    // the compressed data begins with the next byte
        Bad,     // this is not a gzip member, it has reserved flags, or the header's checksum is wrong
    };

    // Prepares for the header of another member.
    void reset() { *this = GzipHeader(); }
    // Takes bytes up to the end of the header and returns how many of them belong to it.
    size_t read(const uint8_t *data, size_t size);
    [[nodiscard]] State state() const { return m_state; }

private:
    enum class Part { Fixed, ExtraSize, Extra, Name, Comment, Checksum };
    [[nodiscard]] bool has(uint8_t flag) const { return (m_flags & flag) != 0; }
    // Goes on to the next part that the flags announce.
    void advance(Part after);
    void take(uint8_t byte);

    State m_state = State::Reading;
    Part m_part = Part::Fixed;
    uint32_t m_count = 0;    // bytes of this part so far; of the extra field: bytes to come
    uint32_t m_number = 0;   // of two bytes, the low one first
    uint32_t m_checksum = 0; // CRC-32 of the header before its own checksum
    uint8_t m_flags = 0;
};

} // namespace slipway
