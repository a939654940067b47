#include "core/io/gzip_header.h"

#include <isa-l/crc.h>

namespace slipway {
namespace {

constexpr uint32_t fixedSize = 10;
constexpr uint8_t hasChecksum = 0x02, hasExtra = 0x04, hasName = 0x08, hasComment = 0x10, reserved = 0xe0;

} // namespace

void GzipHeader::advance(Part after)
{
    m_count = m_number = 0;
    if (after < Part::ExtraSize && has(hasExtra))
        m_part = Part::ExtraSize;
    else if (after < Part::Name && has(hasName))
        m_part = Part::Name;
    else if (after < Part::Comment && has(hasComment))
        m_part = Part::Comment;
    else if (after < Part::Checksum && has(hasChecksum))
        m_part = Part::Checksum;
    else
        m_state = State::Done;
}

void GzipHeader::take(uint8_t byte)
{
    switch (m_part) {
    case Part::Fixed:
        if ((m_count == 0 && byte != 0x1f) || (m_count == 1 && byte != 0x8b) || (m_count == 2 && byte != 8) ||
            (m_count == 3 && (byte & reserved) != 0)) {
            m_state = State::Bad;
            return;
        }
        if (m_count == 3)
            m_flags = byte;
        if (++m_count == fixedSize)
            advance(Part::Fixed);
        return;
    case Part::ExtraSize:
        m_number |= uint32_t{byte} << (8 * m_count);
        if (++m_count < 2)
            return;
        if (m_number == 0) {
            advance(Part::Extra);
        } else {
            m_part = Part::Extra;
            m_count = m_number;
        }
        return;
    case Part::Extra:
        if (--m_count == 0)
            advance(Part::Extra);
        return;
    case Part::Name:
    case Part::Comment:
        if (byte == 0)
            advance(m_part);
        return;
    case Part::Checksum:
        m_number |= uint32_t{byte} << (8 * m_count);
        if (++m_count == 2)
            m_state = m_number == (m_checksum & 0xffff) ? State::Done : State::Bad;
        return;
    }
}

size_t GzipHeader::read(const uint8_t *data, size_t size)
{
    size_t at = 0;
    for (; at < size && m_state == State::Reading; ++at) {
        if (m_part != Part::Checksum)
            m_checksum = crc32_gzip_refl(m_checksum, data + at, 1);
        take(data[at]);
    }
    return at;
}

} // namespace slipway
