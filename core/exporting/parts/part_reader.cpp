#include "core/exporting/parts/part_reader.h"

#include "core/base/forward_error.h"
#include "core/io/gzip_header.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>
#include <isa-l/igzip_lib.h>
#include <openssl/evp.h>
#include <vector>

namespace slipway {
namespace {

constexpr size_t chunk = 1 << 20;
constexpr size_t longestLine = 256 << 20;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PartReader)
};

struct DigestFreed
{
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, DigestFreed>;

Digest digestOf(const EVP_MD *algorithm)
{
    Digest digest(EVP_MD_CTX_new());
    EVP_DigestInit_ex(digest.get(), algorithm, nullptr);
    return digest;
}

QByteArray finished(const Digest &digest)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), bytes, &length);
    return QByteArray(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(length)).toHex();
}

} // namespace

struct PartReader::State
{
    QString place;
    std::unique_ptr<ByteStream> bytes;
    bool gzip = false;
    bool atEnd = false;    // of the file
    bool inMember = false; // gzip: a member began and has not ended
    qint64 fileBytes = 0;
    Digest hash = digestOf(EVP_sha256()), md5;
    std::vector<char> raw = std::vector<char>(chunk); // gzip: as it is in the file
    std::vector<char> text;                           // lines
    size_t begin = 0, end = 0;                        // of what is in `text`
    GzipHeader header;                                // gzip: of the current member
    inflate_state inflate{};

    [[nodiscard]] std::unexpected<Error> broken(const QString &why, const QString &details = {}) const
    {
        return failure(ErrorKind::Storage, why, {},
                       details.isEmpty() ? place : place + QStringLiteral(": ") + details);
    }

    // Reads and hashes up to `size` bytes; 0 at the end of the file.
    [[nodiscard]] Result<size_t> read(char *into, size_t size)
    {
        const Result<size_t> got = bytes->read(into, size);
        if (!got)
            return got;
        EVP_DigestUpdate(hash.get(), into, *got);
        if (md5)
            EVP_DigestUpdate(md5.get(), into, *got);
        fileBytes += static_cast<qint64>(*got);
        atEnd = *got == 0;
        return got;
    }

    // Makes room for `chunk` more bytes after the present ones.
    void makeRoom()
    {
        if (begin > 0) {
            std::memmove(text.data(), text.data() + begin, end - begin);
            end -= begin;
            begin = 0;
        }
        if (text.size() < end + chunk)
            text.resize(std::max(end + chunk, text.size() * 2));
    }

    [[nodiscard]] Result<void> fillPlain()
    {
        ASSIGN_OR_RETURN(const size_t got, read(text.data() + end, chunk));
        end += got;
        return {};
    }

    // Adds some text, unless the file is at its end. Members follow one another.
    [[nodiscard]] Result<void> fillGzip()
    {
        if (inflate.avail_in == 0) {
            ASSIGN_OR_RETURN(const size_t got, read(raw.data(), raw.size()));
            if (got == 0)
                return inMember ? Result<void>(broken(Texts::tr("It ends in the middle of a gzip member.")))
                                : Result<void>{};
            inflate.next_in = reinterpret_cast<uint8_t *>(raw.data());
            inflate.avail_in = static_cast<uint32_t>(got);
        }
        if (!inMember) {
            header.reset();
            isal_inflate_reset(&inflate);
            inflate.crc_flag = ISAL_GZIP_NO_HDR_VER;
        }
        inMember = true;
        if (header.state() == GzipHeader::State::Reading) {
            const size_t taken = header.read(inflate.next_in, inflate.avail_in);
            inflate.next_in += taken;
            inflate.avail_in -= static_cast<uint32_t>(taken);
            if (header.state() == GzipHeader::State::Bad)
                return broken(Texts::tr("Its gzip data is damaged."), QStringLiteral("header"));
            if (inflate.avail_in == 0)
                return {};
        }
        inflate.next_out = reinterpret_cast<uint8_t *>(text.data() + end);
        inflate.avail_out = chunk;
        const int code = isal_inflate(&inflate);
        end += chunk - inflate.avail_out;
        if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT)
            return broken(Texts::tr("Its gzip data is damaged."), QStringLiteral("code %1").arg(code));
        inMember = inflate.block_state != ISAL_BLOCK_FINISH;
        return {};
    }
};

PartReader::PartReader(std::unique_ptr<ByteStream> bytes, Compression compression, const QString &place,
                       bool withMd5)
    : m_state(std::make_unique<State>())
{
    if (withMd5)
        m_state->md5 = digestOf(EVP_md5());
    m_state->place = place;
    m_state->bytes = std::move(bytes);
    m_state->gzip = compression == Compression::Gzip;
    isal_inflate_init(&m_state->inflate);
}

PartReader::PartReader(PartReader &&) noexcept = default;

PartReader::~PartReader() = default;

Result<std::optional<std::string_view>> PartReader::next()
{
    State &file = *m_state;
    size_t searched = 0; // of what is there
    for (;;) {
        const char *start = file.text.data() + file.begin;
        const size_t size = file.end - file.begin;
        if (size > searched) {
            if (const void *found = std::memchr(start + searched, '\n', size - searched)) {
                const auto length = static_cast<size_t>(static_cast<const char *>(found) - start);
                file.begin += length + 1;
                return std::string_view(start, length);
            }
        }
        searched = size;
        if (file.atEnd)
            return size == 0 ? Result<std::optional<std::string_view>>(std::nullopt)
                             : file.broken(Texts::tr("Its last line is not complete."));
        if (size > longestLine)
            return file.broken(Texts::tr("It has a line of more than %1 MiB.").arg(longestLine >> 20));
        file.makeRoom();
        RETURN_IF_ERROR(file.gzip ? file.fillGzip() : file.fillPlain());
    }
}

Result<void> PartReader::drain()
{
    while (!m_state->atEnd) {
        RETURN_IF_ERROR(m_state->read(m_state->raw.data(), m_state->raw.size()));
    }
    return {};
}

qint64 PartReader::fileBytes() const
{
    return m_state->fileBytes;
}

QByteArray PartReader::digest()
{
    return finished(m_state->hash);
}

QByteArray PartReader::md5()
{
    return m_state->md5 ? finished(m_state->md5) : QByteArray();
}

} // namespace slipway
