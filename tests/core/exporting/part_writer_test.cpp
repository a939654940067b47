// A part file after a crash: cut back to what was committed, however much more was written, and finished with
// different content than it had, plain and gzip. Its digests are those of the bytes on the disk.
#include "core/exporting/parts/part_writer.h"
#include "core/netskope/api_client.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

class PartWriterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    // An event stays one line, whatever line breaks the server sent inside it.
    void aLineStaysALine_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("escaped");
        const auto row = [](const char *name, const char *event, const char *line, int escaped) {
            QTest::newRow(name) << QByteArray(event) << QByteArray(line) << escaped;
        };
        row("none", "{\"a\":\"b\"}", "{\"a\":\"b\"}", 0);
        row("between tokens", "{\n\t\"a\" :\r\n \"b\"\n}", "{ \t\"a\" :   \"b\" }", 0);
        row("in a string", "{\"a\":\"b\nc\"}", "{\"a\":\"b\\nc\"}", 1);
        row("in both", "{\n\"a\":\"b\r\nc\",\n\"d\n\":1}", "{ \"a\":\"b\\r\\nc\", \"d\\n\":1}", 3);
        row("behind an escaped quote", "{\"a\":\"\\\"\n\\\\\"\n}", "{\"a\":\"\\\"\\n\\\\\" }", 1);
        row("behind a backslash", "{\"a\":\"b\\\nc\"}", "{\"a\":\"b\\nc\"}", 1);
        row("in a string that has no end", "{\"a\":\"b\n", "{\"a\":\"b\\n", 1);
        row("not an object", "\"a\nb\"", "\"a\\nb\"", 1);
    }
    void aLineStaysALine()
    {
        QFETCH(QByteArray, event);
        QFETCH(QByteArray, line);
        QFETCH(int, escaped);
        PartWriter writer(m_folder->path(), QStringLiteral("job"), Compression::None);
        PartRecord point;
        QVERIFY(writer.open(point));
        for (int i = 0; i < 2; ++i)
            QCOMPARE(writer.append({event.constData(), static_cast<size_t>(event.size())}).value(),
                     line.size() + 1);
        QCOMPARE(writer.takeEscapedBreaks(), 2 * escaped);
        QCOMPARE(writer.takeEscapedBreaks(), 0);
        const quint64 crc = writer.takeLinesCrc();
        const std::string_view written(line.constData(), static_cast<size_t>(line.size()));
        QCOMPARE(crc, linesCrc(linesCrc(0, written), written));
        QVERIFY(writer.sync());
        QFile file(m_folder->filePath(writer.finish().value().name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), line + '\n' + line + '\n');
    }
    // What is known of an event changes neither the file nor its checksum.
    void whatIsKnownOfAnEventIsNotReadAgain()
    {
        PartWriter writer(m_folder->path(), QStringLiteral("job"), Compression::None);
        PartRecord point;
        QVERIFY(writer.open(point));
        const std::string_view one = R"({"_id":"a","x":1})", broken = "{\"_id\":\"b\",\n\"x\":2}";
        QVERIFY(writer.append(one, {keyOf("a", one), true}));
        QVERIFY(writer.append(one, {keyOf("a", one), false}));
        QVERIFY(writer.append(broken, {keyOf("b", broken), false}));
        const QByteArray expected = QByteArray::fromStdString(std::string(one) + '\n' + std::string(one) +
                                                              "\n{\"_id\":\"b\", \"x\":2}\n");
        quint64 crc = 0;
        for (const QByteArray &line : expected.chopped(1).split('\n'))
            crc = linesCrc(crc, std::string_view(line.constData(), static_cast<size_t>(line.size())));
        QCOMPARE(writer.takeLinesCrc(), crc);
        QVERIFY(writer.sync());
        QFile file(m_folder->filePath(writer.finish().value().name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), expected);
    }
    void cutsBackAndGoesOn_data()
    {
        QTest::addColumn<Compression>("compression");
        QTest::addColumn<int>("committed"); // lines
        QTest::addColumn<int>("lost");      // lines written after the commit, and synced
        QTest::addColumn<int>("size");      // of a line
        for (const Compression compression : {Compression::None, Compression::Gzip}) {
            const char *name = compression == Compression::Gzip ? "gzip" : "plain";
            for (const auto &[committed, lost, size] :
                 {std::tuple(1, 5, 2000), std::tuple(0, 50, 100), std::tuple(40, 900, 4096),
                  std::tuple(3000, 9, 1000), std::tuple(700, 5000, 4095)})
                QTest::addRow("%s, %d + %d lines of %d", name, committed, lost, size)
                    << compression << committed << lost << size;
        }
    }
    void cutsBackAndGoesOn()
    {
        QFETCH(Compression, compression);
        QFETCH(int, committed);
        QFETCH(int, lost);
        QFETCH(int, size);
        QByteArray wanted;
        PartRecord point;
        point.number = 3;
        {
            PartWriter writer(m_folder->path(), QStringLiteral("job"), compression, true);
            QVERIFY(writer.open(point));
            write(writer, "committed", committed, size, &wanted);
            if (committed > 0)
                point.fileBytes = writer.sync().value();
            write(writer, "lost", lost, size, nullptr);
            QVERIFY(writer.sync().value() > point.fileBytes);
        } // as a crash leaves it
        PartWriter writer(m_folder->path(), QStringLiteral("job"), compression, true);
        QVERIFY(writer.open(point));
        // Shorter than what was lost, and (plain) up to the end of a block of the disk: the end is not cut
        // then.
        const auto end = static_cast<int>((wanted.size() + 14 + 4095) / 4096 * 4096);
        write(writer, "other", 1, end - static_cast<int>(wanted.size()) - 14, &wanted);
        QVERIFY(writer.sync());
        const PartRecord part = writer.finish().value();
        QFile file(m_folder->filePath(part.name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QCOMPARE(bytes.size(), part.fileBytes);
        QCOMPARE(part.sha256, QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
        QCOMPARE(part.md5, QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex());
        QVERIFY((compression == Compression::Gzip ? inflateWhole(bytes, 1 << 30, 0).value() : bytes) ==
                wanted);
    }

    // Only jobs with a bucket need it.
    void computesNoMd5Unasked()
    {
        PartWriter writer(m_folder->path(), QStringLiteral("job"), Compression::None);
        PartRecord point;
        point.number = 1;
        QVERIFY(writer.open(point));
        write(writer, "line", 1, 10, nullptr);
        QVERIFY(writer.sync());
        QVERIFY(writer.finish()->md5.isEmpty());
    }

private:
    static void write(PartWriter &writer, const char *word, int lines, int size, QByteArray *copy)
    {
        for (int i = 0; i < lines; ++i) {
            const QByteArray line =
                "{\"n\":\"" + QByteArray(word) + QByteArray::number(i).rightJustified(size, '.') + "\"}";
            QVERIFY(writer.append({line.constData(), static_cast<size_t>(line.size())}));
            if (copy)
                *copy += line + '\n';
        }
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(PartWriterTest)
#include "part_writer_test.moc"
