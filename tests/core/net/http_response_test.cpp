// Framings of HTTP answers, each fed as a whole, byte by byte and cut in two at every place: the result is
// always the same.
#include "core/net/http_response.h"
#include "tests/support/time_limits.h"

#include <QTest>

using namespace slipway;

namespace {

constexpr qint64 maxBody = 1 << 20;

struct Outcome
{
    HttpResponse::State state = HttpResponse::State::More;
    int status = 0;
    QByteArray body;
    qsizetype unused = 0;
    QString problem;
    bool endsWithConnection = false;

    bool operator==(const Outcome &) const = default;
};

Outcome fed(const QByteArrayList &pieces, HttpResponse::Request request = HttpResponse::Request::Get)
{
    SpareBuffers spare;
    HttpResponse response(spare, request);
    Outcome outcome;
    qsizetype behind = 0; // pieces that came after the end
    for (const QByteArray &piece : pieces) {
        if (outcome.state != HttpResponse::State::More) {
            behind += piece.size();
            continue;
        }
        outcome.state = response.feed(piece, maxBody);
        if (outcome.state == HttpResponse::State::Complete)
            outcome.unused = response.unused();
    }
    outcome.unused += outcome.state == HttpResponse::State::Complete ? behind : 0;
    outcome.status = response.status();
    outcome.problem = response.problem();
    outcome.endsWithConnection = response.endsWithConnection();
    outcome.body = response.takeBody();
    return outcome;
}

QByteArrayList bytewise(const QByteArray &wire)
{
    QByteArrayList bytes;
    for (const char c : wire)
        bytes << QByteArray(1, c);
    return bytes;
}

const QByteArray ok = "HTTP/1.1 200 OK\r\n";
const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

} // namespace

class HttpResponseTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isRead_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const QByteArray &wire, const QByteArray &body = "abc") {
            QTest::newRow(name) << wire << body;
        };
        row("a length", ok + "Content-Length: 3\r\n\r\nabc");
        row("a length of 0", ok + "Content-Length: 0\r\n\r\n", "");
        row("a length with zeros", ok + "Content-Length: 003\r\n\r\nabc");
        row("blanks around a value", ok + "Content-Length: \t 3 \t\r\n\r\nabc");
        row("no blank behind the colon", ok + "Content-Length:3\r\n\r\nabc");
        row("upper case", ok + "CONTENT-LENGTH: 3\r\n\r\nabc");
        row("line feeds alone", "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc");
        row("line feeds alone, chunks", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n");
        row("one length, two lines", ok + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc");
        row("one length, a list", ok + "Content-Length: 3, 3\r\n\r\nabc");
        row("a folded header", ok + "X-Trace: a\r\n b\r\n\tc\r\nContent-Length: 3\r\n\r\nabc");
        row("a folded length", ok + "Content-Length:\r\n 3\r\n\r\nabc");
        row("no reason", "HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc");
        row("an empty reason", "HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\nabc");
        row("a reason in Latin-1", "HTTP/1.1 200 Pr\xeat\r\nContent-Length: 3\r\n\r\nabc");
        row("HTTP/1.0 with a length", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        row("HTTP/2 in words", "HTTP/2 200\r\nContent-Length: 3\r\n\r\nabc");
        row("chunks", chunked + "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n");
        row("a chunk size in capitals", chunked + "A\r\n0123456789\r\n0\r\n\r\n", "0123456789");
        row("chunk sizes with zeros", chunked + "0003\r\nabc\r\n000\r\n\r\n");
        row("blanks behind a chunk size", chunked + "3  \r\nabc\r\n0 \t\r\n\r\n");
        row("chunk extensions", chunked + "3;a=\"b\"\r\nabc\r\n0;c\r\n\r\n");
        row("a trailer", chunked + "3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n");
        row("a folded trailer", chunked + "3\r\nabc\r\n0\r\nX-Sum: 1\r\n 2\r\n\r\n");
        row("Chunked", ok + "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        row("chunked, chunked", ok + "Transfer-Encoding: chunked, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        row("chunked, two lines",
            ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        row("identity beside a length", ok + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc");
        row("100 first", "HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 3\r\n\r\nabc");
        row("103 first, with a length",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n" + ok + "Content-Length: 3\r\n\r\nabc");
        row("204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n", "");
        row("304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "");
        row("odd header names", ok + "x-\xc3\xa9: y\r\n!#$%&'*+-.^_`|~: y\r\nContent-Length: 3\r\n\r\nabc");
        row("Latin-1 in a value", ok + "X-User: Jos\xe9\r\nContent-Length: 3\r\n\r\nabc");
        row("tabs and ESC in a value", ok + "X: \t\x1b[31m\r\nContent-Length: 3\r\n\r\nabc");
        row("a large header", ok + "X: " + QByteArray(200'000, 'x') + "\r\nContent-Length: 3\r\n\r\nabc");
    }
    void isRead()
    {
        QFETCH(QByteArray, wire);
        QFETCH(QByteArray, body);
        const Outcome whole = fed({wire});
        QCOMPARE(whole.problem, QString());
        QCOMPARE(whole.state, HttpResponse::State::Complete);
        QCOMPARE(whole.body, body);
        QCOMPARE(whole.unused, 0);
        QVERIFY(fed(bytewise(wire)) == whole);
        for (qsizetype at = 1; at < std::min<qsizetype>(wire.size(), 400); ++at) {
            QVERIFY(fed({wire.left(at), wire.mid(at)}) == whole);
            QCOMPARE(fed({wire.left(at)}).state, HttpResponse::State::More); // no cut is an end
        }
        // What lies behind the end is left alone and counted.
        const Outcome more = fed({wire + "HTTP/1.1 500 no\r\n\r\n"});
        QCOMPARE(more.body, body);
        QCOMPARE(more.unused, 19);
    }
    void endsWithTheConnection_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("1.0") << QByteArray("HTTP/1.0 200 OK\r\n\r\n");
        QTest::newRow("1.1") << ok + "\r\n";
        QTest::newRow("identity") << ok + "Transfer-Encoding: identity\r\n\r\n";
    }
    void endsWithTheConnection()
    {
        QFETCH(QByteArray, head);
        for (const QByteArrayList &pieces : {QByteArrayList{head + "abc"}, bytewise(head + "abc")}) {
            const Outcome outcome = fed(pieces);
            QCOMPARE(outcome.state, HttpResponse::State::More);
            QVERIFY(outcome.endsWithConnection);
            QCOMPARE(outcome.body, QByteArray("abc"));
        }
        QVERIFY(!fed({head.chopped(2)}).endsWithConnection);
    }
    void isRefused_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, const QByteArray &wire, const char *why) {
            QTest::newRow(name) << wire << QString::fromLatin1(why);
        };
        const char *status = "status line", *length = "length is not a number", *chunk = "size of a chunk";
        row("SSH", "SSH-2.0-OpenSSH_9.2\r\n", status);
        row("HTTP/1.X", "HTTP/1.X 200 OK\r\n", status);
        row("HTTP/4", "HTTP/4 200\r\n", status);
        row("HTTP/2 with four digits", "HTTP/2 2000\r\n", status);
        row("HTTP/11.1", "HTTP/11.1 200 OK\r\n", status);
        row("http/1.1", "http/1.1 200 OK\r\n", status);
        row("a status of four digits", "HTTP/1.1 2000 OK\r\n", status);
        row("a status of two digits", "HTTP/1.1 20 OK\r\n", status);
        row("a status with a sign", "HTTP/1.1 +20 OK\r\n", status);
        row("a status in hex", "HTTP/1.1 0xc OK\r\n", status);
        row("a status below 100", "HTTP/1.1 099 OK\r\n", status);
        row("two blanks before the status", "HTTP/1.1  200 OK\r\n", status);
        row("a tab before the status", "HTTP/1.1\t200 OK\r\n", status);
        row("a blank before the line", " HTTP/1.1 200 OK\r\n", status);
        row("an empty line first", "\r\nHTTP/1.1 200 OK\r\n", status);
        row("a bare body", "{\"ok\":1}\n", status);
        row("101", "HTTP/1.1 101 Switching\r\n\r\n", "another protocol");
        row("a length with a plus", ok + "Content-Length: +3\r\n\r\nabc", length);
        row("a length with a minus", ok + "Content-Length: -3\r\n\r\nabc", length);
        row("a length with 0x", ok + "Content-Length: 0x3\r\n\r\nabc", length);
        row("a length with a blank", ok + "Content-Length: 1 0\r\n\r\nabc", length);
        row("a length with a point", ok + "Content-Length: 3.0\r\n\r\nabc", length);
        row("a length in words", ok + "Content-Length: many\r\n\r\nabc", length);
        for (const char blank : {'\v', '\f'}) {
            row(blank == '\v' ? "a length behind a vertical tab" : "a length behind a form feed",
                ok + "Content-Length: " + blank + "3\r\n\r\nabc", length);
            row(blank == '\v' ? "a length before a vertical tab" : "a length before a form feed",
                ok + "Content-Length: 3" + blank + "\r\n\r\nabc", length);
            row(blank == '\v' ? "chunked and a vertical tab" : "chunked and a form feed",
                ok + "Transfer-Encoding: chunked" + blank + "\r\n\r\n", "transfer encoding is unknown");
        }
        row("an empty length", ok + "Content-Length:\r\n\r\nabc", length);
        row("two lengths", ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "two lengths");
        row("two lengths in a list", ok + "Content-Length: 3, 4\r\n\r\nabc", "two lengths");
        row("a length and nothing", ok + "Content-Length: 3,\r\n\r\nabc", "two lengths");
        row("a length beside chunks",
            ok + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "both a length and a transfer encoding");
        row("chunks beside a length",
            ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "both a length and a transfer encoding");
        for (const char *none : {"", " ", ",", "identity,"}) {
            const QByteArray coding = QByteArray("Transfer-Encoding: ") + none + "\r\n";
            row((QByteArray("a length beside \"") + none + '"').constData(),
                ok + coding + "Content-Length: 3\r\n\r\nabc", "both a length and a transfer encoding");
            row((QByteArray("\"") + none + "\" beside a length").constData(),
                ok + "Content-Length: 3\r\n" + coding + "\r\nabc", "both a length and a transfer encoding");
        }
        row("gzip, chunked", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "transfer encoding is unknown");
        row("xchunked", ok + "Transfer-Encoding: xchunked\r\n\r\n", "transfer encoding is unknown");
        row("a blank before the colon", ok + "Content-Length : 3\r\n\r\nabc", "blank or a control");
        row("a tab before the colon", ok + "Content-Length\t: 3\r\n\r\nabc", "blank or a control");
        row("a blank within a name", ok + "Content Length: 3\r\n\r\nabc", "blank or a control");
        row("DEL in a name", ok + "X\x7f: 3\r\n\r\n", "blank or a control");
        row("NUL in a name", ok + QByteArray("X\0Y: 3\r\n\r\n", 10), "NUL");
        row("NUL in a value", ok + QByteArray("X: a\0b\r\n\r\n", 10), "NUL");
        row("NUL in the status line", QByteArray("HTTP/1.1 200 O\0K\r\n", 18), "NUL");
        row("a return within a line", ok + "X: a\rContent-Length: 3\r\n\r\nabc", "carriage return");
        row("no name", ok + ": x\r\n\r\n", "no name");
        row("no colon", ok + "X-Broken header\r\n\r\n", "no colon");
        row("a trailer without a colon", chunked + "3\r\nabc\r\n0\r\nX-Broken\r\n\r\n", "no colon");
        row("a trailer without a name", chunked + "3\r\nabc\r\n0\r\n: x\r\n\r\n", "no name");
        row("a trailer with a blank before the colon", chunked + "3\r\nabc\r\n0\r\nX : y\r\n\r\n",
            "blank or a control");
        row("a trailer that begins with a fold", chunked + "3\r\nabc\r\n0\r\n x: y\r\n\r\n",
            "blank or a control");
        row("a fold first", ok + " folded: x\r\n\r\n", "continued line");
        row("a chunk size with 0x", chunked + "0x3\r\nabc\r\n0\r\n\r\n", chunk);
        row("a chunk size with a plus", chunked + "+3\r\nabc\r\n0\r\n\r\n", chunk);
        row("a chunk size with a minus", chunked + "-3\r\nabc\r\n0\r\n\r\n", chunk);
        row("a blank before a chunk size", chunked + " 3\r\nabc\r\n0\r\n\r\n", chunk);
        row("no chunk size", chunked + "\r\nabc\r\n0\r\n\r\n", chunk);
        row("an extension alone", chunked + ";a\r\nabc\r\n0\r\n\r\n", chunk);
        row("letters", chunked + "zz\r\n", chunk);
        row("a chunk size beyond all numbers", chunked + "fffffffffffffffff\r\n", chunk);
        row("a chunk that is longer", chunked + "2\r\nabc\r\n0\r\n\r\n", "longer than it says");
        row("a large chunk", chunked + "ffffffff\r\nabc", "larger than any event page");
        row("a large length", ok + "Content-Length: 9000000000000000000\r\n\r\n",
            "larger than any event page");
        row("a length beyond all numbers", ok + "Content-Length: " + QByteArray(40, '9') + "\r\n\r\n",
            "larger than any event page");
        row("a header without end", ok + "X: " + QByteArray(300 << 10, 'x'), "header is larger");
        row("headers without end", ok + QByteArray("X: y\r\n").repeated(60'000), "header is larger");
        row("a status line without end", "HTTP/1.1 200 " + QByteArray(300 << 10, 'x'), "header is larger");
        row("one interim answer after another without end",
            QByteArray("HTTP/1.1 102 Processing\r\n\r\n").repeated(30), "one interim answer after another");
        row("a trailer without end", chunked + "0\r\n" + QByteArray("X: y\r\n").repeated(20'000),
            "last chunk is too long");
        row("an extension without end", chunked + "1;" + QByteArray(10'000, 'x'), "far too much framing");
        row("chunks of frame", chunked + ("1;" + QByteArray(4000, 'x') + "\r\na\r\n").repeated(100),
            "far too much framing");
    }
    void isRefused()
    {
        QFETCH(QByteArray, wire);
        QFETCH(QString, why);
        for (const QByteArrayList &pieces : {QByteArrayList{wire}, bytewise(wire)}) {
            const Outcome outcome = fed(pieces);
            QCOMPARE(outcome.state, HttpResponse::State::Bad);
            QVERIFY2(outcome.problem.contains(why), qPrintable(outcome.problem));
        }
    }
    // What an answer means that is not a success is in its status and in its first words.
    void aRefusalIsReadToItsBeginning_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("framing"); // in front of the body
        const QByteArray refused = "HTTP/1.1 403 Forbidden\r\n";
        QTest::newRow("a length of a gigabyte") << refused + "Content-Length: 1073741824\r\n\r\n"
                                                << QByteArray();
        QTest::newRow("a length beyond all numbers")
            << refused + "Content-Length: " + QByteArray(40, '9') + "\r\n\r\n"
            << QByteArray();
        QTest::newRow("a length that is a little too long")
            << refused + "Content-Length: " + QByteArray::number(mostOfRefusal + 1) + "\r\n\r\n"
            << QByteArray();
        QTest::newRow("until it is closed") << refused + "\r\n" << QByteArray();
        QTest::newRow("a large chunk") << refused + "Transfer-Encoding: chunked\r\n\r\n"
                                       << QByteArray("40000000\r\n");
        QTest::newRow("a server's fault")
            << QByteArray("HTTP/1.1 500 Oops\r\nContent-Length: 1073741824\r\n\r\n") << QByteArray();
    }
    void aRefusalIsReadToItsBeginning()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, framing);
        constexpr qint64 most = 512 << 20;
        for (const qsizetype piece : {mostOfRefusal * 2, qint64{16} << 10, qint64{999}}) {
            SpareBuffers spare;
            HttpResponse response(spare);
            QCOMPARE(response.feed(header + framing, most), HttpResponse::State::More);
            HttpResponse::State state = HttpResponse::State::More;
            qint64 sent = 0;
            for (; sent < 3 * mostOfRefusal && state == HttpResponse::State::More; sent += piece)
                state = response.feed(QByteArray(piece, 'x'), most);
            QCOMPARE(state, HttpResponse::State::Complete);
            QVERIFY(response.isCut());
            QVERIFY(!response.mayBeFollowed());
            QCOMPARE(response.body(), QByteArray(mostOfRefusal, 'x'));
            QCOMPARE(sent - response.unused(), mostOfRefusal);
        }
    }
    void aRefusalThatFitsIsWhole()
    {
        SpareBuffers spare;
        HttpResponse response(spare);
        QCOMPARE(
            response.feed("HTTP/1.1 403 Forbidden\r\nContent-Length: " + QByteArray::number(mostOfRefusal) +
                              "\r\n\r\n" + QByteArray(mostOfRefusal, 'x'),
                          512 << 20),
            HttpResponse::State::Complete);
        QVERIFY(!response.isCut());
        QVERIFY(response.mayBeFollowed());
    }
    void listsAreJoined()
    {
        SpareBuffers spare;
        HttpResponse response(spare);
        response.feed(ok + "Content-Encoding: identity\r\nContent-Encoding: gzip\r\nX: a\r\nX: b\r\n"
                           "Proxy-Authenticate: NTLM\r\nproxy-authenticate: Basic realm=\"a, b\"\r\n\r\n",
                      maxBody);
        QCOMPARE(response.headers().value("content-encoding"), QByteArray("identity, gzip"));
        QCOMPARE(response.headers().value("proxy-authenticate"), QByteArray("NTLM, Basic realm=\"a, b\""));
        QCOMPARE(response.headers().value("x"), QByteArray("b"));
    }
    // RFC 9110, section 9.3.6: any length in a 2xx for CONNECT is ignored, and the tunnel begins.
    void answersToConnect()
    {
        const QByteArray wire =
            "HTTP/1.1 200 Connection established\r\nContent-Length: 9\r\nVia: gw\r\n\r\n\x16\x03tls";
        for (const QByteArrayList &pieces : {QByteArrayList{wire}, bytewise(wire)}) {
            const Outcome outcome = fed(pieces, HttpResponse::Request::Connect);
            QCOMPARE(outcome.state, HttpResponse::State::Complete);
            QCOMPARE(outcome.unused, 5);
            QVERIFY(outcome.body.isEmpty());
        }
        const Outcome refused =
            fed({"HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nabc"}, HttpResponse::Request::Connect);
        QCOMPARE(refused.state, HttpResponse::State::Complete);
        QCOMPARE(refused.body, QByteArray("abc"));
    }
    // 256 KB byte by byte took over 8 seconds when each byte searched the whole header again.
    void isLinear_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::newRow("one header") << ok + "X: " + QByteArray(255 << 10, 'x') + "\r\n\r\n";
        QTest::newRow("many headers") << ok + QByteArray("X: yyyyyyyy\r\n").repeated(20'000) + "\r\n";
        QTest::newRow("folds") << ok + "X: y\r\n" + QByteArray(" folded\r\n").repeated(28'000) + "\r\n";
        QTest::newRow("lengths") << ok + QByteArray("Content-Length: 3\r\n").repeated(13'000) + "\r\n";
        QTest::newRow("chunks") << chunked + QByteArray("1\r\na\r\n").repeated(200'000) + "0\r\n\r\n";
    }
    void isLinear()
    {
        QFETCH(QByteArray, wire);
        SpareBuffers spare;
        HttpResponse response(spare);
        const test::ProcessorTime used(test::ProcessorTime::Of::ThisThread);
        HttpResponse::State state = HttpResponse::State::More;
        for (qsizetype at = 0; at < wire.size() && state == HttpResponse::State::More; ++at)
            state = response.feed(QByteArrayView(wire).sliced(at, 1), maxBody);
        QVERIFY2(state != HttpResponse::State::Bad, qPrintable(response.problem()));
        QCOMPARE(response.status(), 200);
        QVERIFY2(used.elapsed() < 2000, qPrintable(QString::number(used.elapsed())));
    }
    // A length that is only stated costs no memory.
    void memoryFollowsTheBytes()
    {
        SpareBuffers spare;
        HttpResponse response(spare);
        response.feed(ok + "Content-Length: 500000000\r\n\r\nabc", 512 << 20);
        QVERIFY(response.takeBody().capacity() < 16 << 20);
    }
};

QTEST_GUILESS_MAIN(HttpResponseTest)
#include "http_response_test.moc"
