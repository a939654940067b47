#include "core/io/inflate.h"
#include "core/base/forward_error.h"

#include <QCoreApplication>

#include <algorithm>
#include <isa-l/igzip_lib.h>
#include <memory>

namespace slipway {
namespace {

constexpr qsizetype shortestMember = 18;
constexpr qint64 smallestBuffer = 4 << 10;
constexpr qint64 slack = 64;       // so that a buffer of the right size is not full, and not enlarged
constexpr qint64 usualRatio = 32;  // pages of events seldom shrink further
constexpr qint64 atOnce = 4 << 20; // bytes between two looks at whether to stop

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Inflate)
};

// How much room to begin with: no more than a byte beyond the limit, which shows that it is exceeded.
qint64 firstSize(qint64 expected, qint64 maxBytes)
{
    return std::min(std::max(expected, smallestBuffer) + slack, std::max<qint64>(maxBytes, 0) + 1);
}

// A gzip member ends with its length modulo 2^32: a good first guess where it is plausible.
qint64 guessSize(const QByteArray &gzip, qint64 maxBytes)
{
    const auto *tail = reinterpret_cast<const uchar *>(gzip.constData() + gzip.size() - 4);
    const qint64 stated = tail[0] | tail[1] << 8 | tail[2] << 16 | static_cast<qint64>(tail[3]) << 24;
    return firstSize(std::min(stated, gzip.size() * usualRatio), maxBytes);
}

// RFC 1952: the magic bytes, method 8, and none of the reserved flags.
bool beginsMember(const uint8_t *data, uint32_t size)
{
    return size >= 10 && data[0] == 0x1f && data[1] == 0x8b && data[2] == 8 && (data[3] & 0xe0) == 0;
}

// RFC 1950: method 8, a window of 32 KB at most, and a check that divides by 31.
bool beginsZlib(const QByteArray &packed)
{
    return packed.size() > 2 && (packed[0] & 0x0f) == 8 && static_cast<uchar>(packed[0]) >> 4 <= 7 &&
           (static_cast<uchar>(packed[0]) * 256 + static_cast<uchar>(packed[1])) % 31 == 0;
}

class Inflation
{
public:
    Inflation(const QByteArray &packed, uint32_t format, qint64 maxBytes, qint64 padding,
              const std::stop_token &stop)
        : m_packed(packed), m_format(format), m_maxBytes(maxBytes), m_padding(padding), m_stop(stop)
    {
        isal_inflate_init(m_state.get());
        m_state->crc_flag = format;
        // ISA-L takes a mutable pointer but only reads.
        m_state->next_in = reinterpret_cast<uint8_t *>(const_cast<char *>(packed.constData()));
        m_state->avail_in = static_cast<uint32_t>(packed.size());
    }

    Result<QByteArray> run(qint64 guess, SpareBuffers *spare)
    {
        m_out = spare ? spare->take(guess + m_padding) : QByteArray();
        resize(guess);
        do {
            RETURN_IF_ERROR(member());
        } while (anotherFollows());
        if (m_state->avail_in > 0 || holdsMore())
            return broken();
        m_out.resize(m_size);
        return std::move(m_out);
    }

private:
    void resize(qint64 size)
    {
        m_out.reserve(size + m_padding);
        m_out.resize(size);
    }

    // Up to the end of one member.
    Result<void> member()
    {
        if (m_format == ISAL_GZIP && !beginsMember(m_state->next_in, m_state->avail_in))
            return broken();
        while (m_state->block_state != ISAL_BLOCK_FINISH) {
            if (m_size > m_maxBytes)
                return tooLarge();
            if (m_stop.stop_requested())
                return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
            if (m_size == m_out.size())
                resize(std::min(m_maxBytes + 1, m_size * 2));
            m_state->next_out = reinterpret_cast<uint8_t *>(m_out.data() + m_size);
            m_state->avail_out = static_cast<uint32_t>(std::min(m_out.size() - m_size, atOnce));
            const uint32_t offered = m_state->avail_out, inputBefore = m_state->avail_in;
            const int code = isal_inflate(m_state.get());
            m_size += offered - m_state->avail_out;
            if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT)
                return failure(ErrorKind::TruncatedAnswer, Texts::tr("A compressed answer is damaged."),
                               Texts::tr("Try again."),
                               QStringLiteral("inflate error %1 after %2 bytes").arg(code).arg(m_size));
            if (m_state->block_state != ISAL_BLOCK_FINISH && m_state->avail_out > 0 &&
                (m_state->avail_in == 0 || m_state->avail_in == inputBefore))
                return broken();
        }
        if (m_size > m_maxBytes)
            return tooLarge();
        return {};
    }

    std::unexpected<Error> tooLarge() const
    {
        return failure(ErrorKind::AnswerTooLarge,
                       Texts::tr("A compressed answer is larger than any event page."),
                       Texts::tr("Copy the details for a ticket."),
                       QStringLiteral("more than %1 bytes after inflation").arg(m_maxBytes));
    }

    bool anotherFollows()
    {
        if (m_format != ISAL_GZIP || m_state->avail_in == 0)
            return false;
        const uint8_t *rest = m_state->next_in;
        if (std::all_of(rest, rest + m_state->avail_in, [](uint8_t byte) { return byte == 0; })) {
            m_state->avail_in = 0;
            return false;
        }
        isal_inflate_reset(m_state.get());
        m_state->crc_flag = m_format;
        return true;
    }

    // Except after gzip, ISA-L may have read up to eight bytes of what comes after the end.
    [[nodiscard]] bool holdsMore() const
    {
        return m_format != ISAL_GZIP && m_state->read_in_length >= 8; // bits
    }

    std::unexpected<Error> broken() const
    {
        return failure(ErrorKind::TruncatedAnswer,
                       m_state->block_state == ISAL_BLOCK_FINISH
                           ? Texts::tr("There is more data after the end of a compressed answer.")
                           : Texts::tr("A compressed answer ended too early."),
                       Texts::tr("Try again."),
                       QStringLiteral("compressed stream incomplete after %1 bytes in, %2 out")
                           .arg(m_packed.size() - m_state->avail_in)
                           .arg(m_size));
    }

    const QByteArray &m_packed;
    uint32_t m_format;
    qint64 m_maxBytes, m_padding, m_size = 0;
    const std::stop_token &m_stop;
    std::unique_ptr<inflate_state> m_state = std::make_unique<inflate_state>();
    QByteArray m_out;
};

} // namespace

Result<QByteArray> inflateWhole(const QByteArray &gzip, qint64 maxBytes, qint64 padding, SpareBuffers *spare,
                                const std::stop_token &stop)
{
    if (gzip.size() < shortestMember)
        return failure(ErrorKind::TruncatedAnswer, Texts::tr("A compressed answer ended too early."),
                       Texts::tr("Try again."), QStringLiteral("%1 bytes of gzip").arg(gzip.size()));
    return Inflation(gzip, ISAL_GZIP, maxBytes, padding, stop).run(guessSize(gzip, maxBytes), spare);
}

Result<QByteArray> inflateDeflate(const QByteArray &packed, qint64 maxBytes, qint64 padding,
                                  SpareBuffers *spare, const std::stop_token &stop)
{
    const qint64 guess = firstSize(packed.size() * 8, maxBytes);
    if (beginsZlib(packed)) {
        Result<QByteArray> plain = Inflation(packed, ISAL_ZLIB, maxBytes, padding, stop).run(guess, spare);
        if (plain || plain.error().kind != ErrorKind::TruncatedAnswer)
            return plain;
    }
    // Bare deflate may begin with the same two bytes.
    return Inflation(packed, ISAL_DEFLATE, maxBytes, padding, stop).run(guess, spare);
}

} // namespace slipway
