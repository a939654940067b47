// Parts as they are written and read back, line by line.
#include "core/exporting/parts/folder_source.h"
#include "core/exporting/parts/part_reader.h"
#include "core/exporting/parts/part_writer.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <isa-l/crc.h>

using namespace slipway;

namespace {

constexpr std::string_view gzipLine = R"({"a":1})";

// What follows the header of a member that holds gzipLine: one stored block, the checksum and the length.
QByteArray gzipBody()
{
    const std::string text = std::string(gzipLine) + '\n';
    const auto little = [](uint32_t number, int bytes) {
        QByteArray out;
        for (int i = 0; i < bytes; ++i)
            out += static_cast<char>(number >> (8 * i) & 0xff);
        return out;
    };
    const auto size = static_cast<uint32_t>(text.size());
    return '\1' + little(size, 2) + little(~size, 2) + QByteArray::fromStdString(text) +
           little(crc32_gzip_refl(0, reinterpret_cast<const uint8_t *>(text.data()), size), 4) +
           little(size, 4);
}

// A file in memory that gives out `piece` bytes at a time.
class Pieces final : public ByteStream
{
public:
    Pieces(QByteArray bytes, qsizetype piece) : m_bytes(std::move(bytes)), m_piece(piece) {}
    Result<size_t> read(char *into, size_t size) override
    {
        const qsizetype count = std::min({m_piece, static_cast<qsizetype>(size), m_bytes.size() - m_at});
        std::copy_n(m_bytes.constData() + m_at, count, into);
        m_at += count;
        return static_cast<size_t>(count);
    }

private:
    QByteArray m_bytes;
    qsizetype m_piece, m_at = 0;
};

} // namespace

class PartReaderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesOfAnyLengthAreReadBack_data()
    {
        QTest::addColumn<bool>("gzip");
        QTest::newRow("plain") << false;
        QTest::newRow("gzip") << true;
    }
    void linesOfAnyLengthAreReadBack()
    {
        QFETCH(bool, gzip);
        const Compression compression = gzip ? Compression::Gzip : Compression::None;
        QTemporaryDir folder;
        QList<QByteArray> lines;
        for (const int size : {2, 1 << 20, (1 << 20) - 1, 5 << 20, 3, (1 << 20) + 1})
            lines << '{' + QByteArray(size - 2, 'x') + '}';
        QString name;
        {
            PartWriter writer(folder.path(), QStringLiteral("j"), compression);
            PartRecord part;
            part.number = 1;
            QVERIFY(writer.open(part));
            for (const QByteArray &line : lines) {
                QVERIFY(writer.append({line.constData(), static_cast<size_t>(line.size())}));
                QVERIFY(writer.sync()); // a gzip member each
            }
            name = writer.finish()->name;
        }
        auto bytes = openFile(folder.filePath(name));
        QVERIFY(bytes);
        PartReader reader(std::move(*bytes), compression, name);
        for (const QByteArray &line : lines)
            QVERIFY(**reader.next() == std::string_view(line.constData(), static_cast<size_t>(line.size())));
        QVERIFY(!*reader.next());
        QCOMPARE(reader.fileBytes(), QFileInfo(folder.filePath(name)).size());
    }

    void eachHeaderIsReadInPiecesOfAnySize()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, isSound);
        const QByteArray body = gzipBody();
        const QByteArray file = header + body + header + body;
        for (qsizetype piece = 1; piece <= header.size() + 30; ++piece) {
            PartReader reader(std::make_unique<Pieces>(file, piece), Compression::Gzip, {});
            for (int member = 0; member < 2; ++member) {
                const auto line = reader.next();
                QVERIFY2(line.has_value() == isSound, qPrintable(QStringLiteral("pieces of %1").arg(piece)));
                if (!isSound)
                    return;
                QVERIFY(*line && **line == gzipLine);
            }
            const auto end = reader.next();
            QVERIFY(end && !*end);
        }
    }
    void eachHeaderIsReadInPiecesOfAnySize_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("isSound");
        const auto fixed = [](int flags) {
            return QByteArray("\x1f\x8b\x08", 3) + static_cast<char>(flags) + QByteArray("\1\2\3\4\0\3", 6);
        };
        const QByteArray extra("\x05\0ab\1\0x", 7), name("events.json\0", 12), comment("c\0", 2);
        const auto checked = [](const QByteArray &header) {
            const uint32_t sum = crc32_gzip_refl(0, reinterpret_cast<const uint8_t *>(header.constData()),
                                                 static_cast<uint64_t>(header.size()));
            return header + static_cast<char>(sum & 0xff) + static_cast<char>(sum >> 8 & 0xff);
        };
        const auto row = [](const char *what, const QByteArray &header, bool isSound = true) {
            QTest::newRow(what) << header << isSound;
        };
        row("nothing", fixed(0));
        row("a name, as gzip writes it", fixed(8) + name);
        row("an empty name", fixed(8) + QByteArray("\0", 1));
        row("a comment", fixed(16) + comment);
        row("an extra field", fixed(4) + extra);
        row("an empty extra field", fixed(4) + QByteArray("\0\0", 2));
        row("a checksum", checked(fixed(2)));
        row("all of them", checked(fixed(0x1e) + extra + name + comment));
        row("text", fixed(1));
        row("a wrong checksum", fixed(2) + QByteArray("\0\0", 2), false);
        row("reserved flags", fixed(0x20), false);
        row("another method", QByteArray(fixed(0)).replace(2, 1, "\x07"), false);
        row("no gzip", QByteArray(fixed(0)).replace(1, 1, "\x8c"), false);
    }

    void theLinesChecksumIsTheWellKnownOne()
    {
        // "123456789\n" as xz computes it.
        QCOMPARE(linesCrc(0, "123456789"), Q_UINT64_C(0x344263ad10a90458));
    }
};

QTEST_GUILESS_MAIN(PartReaderTest)
#include "part_reader_test.moc"
