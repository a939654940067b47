// Parts as they are written and read back, line by line.
#include "core/exporting/parts/part_reader.h"
#include "core/exporting/parts/part_writer.h"
#include "core/exporting/verifying/folder_source.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

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
    void theLinesChecksumIsTheWellKnownOne()
    {
        // "123456789\n" as xz computes it.
        QCOMPARE(linesCrc(0, "123456789"), Q_UINT64_C(0x344263ad10a90458));
    }
};

QTEST_GUILESS_MAIN(PartReaderTest)
#include "part_reader_test.moc"
