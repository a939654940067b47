// Bodies whose compression does not match their header: what can be read is read, otherwise the error names
// the gateway, and no body takes more memory than its content needs.
#include "core/demo/demo_answer.h"
#include "core/io/inflate.h"
#include "core/net/content_encoding.h"

#include <QTest>
#include <sys/resource.h>

using namespace slipway;

namespace {

const QByteArray page = R"({"ok":1,"result":[{"_id":"ä","timestamp":5}],"timestamp_hwm":9})";

Result<QByteArray> decoded(const QByteArray &body, const QByteArray &encoding, qint64 maxBytes = 1 << 20)
{
    SpareBuffers spare;
    return decodeContent(body, encoding, maxBytes, 64, spare);
}

// zlib's frame without its header and sum.
QByteArray bare(const QByteArray &zlib)
{
    return zlib.mid(2).chopped(4);
}

QByteArray zlibbed(const QByteArray &text)
{
    return qCompress(text).mid(4); // without Qt's length
}

QByteArray withFlags(QByteArray gzip, char flags)
{
    gzip[3] = static_cast<char>(gzip[3] | flags);
    return gzip;
}

// zlib's frame around blocks that are not compressed.
QByteArray storedOnly(const QByteArray &text)
{
    return qCompress(text, 0).mid(4);
}

long peakMegabytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss >> 10;
}

} // namespace

class ContentEncodingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isRead_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("encoding");
        const QByteArray gzip = gzipped(page);
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &encoding) {
            QTest::newRow(name) << body << encoding;
        };
        row("plain", page, "");
        row("identity", page, "identity");
        for (const char *name :
             {"gzip", "GZIP", "x-gzip", "X-GZip", " gzip ", "identity, gzip", "gzip, identity"})
            row(name, gzip, name);
        row("gzip without a header", gzip, "");
        row("gzip, called deflate", gzip, "deflate");
        row("gzip, called utf-8", gzip, "utf-8");
        row("gzip, called br", gzip, "br");
        for (const char *name :
             {"gzip", "x-gzip", "utf-8", "none", "UTF8", "deflate", "br", "gzip, gzip", "7bit"})
            row(qPrintable(QStringLiteral("plain, called ") + QLatin1String(name)), page, name);
        row("plain with a byte order mark", "\xef\xbb\xbf" + page, "gzip");
        row("twice", gzipped(gzip), "gzip, gzip");
        row("twice, called once", gzipped(gzip), "gzip");
        row("two members", gzipped(page.left(9)) + gzipped(page.mid(9)), "gzip");
        row("padded with zeros", gzip + QByteArray(20, '\0'), "gzip");
        row("deflate", zlibbed(page), "deflate");
        row("Deflate", zlibbed(page), "Deflate");
        row("bare deflate", bare(zlibbed(page)), "deflate");
        row("deflate in gzip", gzipped(zlibbed(page)), "deflate, gzip");
        row("gzip in deflate", zlibbed(gzip), "gzip, deflate");
    }
    void isRead()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, encoding);
        const auto plain = decoded(body, encoding);
        QVERIFY2(plain, plain ? "" : qPrintable(plain.error().asText()));
        QVERIFY(plain->endsWith(page));
        QVERIFY(plain->size() <= page.size() + 3);
        QVERIFY(plain->capacity() >= plain->size() + 64);
    }
    void emptyStaysEmpty()
    {
        for (const char *encoding : {"", "gzip", "br", "deflate"})
            QCOMPARE(decoded({}, encoding).value(), QByteArray());
    }
    void isRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<ErrorKind>("kind");
        const QByteArray gzip = gzipped(page);
        const QByteArray brotli = QByteArray::fromHex("0b1f807b226f6b223a317d03");
        QTest::newRow("brotli") << brotli << QByteArray("br") << ErrorKind::BadAnswer;
        QTest::newRow("brotli, called gzip") << brotli << QByteArray("gzip") << ErrorKind::BadAnswer;
        QTest::newRow("zstd") << QByteArray::fromHex("28b52ffd0458") << QByteArray("zstd")
                              << ErrorKind::BadAnswer;
        QTest::newRow("three times") << gzipped(gzipped(gzip)) << QByteArray("gzip") << ErrorKind::BadAnswer;
        QTest::newRow("cut") << gzip.chopped(9) << QByteArray("gzip") << ErrorKind::TruncatedAnswer;
        QTest::newRow("another sum") << gzip.chopped(8) + QByteArray(4, '\1') + gzip.right(4)
                                     << QByteArray("gzip") << ErrorKind::TruncatedAnswer;
        QTest::newRow("bytes behind") << gzip + "x" << QByteArray("gzip") << ErrorKind::TruncatedAnswer;
        QTest::newRow("zeros and more behind")
            << gzip + QByteArray("\0\0x", 3) << QByteArray("gzip") << ErrorKind::TruncatedAnswer;
        for (const int flag : {0x20, 0x40, 0x80})
            QTest::addRow("reserved flag 0x%02x", flag) << withFlags(gzip, static_cast<char>(flag))
                                                        << QByteArray("gzip") << ErrorKind::TruncatedAnswer;
        QTest::newRow("reserved flag in the second member")
            << gzip + withFlags(gzip, 0x40) << QByteArray("gzip") << ErrorKind::TruncatedAnswer;
        QTest::newRow("deflate, cut")
            << zlibbed(page).chopped(5) << QByteArray("deflate") << ErrorKind::TruncatedAnswer;
    }
    void isRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, encoding);
        QFETCH(ErrorKind, kind);
        const auto plain = decoded(body, encoding);
        QVERIFY(!plain);
        QCOMPARE(plain.error().kind, kind);
        QVERIFY(!plain.error().nextStep.isEmpty() && !plain.error().details.isEmpty());
        if (kind == ErrorKind::BadAnswer)
            QVERIFY2(plain.error().nextStep.contains(QLatin1String("gateway")),
                     qPrintable(plain.error().asText()));
    }
    void whatFollowsDeflate()
    {
        for (const qsizetype size : {1, 70, 5000}) {
            const QByteArray text(size, 'x');
            for (const QByteArray &deflate : {zlibbed(text), bare(zlibbed(text))}) {
                QCOMPARE(inflateDeflate(deflate, 8192, 64).value(), text);
                for (qsizetype more = 1; more < 20; ++more) {
                    QVERIFY(!inflateDeflate(deflate + QByteArray(more, '\x5a'), 8192, 64));
                    QVERIFY(!inflateDeflate(deflate + QByteArray(more, '\0'), 8192, 64));
                }
            }
        }
    }
    // Each smaller than any buffer that is begun with.
    void tightLimits()
    {
        const QByteArray text(5000, 'x'), gzip = gzipped(text), deflate = zlibbed(text);
        for (const qint64 limit : {0, 1, 64, 4095, 4096, 4097, 4999}) {
            QVERIFY(!inflateWhole(gzip, limit, 64));
            QVERIFY(!inflateDeflate(deflate, limit, 64));
        }
        for (const qint64 limit : {5000, 5001, 8192}) {
            QCOMPARE(inflateWhole(gzip, limit, 64).value(), text);
            QCOMPARE(inflateDeflate(deflate, limit, 64).value(), text);
        }
        QCOMPARE(inflateWhole(gzipped(QByteArray()), 0, 64).value(), QByteArray());
    }
    // Both forms of a body that hardly shrinks are in memory together.
    void aLargeBodyThatDoesNotShrink()
    {
        constexpr qint64 most = 96 << 20;
        const QByteArray fits = storedOnly(QByteArray(79 << 20, 'x')),
                         large = storedOnly(QByteArray(82 << 20, 'x'));
        QCOMPARE(decoded(fits, "deflate", most)->size(), 79 << 20);
        QCOMPARE(decoded(large, "deflate", most).error().kind, ErrorKind::AnswerTooLarge);
    }
    // A small body that becomes 100 MB, also packed twice; and one that says it becomes 4 GB.
    void bombs()
    {
        const long before = peakMegabytes();
        const QByteArray bomb = gzipped(QByteArray(100 << 20, ' '));
        const long made = peakMegabytes(); // this test's own text
        QVERIFY(bomb.size() < 2 << 20);
        const auto refused = decoded(bomb, "gzip", 50 << 20);
        QCOMPARE(refused.error().kind, ErrorKind::AnswerTooLarge);
        QCOMPARE(decoded(bomb, "gzip", 512 << 20)->size(), 100 << 20);
        const auto twice = decoded(gzipped(bomb), "gzip, gzip", 50 << 20);
        QCOMPARE(twice.error().kind, ErrorKind::AnswerTooLarge);
        QByteArray liar = gzipped(page);
        liar.replace(liar.size() - 4, 4, QByteArray(4, '\xff'));
        SpareBuffers spare;
        QVERIFY(!inflateWhole(liar, 512 << 20, 64, &spare));
        QVERIFY2(peakMegabytes() - made < 300,
                 qPrintable(QStringLiteral("%1, %2, %3 MB").arg(before).arg(made).arg(peakMegabytes())));
    }
};

QTEST_GUILESS_MAIN(ContentEncodingTest)
#include "content_encoding_test.moc"
