// Answers that the demo tenant is too well behaved to send, byte for byte: an answer that is not framed,
// compressed and closed as it says is never a page.
#include "core/demo/demo_answer.h"
#include "core/netskope/iterator.h"
#include "tests/support/raw_server.h"

#include <QTest>

using namespace slipway;
using test::http;
using test::RawAnswer;
using test::RawServer;

namespace {

const QByteArray page =
    R"({"ok":1,"result":[{"_id":"a","timestamp":1788220800}],"timestamp_hwm":1788220809})";

std::expected<PageAnswer, PageFailure> fetch(const RawServer &server, RequestLimits limits = {})
{
    ConnectionSettings settings;
    settings.address = server.address();
    settings.token = Secret("raw-test-token");
    ApiClient client(settings);
    limits.answer = limits.idle = std::chrono::milliseconds(500);
    const Endpoint endpoint = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("alert"));
    return QCoro::waitFor(fetchPage(client, endpoint, IndexName::preview(), Operation::next(), {}, limits));
}

} // namespace

class RawAnswersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isAPage_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("plain") << http(page);
        QTest::newRow("gzip") << http(gzipped(page), "Content-Encoding: gzip\r\n");
        QTest::newRow("GZIP") << http(gzipped(page), "content-encoding: GZIP\r\n");
        QTest::newRow("two gzip members")
            << http(gzipped(page.left(20)) + gzipped(page.mid(20)), "Content-Encoding: gzip\r\n");
        QTest::newRow("named text") << http(page, "Content-Type: text/plain\r\n");
        QTest::newRow("named HTML, but JSON") << http(page, "Content-Type: text/html; charset=utf-8\r\n");
        QTest::newRow("no type, odd headers") << http(
            page, "X-Odd:\r\nX-Odd: a:b:c\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nx-\xc3\xa9: y\r\n");
        QTest::newRow("one length, stated twice")
            << http(page, "Content-Length: " + QByteArray::number(page.size()) + "\r\n");
        QTest::newRow("bytes behind the end") << http(page) + "HTTP/1.1 500 no\r\n\r\n";
        QTest::newRow("chunks with extensions and a trailer")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n") +
                   QByteArray::number(page.size(), 16) + ";name=\"v\"\r\n" + page +
                   "\r\n0\r\nX-Sum: 1\r\n\r\n";
        QTest::newRow("after a 103") << "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + http(page);
        QTest::newRow("until the end") << "HTTP/1.0 200 OK\r\n\r\n" + page;
        QTest::newRow("x-gzip") << http(gzipped(page), "Content-Encoding: x-gzip\r\n");
        QTest::newRow("identity, then gzip")
            << http(gzipped(page), "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n");
        QTest::newRow("gzip that does not say so") << http(gzipped(page));
        QTest::newRow("said to be gzip, and plain") << http(page, "Content-Encoding: gzip\r\n");
        QTest::newRow("said to be br, and plain") << http(page, "Content-Encoding: br\r\n");
        QTest::newRow("said to be utf-8") << http(page, "Content-Encoding: utf-8\r\n");
        QTest::newRow("gzip in gzip") << http(gzipped(gzipped(page)), "Content-Encoding: gzip, gzip\r\n");
        QTest::newRow("zeros behind the gzip")
            << http(gzipped(page) + QByteArray(20, '\0'), "Content-Encoding: gzip\r\n");
        QTest::newRow("line feeds alone, folded") << QByteArray("HTTP/1.1 200\nX: a\n b\nContent-Length: ") +
                                                         QByteArray::number(page.size()) + "\n\n" + page;
        QTest::newRow("blanks around") << http(" \r\n\t" + page + "\n \n");
    }
    void isAPage()
    {
        QFETCH(QByteArray, answer);
        const RawServer server({{answer}});
        const auto fetched = fetch(server);
        QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().error.asText()));
        QCOMPARE(fetched->page.events().size(), 1u);
        QCOMPARE(fetched->page.highWaterMark().value(), 1788220809);
    }
    void isNone_data()
    {
        QTest::addColumn<QByteArray>("answer");
        const QByteArray packed = gzipped(page), encoded = "Content-Encoding: gzip\r\n";
        const QByteArray start = "HTTP/1.1 200 OK\r\n";
        const QByteArray chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
        const QByteArray size = QByteArray::number(page.size(), 16) + "\r\n";
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n");
        QTest::newRow("header without an end") << start + "Content-Type: application/json\r\n";
        QTest::newRow("one byte is missing") << http(page).chopped(1);
        QTest::newRow("two lengths") << start + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n" + page;
        QTest::newRow("a length below zero") << start + "Content-Length: -1\r\n\r\n" + page;
        QTest::newRow("a length in words") << start + "Content-Length: many\r\n\r\n" + page;
        QTest::newRow("a header line without a name") << start + ": x\r\n\r\n" + page;
        QTest::newRow("an unknown transfer encoding") << start + "Transfer-Encoding: br\r\n\r\n" + page;
        QTest::newRow("an unknown packing")
            << http(QByteArray::fromHex("0b1f807b226f6b223a317d03"), "Content-Encoding: br\r\n");
        QTest::newRow("a chunk without a size") << chunked + "zz\r\n" + page + "\r\n0\r\n\r\n";
        QTest::newRow("a chunk of a size below zero") << chunked + "-5\r\n" + page + "\r\n0\r\n\r\n";
        QTest::newRow("a chunk that is longer than it says") << chunked + "5\r\n" + page + "\r\n0\r\n\r\n";
        QTest::newRow("no last chunk") << chunked + size + page + "\r\n";
        QTest::newRow("a last chunk without its end") << chunked + size + page + "\r\n0\r\n";
        QTest::newRow("until the end, cut") << "HTTP/1.0 200 OK\r\n\r\n" + page.chopped(1);
        QTest::newRow("gzip without its sum") << http(packed.chopped(8), encoded);
        QTest::newRow("gzip with another sum")
            << http(packed.chopped(8) + QByteArray("\1\2\3\4") + packed.right(4), encoded);
        QTest::newRow("gzip with another size")
            << http(packed.chopped(4) + QByteArray("\1\0\0\0", 4), encoded);
        QTest::newRow("bytes behind the gzip") << http(packed + "x", encoded);
        QTest::newRow("half a second gzip member") << http(packed + packed.left(packed.size() / 2), encoded);
        QTest::newRow("no gzip at all") << http("\x0b\x1f\x80" + page, encoded);
        QTest::newRow("a length beside chunks")
            << start + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + size + page +
                   "\r\n0\r\n\r\n";
        QTest::newRow("a chunk size with 0x") << chunked + "0x" + size + page + "\r\n0\r\n\r\n";
        QTest::newRow("a length with a plus")
            << start + "Content-Length: +" + QByteArray::number(page.size()) + "\r\n\r\n" + page;
        QTest::newRow("two pages in one") << http(page + page);
        QTest::newRow("empty") << http({});
        QTest::newRow("a web page named JSON")
            << http("<!DOCTYPE html>", "Content-Type: application/json\r\n");
    }
    void isNone()
    {
        QFETCH(QByteArray, answer);
        for (const RawAnswer::End end : {RawAnswer::Close, RawAnswer::Reset, RawAnswer::KeepOpen}) {
            const RawServer server({{answer, end}});
            const auto fetched = fetch(server);
            QVERIFY(!fetched);
            const Error &error = fetched.error().error;
            QVERIFY2(!error.message.isEmpty() && !error.nextStep.isEmpty() && !error.details.isEmpty(),
                     qPrintable(error.asText()));
            QVERIFY(!error.asText().contains(QLatin1String("raw-test-token")));
            QCOMPARE(server.requests(), 1); // never sent again in silence
        }
    }
    void tooLarge_data()
    {
        QTest::addColumn<QByteArray>("answer");
        const QByteArray large = "{\"ok\":1,\"result\":[],\"x\":\"" + QByteArray(100000, 'x') + "\"}";
        QTest::newRow("length") << http(large);
        QTest::newRow("chunks") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") +
                                       QByteArray::number(large.size(), 16) + "\r\n" + large +
                                       "\r\n0\r\n\r\n";
        QTest::newRow("until the end") << "HTTP/1.1 200 OK\r\n\r\n" + large;
        QTest::newRow("gzip") << http(gzipped(large), "Content-Encoding: gzip\r\n");
        QTest::newRow("a length that no memory holds")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n{");
    }
    void tooLarge()
    {
        QFETCH(QByteArray, answer);
        const RawServer server({{answer}});
        RequestLimits limits;
        limits.maxBody = 50000;
        const auto fetched = fetch(server, limits);
        QVERIFY(!fetched);
        QCOMPARE(fetched.error().error.kind, ErrorKind::AnswerTooLarge);
        QCOMPARE(fetched.error().fault, AnswerFault::TooLarge); // in every language
        QVERIFY2(fetched.error().error.message.contains(QLatin1String("larger than any event page")),
                 qPrintable(fetched.error().error.message));
    }
    void aRedirectIsNotFollowed()
    {
        const RawServer elsewhere({{http(page)}});
        const RawServer server(
            {{"HTTP/1.1 302 Found\r\nLocation: " + elsewhere.address().toString().toLatin1() +
              "/\r\nContent-Length: 0\r\n\r\n"}});
        QVERIFY(!fetch(server));
        QCOMPARE(elsewhere.requests(), 0);
    }
};

QTEST_GUILESS_MAIN(RawAnswersTest)
#include "raw_answers_test.moc"
