#include "core/async/retire.h"
#include "core/events/json/event_padding.h"
#include "core/events/json/field_reader.h"
#include "tests/support/opened_file.h"
#include "tests/support/time_limits.h"

#include <QDir>
#include <QPointer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <sys/resource.h>

#include <unistd.h>

using namespace slipway;
using namespace slipway::test;

// Opens real files, as other programs write them.
class EventFileTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    static QByteArray gzip(const QByteArray &content)
    {
        QProcess process;
        process.start(QStringLiteral("gzip"), {QStringLiteral("-c")});
        process.write(content);
        process.closeWriteChannel();
        process.waitForFinished();
        return process.readAllStandardOutput();
    }
    static QByteArray manyLines(int count)
    {
        QByteArray text;
        for (int i = 0; i < count; ++i)
            text += "{\"n\":" + QByteArray::number(i) + ",\"x\":\"" + QByteArray(i % 97, 'y') + "\"}\n";
        return text;
    }

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    // Whoever closes a file does not wait for the disk: the reader is left alone, and says when it has ended.
    void aReaderThatIsLeftAloneEnds()
    {
        QFile file(path("left.ndjson"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(manyLines(200'000));
        file.close();
        int heard = 0;
        auto reader = std::make_unique<EventFile>(file.fileName());
        const QPointer<EventFile> left(reader.get());
        connect(reader.get(), &EventFile::opened, this, [&] { ++heard; });
        reader->start();
        retire(std::move(reader), &EventFile::stop, &EventFile::ended);
        QTRY_VERIFY(!left);
        QCOMPARE(heard, 0);
    }
    // A document that is nothing but events takes memory for each of them, so there is a limit.
    void aDocumentOfMillionsOfEventsIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        constexpr qsizetype count = 10'000'000;
        QTest::newRow("a list") << '[' + QByteArray("{},").repeated(count) + "{}]";
        QTest::newRow("numbers") << "[{}" + QByteArray(",1").repeated(count) + ']';
        QTest::newRow("a page") << R"({"ok":1,"result":[)" + QByteArray("{},").repeated(count) + "{}]}";
        QTest::newRow("side by side") << QByteArray("{}").repeated(count);
    }
    void aDocumentOfMillionsOfEventsIsRefused()
    {
        QFETCH(QByteArray, text);
        writeFile(path("millions.json"), text);
        struct rusage before, after;
        ::getrusage(RUSAGE_SELF, &before);
        const OpenedFile opened = openFile(path("millions.json"));
        ::getrusage(RUSAGE_SELF, &after);
        QVERIFY(opened.error);
        QVERIFY2(opened.error->message.contains(QLatin1String("2,000,000")),
                 qPrintable(opened.error->asText()));
        QVERIFY(!opened.document);
        const long grown = (after.ru_maxrss - before.ru_maxrss) >> 10; // MB
        QVERIFY2(grown < 400, qPrintable(QString::number(grown)));
    }
    // Of a line of gigabytes, the beginning is read; the others are as they were.
    void ofAGiganticLineTheBeginningIsRead()
    {
        QFile file(path("giant.ndjson"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"a\":1}\n{\"a\":\"");
        QVERIFY(file.seek(qint64{1} << 30)); // a hole takes no room on the disk
        file.write("\"}\n{\"a\":3}\n");
        file.close();
        const OpenedFile opened = openFile(file.fileName());
        QVERIFY(opened.document);
        QCOMPARE(opened.document->count(), qint64{3});
        struct rusage before, after;
        ::getrusage(RUSAGE_SELF, &before);
        const auto reader = opened.document->reader();
        const std::string_view giant = reader->event(1);
        QVERIFY(giant.starts_with("{\"a\":\""));
        QCOMPARE(giant.size(), size_t{128} << 20);
        FieldReader fields;
        (void)fields.readAll(giant);
        QCOMPARE(fields.health(), EventHealth::NotJson);
        QVERIFY(reader->event(2) == "{\"a\":3}");
        QVERIFY(reader->event(0) == "{\"a\":1}");
        QVERIFY(!opened.document->hasChanged());
        ::getrusage(RUSAGE_SELF, &after);
        const long grown = (after.ru_maxrss - before.ru_maxrss) >> 10; // MB
        QVERIFY2(grown < 900, qPrintable(QString::number(grown)));
    }
    void ofMillionsOfFieldsTheFirstAreRead()
    {
        QByteArray event = "{\"a\":1" + QByteArray(",\"b\":1").repeated(15 << 20) + '}';
        const qsizetype size = event.size();
        event.append(static_cast<qsizetype>(eventPadding), ' ');
        struct rusage before, after;
        ::getrusage(RUSAGE_SELF, &before);
        FieldReader reader;
        QCOMPARE(reader.readAll({event.constData(), static_cast<size_t>(size)}).size(), mostFieldsOfEvent);
        QCOMPARE(reader.health(), EventHealth::NotJson);
        ::getrusage(RUSAGE_SELF, &after);
        const long grown = (after.ru_maxrss - before.ru_maxrss) >> 10; // MB
        QVERIFY2(grown < 900, qPrintable(QString::number(grown)));
    }
    void aReaderThatHasEndedSaysSoAgain()
    {
        QFile file(path("ended.ndjson"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"a\":1}\n");
        file.close();
        EventFile reader(file.fileName());
        QSignalSpy finished(&reader, &EventFile::finished), ended(&reader, &EventFile::ended);
        reader.start();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(finished.size(), 1);
        reader.stop();
        QTRY_COMPARE(ended.size(), 2);
    }

    void keepsEveryLine_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QList<QByteArray>>("events");
        using Events = QList<QByteArray>;
        QTest::newRow("two lines") << QByteArray("{\"a\":1}\n{\"a\":2}\n")
                                   << Events{"{\"a\":1}", "{\"a\":2}"};
        QTest::newRow("no last line break")
            << QByteArray("{\"a\":1}\n{\"a\":2}") << Events{"{\"a\":1}", "{\"a\":2}"};
        QTest::newRow("one line") << QByteArray("{\"a\":1}") << Events{"{\"a\":1}"};
        QTest::newRow("CRLF") << QByteArray("{\"a\":1}\r\n{\"a\":2}\r\n") << Events{"{\"a\":1}", "{\"a\":2}"};
        QTest::newRow("blank lines") << QByteArray("\n\n{\"a\":1}\n  \n\r\n\n{\"a\":2}\n\n\n")
                                     << Events{"{\"a\":1}", "{\"a\":2}"};
        QTest::newRow("byte order mark")
            << QByteArray("\xef\xbb\xbf{\"a\":1}\n{\"a\":2}\n") << Events{"{\"a\":1}", "{\"a\":2}"};
        QTest::newRow("not JSON") << QByteArray("{\"a\":1}\nhello\n[3]\n{\"a\":\n")
                                  << Events{"{\"a\":1}", "hello", "[3]", "{\"a\":"};
        QTest::newRow("not JSON at first")
            << QByteArray("hello\n{\"a\":1}\n") << Events{"hello", "{\"a\":1}"};
        QTest::newRow("nothing") << QByteArray() << Events{};
        QTest::newRow("blanks only") << QByteArray("\n \n\n") << Events{};
        QTest::newRow("V2 page") << QByteArray(
                                        "{\"ok\":1,\"result\":[{\"a\":1}, {\"a\":[2]}],\"wait_time\":0}")
                                 << Events{"{\"a\":1}", "{\"a\":[2]}"};
        QTest::newRow("V1 page") << QByteArray("{\"status\":\"success\",\"data\":[{\"a\":1}]}\n")
                                 << Events{"{\"a\":1}"};
        QTest::newRow("array") << QByteArray("[\n  {\"a\":1},\n  {\"a\":2}\n]\n")
                               << Events{"{\"a\":1}", "{\"a\":2}"};
        QTest::newRow("one event with data")
            << QByteArray("{\"data\":[{\"a\":1}]}\n") << Events{"{\"data\":[{\"a\":1}]}"};
        QTest::newRow("broken page") << QByteArray("{\"ok\":1,\"result\":[{\"a\":1}, {\"a\"")
                                     << Events{"{\"ok\":1,\"result\":[{\"a\":1}, {\"a\""};
        QTest::newRow("several objects on a line")
            << QByteArray("{\"a\":1}{\"a\":2}\n{\"a\":3} {\"a\":4}\n")
            << Events{"{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":4}"};
        QTest::newRow("commas between") << QByteArray("{\"a\":1},{\"a\":2},\n{\"a\":3}\n")
                                        << Events{"{\"a\":1}", "{\"a\":2}", "{\"a\":3}"};
        QTest::newRow("over several lines each")
            << QByteArray("{\n  \"a\": {\"b\": \"}{\\\"\"}\n}\n{\n  \"a\": 2\n}\n")
            << Events{"{\n  \"a\": {\"b\": \"}{\\\"\"}\n}", "{\n  \"a\": 2\n}"};
        QTest::newRow("one over several lines")
            << QByteArray("{\n  \"a\": 1\n}\n") << Events{"{\n  \"a\": 1\n}"};
        QTest::newRow("CR alone") << QByteArray("{\"a\":1}\r{\"a\":2}\r") << Events{"{\"a\":1}", "{\"a\":2}"};
        QTest::newRow("record separators")
            << QByteArray("\x1e{\"a\":1}\n\x1e{\"a\":2}\n") << Events{"{\"a\":1}", "{\"a\":2}"};
        QTest::newRow("cut off over several lines")
            << QByteArray("{\n\"a\": 1\n}\n{\n\"a\"") << Events{"{", "\"a\": 1", "}", "{", "\"a\""};
        QTest::newRow("zero byte") << QByteArray("{\"a\":1}\n\0x\n", 11)
                                   << Events{"{\"a\":1}", QByteArray("\0x", 2)};
    }
    void keepsEveryLine()
    {
        QFETCH(QByteArray, content);
        QFETCH(QList<QByteArray>, events);
        for (const bool packed : {false, true}) {
            writeFile(path("some.ndjson"), packed ? gzip(content) : content);
            const OpenedFile opened = openFile(path("some.ndjson"));
            QVERIFY(!opened.error);
            QVERIFY(opened.document->isComplete());
            QCOMPARE(allEvents(opened.document), events);
        }
    }

    // The header of a gzip file is longer than the first read, so that a read ends inside the name.
    void aLongNameInTheHeaderIsRead()
    {
        QByteArray packed = gzip("{\"a\":1}\n");
        packed[3] = 8;
        packed.insert(10, QByteArray(700'000, 'n') + '\0');
        writeFile(path("named.gz"), packed);
        const OpenedFile opened = openFile(path("named.gz"));
        QVERIFY(!opened.error);
        QCOMPARE(allEvents(opened.document), QList<QByteArray>{"{\"a\":1}"});
    }
    void reservedFlagsAreRefused()
    {
        QByteArray packed = gzip("{\"a\":1}\n");
        packed[3] = 0x20;
        writeFile(path("reserved.gz"), packed);
        QVERIFY(openFile(path("reserved.gz")).error);
    }

    void blankLinesBelongToNoRow()
    {
        const QByteArray blank(3'000'000, '\n');
        writeFile(path("blank"), "{\"a\":1}\n" + blank + "{\"a\":2}\n  \r\n" + blank + "{\"a\":3}" + blank);
        const OpenedFile opened = openFile(path("blank"));
        QVERIFY(!opened.error);
        QCOMPARE(allEvents(opened.document), (QList<QByteArray>{"{\"a\":1}", "{\"a\":2}", "{\"a\":3}"}));
        for (qint64 row = 0; row < 3; ++row)
            QVERIFY(opened.document->sizeOf(row) <= 8); // perhaps with its line break
        QVERIFY(!opened.document->hasChanged());
    }

    void findsLinesAcrossBlocks()
    {
        const QByteArray content =
            manyLines(100'000) + QByteArray(3'000'000, 'z') + "\n" + manyLines(3) + QByteArray(70'000, 'w');
        const QList<QByteArray> expected = content.split('\n');
        for (const bool packed : {false, true}) {
            writeFile(path("many"), packed ? gzip(content) : content);
            const OpenedFile opened = openFile(path("many"));
            QVERIFY(!opened.error);
            QCOMPARE(opened.document->count(), expected.size());
            QVERIFY(allEvents(opened.document) == expected);
            const auto reader = opened.document->reader(); // and in no order
            for (qint64 row = 7; row < expected.size(); row = row * 3 + 1)
                QVERIFY(QByteArray::fromStdString(std::string(reader->event(row))) == expected[row]);
            QVERIFY(opened.document->sizeOf(100'000) >= 3'000'000);
        }
    }
    void readsSeveralGzipMembers()
    {
        writeFile(path("members.gz"),
                  gzip("{\"a\":1}\n") + gzip("") + gzip("{\"a\":2}\n") + QByteArray(512, '\0'));
        const OpenedFile opened = openFile(path("members.gz"));
        QVERIFY(!opened.error);
        QCOMPARE(allEvents(opened.document), (QList<QByteArray>{"{\"a\":1}", "{\"a\":2}"}));
    }
    void leavesNothingUnpackedBehind()
    {
        writeFile(path("a.gz"), gzip(manyLines(1000)));
        const OpenedFile opened = openFile(path("a.gz"));
        QVERIFY(!opened.error);
        QVERIFY(QDir(QStandardPaths::writableLocation(QStandardPaths::CacheLocation))
                    .entryList(QDir::Files)
                    .isEmpty());
    }
    void showsWhatADamagedFileHas()
    {
        const QByteArray packed = gzip(manyLines(100'000));
        writeFile(path("cut.gz"), packed.left(packed.size() / 2));
        const OpenedFile opened = openFile(path("cut.gz"));
        QVERIFY(opened.error);
        QCOMPARE(opened.error->kind, ErrorKind::TruncatedAnswer);
        QVERIFY(opened.document);
        QVERIFY(opened.document->count() > 1000);
        QCOMPARE(allEvents(opened.document).first(), QByteArray("{\"n\":0,\"x\":\"\"}"));
    }
    void explainsWhatItCannotOpen_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("word");
        QTest::newRow("UTF-16") << QByteArray("\xff\xfe{\0", 4) << QStringLiteral("UTF-16");
        QTest::newRow("CSV") << QByteArray("cci,access_method,src_ip,\"App Name\"\n1,Client,10.0.0.1,Box\n")
                             << QStringLiteral("Log Streaming");
        QTest::newRow("CSV of three columns")
            << QByteArray("_id,timestamp,type\n1,1788220800,page\n") << QStringLiteral("is CSV");
        QTest::newRow("CSV with semicolons")
            << QByteArray("_id;timestamp;type\n1;1788220800;page\n") << QStringLiteral("is CSV");
        QTest::newRow("CSV with tabs")
            << QByteArray("_id\ttimestamp\ttype\n1\t1788220800\tpage\n") << QStringLiteral("is CSV");
        const auto format = [](const char *name, const QByteArray &content) {
            QTest::newRow(name) << content
                                << QStringLiteral("is %1, without events").arg(QLatin1String(name));
        };
        format("HTML", "\n<!DOCTYPE html><title>Sign in</title>\n");
        format("XML", "<?xml version=\"1.0\"?>\n<events/>\n");
        format("Parquet", QByteArray("PAR1\x15\0\x15", 7));
        format("Avro", QByteArray("Obj\x01\x04\x14", 6));
        format("CEF", "CEF:0|Netskope|x|1|2|3|4|a=b\n");
        format("LEEF", "LEEF:2.0|Netskope|x\n");
        QTest::newRow("zip") << QByteArray("PK\x03\x04 and so on") << QStringLiteral("Unpack");
    }
    void explainsWhatItCannotOpen()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, word);
        writeFile(path("odd"), content);
        const OpenedFile opened = openFile(path("odd"));
        QVERIFY(opened.error);
        QVERIFY(!opened.document);
        QVERIFY2(opened.error->asText().contains(word), qPrintable(opened.error->asText()));
    }
    void explainsAMissingFile()
    {
        QVERIFY(openFile(path("gone")).error->message.contains(QStringLiteral("gone")));
        QVERIFY(openFile(m_folder.path()).error);
    }

    void survivesAFileThatIsCutOff()
    {
        writeFile(path("shrinks"), manyLines(200'000));
        const OpenedFile opened = openFile(path("shrinks"));
        QVERIFY(!opened.document->hasChanged());
        QVERIFY(QFile::resize(path("shrinks"), 1000));
        const auto reader = opened.document->reader();
        QVERIFY(reader->event(199'999).empty());
        QVERIFY(opened.document->hasChanged());
        QCOMPARE(QByteArray::fromStdString(std::string(reader->event(0))),
                 QByteArray("{\"n\":0,\"x\":\"\"}"));
        (void)allEvents(opened.document);
    }
    void noticesAnOverwrittenFile()
    {
        writeFile(path("rewritten"), manyLines(10'000));
        const OpenedFile opened = openFile(path("rewritten"));
        QFile file(path("rewritten"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(QByteArray(100'000, 'q'));
        file.close();
        (void)allEvents(opened.document);
        QVERIFY(opened.document->hasChanged());
    }
    void keepsReadingAReplacedFile()
    {
        const QByteArray content = manyLines(100);
        writeFile(path("replaced"), content);
        const OpenedFile opened = openFile(path("replaced"));
        QVERIFY(QFile::remove(path("replaced")));
        writeFile(path("replaced"), "other\n");
        QCOMPARE(allEvents(opened.document).size(), 100);
        QVERIFY(!opened.document->hasChanged());
    }
    void stopsWhenDeleted()
    {
        // Unpacked, these are 5 GB, which cost a processor several seconds to read.
        writeFile(path("large.gz"), gzip(QByteArray(10'000'000, ' ')).repeated(500));
        auto file = std::make_unique<EventFile>(path("large.gz"));
        QSignalSpy progress(file.get(), &EventFile::progressed);
        file->start();
        QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 0, 10'000);
        const ProcessorTime used(ProcessorTime::Of::AllThreads);
        file.reset();
        QVERIFY2(used.elapsed() < 1'000, qPrintable(QString::number(used.elapsed())));
    }
};

QTEST_GUILESS_MAIN(EventFileTest)
#include "event_file_test.moc"
