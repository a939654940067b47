// The demo tenant's reader of requests, without sockets.
#include "core/demo/request_reader.h"

#include <QTest>

namespace slipway {

class RequestReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRequestArrivesInPieces()
    {
        const QByteArray sent = "POST /api?a=b HTTP/1.1\r\nHost: x\r\nNetskope-Api-Token:  t \r\n"
                                "content-length: 4\r\n\r\nbodyGET /next HTTP/1.1\r\n\r\n";
        for (qsizetype step = 1; step < sent.size(); ++step) {
            RequestReader reader;
            QList<HttpRequest> got;
            for (qsizetype at = 0; at < sent.size(); at += step) {
                reader.add(sent.mid(at, step));
                for (;;) {
                    const auto next = reader.next();
                    QVERIFY(next);
                    if (!*next)
                        break;
                    got << **next;
                }
            }
            QCOMPARE(got.size(), 2);
            QCOMPARE(got[0].method, QByteArray("POST"));
            QCOMPARE(got[0].target, QByteArray("/api?a=b"));
            QCOMPARE(got[0].header("netskope-api-token"), QByteArray("t"));
            QCOMPARE(got[0].header("x-other"), QByteArray());
            QCOMPARE(got[0].body, QByteArray("body"));
            QVERIFY(!got[0].closes);
            QCOMPARE(got[1].target, QByteArray("/next"));
        }
    }

    void whatTheClientExpectsOfTheConnection_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<bool>("closes");
        QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\n") << false;
        QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n") << true;
        QTest::newRow("close") << QByteArray("GET / HTTP/1.1\r\nConnection: Close\r\n") << true;
    }
    void whatTheClientExpectsOfTheConnection()
    {
        QFETCH(QByteArray, head);
        RequestReader reader;
        reader.add(head + "\r\n");
        QTEST(reader.next().value().value().closes, "closes");
    }

    void aLongBodyWaitsForContinue()
    {
        RequestReader reader;
        reader.add("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QVERIFY(!reader.next().value());
        QVERIFY(reader.awaitsContinue());
        QVERIFY(!reader.awaitsContinue()); // said once
        reader.add("ok");
        QCOMPARE(reader.next().value().value().body, QByteArray("ok"));
    }

    void whatIsNotARequestIsRefused_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("status");
        QTest::newRow("words") << QByteArray("hello\r\n\r\n") << 400;
        QTest::newRow("no path") << QByteArray("GET http://x/ HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("version") << QByteArray("GET / HTTP/2.0\r\n\r\n") << 505;
        QTest::newRow("no colon") << QByteArray("GET / HTTP/1.1\r\nHost\r\n\r\n") << 400;
        QTest::newRow("blank in a name") << QByteArray("GET / HTTP/1.1\r\nHost : x\r\n\r\n") << 400;
        QTest::newRow("length") << QByteArray("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n") << 400;
        QTest::newRow("body too large")
            << QByteArray("GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n") << 413;
        QTest::newRow("chunked") << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
                                 << 501;
        QTest::newRow("head too large")
            << QByteArray("GET / HTTP/1.1\r\nA: ") + QByteArray(70'000, 'a') << 431;
    }
    void whatIsNotARequestIsRefused()
    {
        QFETCH(QByteArray, sent);
        RequestReader reader;
        reader.add(sent);
        const auto next = reader.next();
        QVERIFY(!next);
        QTEST(next.error(), "status");
    }
};

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::RequestReaderTest)
#include "request_reader_test.moc"
