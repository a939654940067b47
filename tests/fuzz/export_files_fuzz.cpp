// What verify reads: a part in random pieces (PartReader, against zlib), a manifest (readManifest() and
// checkManifest(), which must neither crash nor overflow), and ids (EventIds, against a set). Input: a byte
// that says which of them, a byte that chooses the pieces, then the bytes.
#include "core/exporting/parts/event_ids.h"
#include "core/exporting/parts/part_reader.h"
#include "core/exporting/verifying/lines_check.h"
#include "core/exporting/verifying/manifest_check.h"
#include "core/exporting/verifying/manifest_reader.h"

#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <array>
#include <set>
#include <zlib.h>

using namespace slipway;
using fuzz::require;

namespace {

// Gives the bytes in pieces whose sizes a number decides.
class Pieces final : public ByteStream
{
public:
    Pieces(std::string_view bytes, uint32_t seed) : m_bytes(bytes), m_seed(seed) {}
    Result<size_t> read(char *into, size_t size) override
    {
        m_seed = m_seed * 1664525 + 1013904223;
        const size_t count = std::min({size, m_bytes.size(), size_t{1} + (m_seed >> 20) % 40});
        std::copy_n(m_bytes.data(), count, into);
        m_bytes.remove_prefix(count);
        return count;
    }

private:
    std::string_view m_bytes;
    uint32_t m_seed;
};

// Has nothing but a manifest.
class ManifestOnly final : public ExportSource
{
public:
    explicit ManifestOnly(std::string_view bytes)
        : m_bytes(bytes.data(), static_cast<qsizetype>(bytes.size()))
    {}
    QString placeOf(const QString &name) const override { return name; }
    Result<std::unique_ptr<ByteStream>> open(const QString &) override
    {
        return failure(ErrorKind::NotFound, {});
    }
    Result<QByteArray> read(const QString &, qint64) override { return m_bytes; }
    Result<PresentFile> look(const QString &) override { return failure(ErrorKind::NotFound, {}); }
    Result<QMap<QString, PresentFile>> present(const QString &) override
    {
        return QMap<QString, PresentFile>();
    }

private:
    QByteArray m_bytes;
};

// The content of all members one after the other; empty: damaged.
std::optional<std::string> unzipped(std::string_view gzip)
{
    std::string content;
    for (size_t at = 0; at < gzip.size();) {
        z_stream stream{};
        require(inflateInit2(&stream, 15 + 16) == Z_OK, "zlib does not start");
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(gzip.data() + at));
        stream.avail_in = static_cast<uInt>(gzip.size() - at);
        std::array<char, 4096> buffer;
        int code = Z_OK;
        do {
            stream.next_out = reinterpret_cast<Bytef *>(buffer.data());
            stream.avail_out = buffer.size();
            code = inflate(&stream, Z_NO_FLUSH);
            content.append(buffer.data(), buffer.size() - stream.avail_out);
        } while (code == Z_OK && (stream.avail_out == 0 || stream.avail_in > 0));
        at = gzip.size() - stream.avail_in;
        inflateEnd(&stream);
        if (code != Z_STREAM_END)
            return std::nullopt;
    }
    return content;
}

void readPart(std::string_view bytes, uint32_t seed, Compression compression)
{
    const auto content =
        compression == Compression::Gzip ? unzipped(bytes) : std::optional(std::string(bytes));
    PartReader reader(std::make_unique<Pieces>(bytes, seed), compression, QStringLiteral("part"));
    std::string lines;
    bool isRead = false;
    for (;;) {
        const auto line = reader.next();
        isRead = line.has_value();
        if (!line || !*line)
            break;
        lines += **line;
        lines += '\n';
    }
    const bool isSound = content && (content->empty() || content->back() == '\n');
    require(isRead == isSound, isRead ? "a damaged part is read" : "a sound part is refused");
    if (isRead)
        require(lines == *content, "other lines");
    require(reader.drain().has_value() && reader.fileBytes() == static_cast<qint64>(bytes.size()),
            "not drained");
}

void readIds(std::string_view input)
{
    EventIds ids;
    std::set<std::string> expected;
    while (!input.empty()) {
        const std::string id(fuzz::takeLine(input));
        if (id.empty())
            continue;
        const bool isNew = expected.insert(id).second;
        require(ids.contains(id) != isNew && ids.insert(id) == isNew && ids.contains(id), "an id");
    }
    require(ids.count() == static_cast<qsizetype>(expected.size()), "the number of ids");
    const EventIds copy(ids.joined());
    require(copy.count() == ids.count() && copy.joined() == ids.joined(), "ids that were stored");
    for (const std::string &id : expected)
        require(copy.contains(id), "an id that was stored");
}

void readAManifest(std::string_view input)
{
    const size_t end = std::min(input.find('\0'), input.size());
    ManifestOnly source(input.substr(0, end));
    const auto manifest = readManifest(source, QStringLiteral("J-manifest.json"));
    if (!manifest) {
        require(!manifest.error().message.isEmpty(), "refused without a reason");
        return;
    }
    VerifyReport report;
    checkManifest(*manifest, QStringLiteral("J-manifest.json"), report);
    (void)statedIn(*manifest);
    input.remove_prefix(std::min(end + 1, input.size()));
    LinesCheck check(*manifest, report);
    for (const ManifestFile &file : manifest->files) {
        require(!file.name.contains(u'/'), "a name with a folder");
        check.begin(file);
        for (int line = 0; line < 20 && !input.empty(); ++line)
            check.add(file, fuzz::PaddedText(fuzz::takeLine(input)).view());
        check.end(file, true);
    }
    (void)check.hasPagesLeft();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view input(reinterpret_cast<const char *>(data) + 2, size - 2);
    switch (data[0] % 4) {
    case 0:
        readPart(input, data[1], Compression::Gzip);
        break;
    case 1:
        readPart(input, data[1], Compression::None);
        break;
    case 2:
        readAManifest(input);
        break;
    default:
        readIds(input);
    }
    return 0;
}
