#include "core/io/gzip_members.h"

#include <algorithm>
#include <cstdint>
#include <isa-l/igzip_lib.h>
#include <limits>

namespace slipway {

GzipMembers::GzipMembers() : m_state(std::make_unique<inflate_state>())
{
    isal_inflate_init(m_state.get());
}

GzipMembers::~GzipMembers() = default;

bool GzipMembers::needsBytes() const
{
    return m_state->avail_in == 0;
}

void GzipMembers::give(const char *bytes, std::size_t size)
{
    m_state->next_in = reinterpret_cast<uint8_t *>(const_cast<char *>(bytes)); // it is only read
    m_state->avail_in = static_cast<uint32_t>(size);
}

std::size_t GzipMembers::unused() const
{
    return m_state->avail_in;
}

bool GzipMembers::skipHeader()
{
    if (m_isBetween) {
        while (m_hasBegun && m_state->avail_in > 0 && *m_state->next_in == 0) {
            ++m_state->next_in;
            --m_state->avail_in;
        }
        if (m_state->avail_in == 0)
            return true;
        uint8_t *const next = m_state->next_in;
        const uint32_t left = m_state->avail_in;
        isal_inflate_reset(m_state.get());
        m_state->crc_flag = ISAL_GZIP_NO_HDR_VER;
        m_state->next_in = next;
        m_state->avail_in = left;
        m_header.reset();
        m_isBetween = false;
        m_hasBegun = true;
    }
    const std::size_t taken = m_header.read(m_state->next_in, m_state->avail_in);
    m_state->next_in += taken;
    m_state->avail_in -= static_cast<uint32_t>(taken);
    return m_header.state() != GzipHeader::State::Bad;
}

std::optional<std::size_t> GzipMembers::inflate(char *to, std::size_t size)
{
    const std::size_t room = std::min<std::size_t>(size, std::numeric_limits<uint32_t>::max());
    while (!needsBytes()) {
        if (m_isBetween || m_header.state() == GzipHeader::State::Reading) {
            if (!skipHeader())
                return std::nullopt;
            if (m_isBetween || m_header.state() == GzipHeader::State::Reading)
                return 0; // all bytes are used
        }
        m_state->next_out = reinterpret_cast<uint8_t *>(to);
        m_state->avail_out = static_cast<uint32_t>(room);
        const int code = isal_inflate(m_state.get());
        if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT)
            return std::nullopt;
        m_isBetween = m_state->block_state == ISAL_BLOCK_FINISH;
        if (const std::size_t got = room - m_state->avail_out; got > 0)
            return got;
    }
    return 0;
}

} // namespace slipway
