// One connection for many requests: it is used again only after an answer that leaves no doubt about its end,
// and a request is never sent twice, whatever the server does to the connection meanwhile.
#include "core/demo/demo_answer.h"
#include "core/netskope/iterator.h"
#include "core/netskope/v1_query.h"
#include "tests/support/raw_server.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>
#include <QTimer>

#include <atomic>

using namespace slipway;
using test::http;

namespace {

QByteArray pageText(int number)
{
    return R"({"ok":1,"result":[{"_id":"e)" + QByteArray::number(number) +
           R"(","timestamp":1788220800}],"timestamp_hwm":1788220809,"wait_time":0})";
}

// Answers one request after another on each connection. Runs on a thread of its own.
class LastingServer
{
public:
    struct Heard
    {
        int connection;
        QByteArray head;
    };
    // From the number of a request, counted from 0, and its head to the bytes of the answer; empty: the
    // connection is closed. Called on the server's thread.
    using Answer = std::function<QByteArray(int, const QByteArray &)>;
    // After an answer was written. Called on the server's thread.
    using After = std::function<void(int, QTcpSocket *)>;

    explicit LastingServer(Answer answer, After after = {})
        : m_answer(std::move(answer)), m_after(std::move(after))
    {
        m_server.moveToThread(&m_thread);
        m_thread.start();
        inThread([this] {
            m_server.listen(QHostAddress::LocalHost);
            QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { accept(); });
        });
    }
    ~LastingServer()
    {
        inThread([this] {
            m_server.close();
            qDeleteAll(m_server.findChildren<QTcpSocket *>());
        });
        m_thread.quit();
        m_thread.wait();
    }
    [[nodiscard]] QList<Heard> heard()
    {
        QList<Heard> copy;
        inThread([&] { copy = m_heard; });
        return copy;
    }
    // To which connection each request came: "1 1 2".
    [[nodiscard]] QByteArray connections()
    {
        QByteArray text;
        for (const Heard &request : heard())
            text += QByteArray::number(request.connection) + ' ';
        return text.trimmed();
    }
    [[nodiscard]] ConnectionSettings settings() const
    {
        ConnectionSettings settings;
        settings.address = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()));
        settings.token = Secret("kept-connection-token");
        return settings;
    }

private:
    template<class Work>
    void inThread(Work work)
    {
        QMetaObject::invokeMethod(&m_server, work, Qt::BlockingQueuedConnection);
    }
    void accept()
    {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            QObject::connect(socket, &QTcpSocket::readyRead, &m_server,
                             [this, socket, connection = ++m_connections] { read(socket, connection); });
        }
    }
    void read(QTcpSocket *socket, int connection)
    {
        if (!socket->peek(64 << 10).contains("\r\n\r\n"))
            return;
        const int number = static_cast<int>(m_heard.size());
        m_heard << Heard{connection, socket->readAll()};
        const QByteArray bytes = m_answer(number, m_heard.last().head);
        if (bytes.isEmpty())
            return socket->abort();
        socket->write(bytes);
        while (socket->bytesToWrite() > 0 && socket->flush()) {
        }
        if (m_after)
            m_after(number, socket);
    }

    Answer m_answer;
    After m_after;
    QThread m_thread;
    QTcpServer m_server;
    QList<Heard> m_heard;
    int m_connections = 0;
};

const Endpoint &alerts()
{
    static const Endpoint endpoint = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("alert"));
    return endpoint;
}

std::expected<PageAnswer, PageFailure> fetch(ApiClient &client, Operation operation = Operation::next())
{
    return QCoro::waitFor(fetchPage(client, alerts(), IndexName::preview(), operation, {}));
}

QByteArray idOf(const std::expected<PageAnswer, PageFailure> &answer)
{
    if (!answer || answer->page.events().empty())
        return {};
    const std::string_view id = answer->page.keys().front().id;
    return {id.data(), static_cast<qsizetype>(id.size())};
}

} // namespace

class KeptConnectionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aConnectionIsKeptOnlyOnRequest()
    {
        LastingServer server([](int number, const QByteArray &) { return http(pageText(number)); });
        ApiClient client(server.settings());
        QVERIFY(fetch(client) && fetch(client));
        QCOMPARE(server.connections(), "1 2");
        QVERIFY(server.heard().first().head.contains("\r\nConnection: close\r\n"));
        client.keepConnection();
        for (int i = 2; i < 7; ++i)
            QCOMPARE(idOf(fetch(client)), "e" + QByteArray::number(i));
        QCOMPARE(server.connections(), "1 2 3 3 3 3 3");
        QVERIFY(server.heard().last().head.contains("\r\nConnection: keep-alive\r\n"));
        client.endConnection();
        QVERIFY(fetch(client));
        QVERIFY(server.connections().endsWith("3 4"));
        // A request that breaks its answer off cannot leave the connection open.
        RequestLimits limits;
        limits.isEnough = [](const QByteArray &body) { return body.size() > 10; };
        QVERIFY(QCoro::waitFor(client.get(alerts().path, {}, {}, limits)));
        QVERIFY(server.heard().last().head.contains("\r\nConnection: close\r\n"));
        QVERIFY(fetch(client));
        QVERIFY(server.connections().endsWith("4 4 5"));
    }
    void afterWhichAnswers_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("stays");
        const QByteArray page = pageText(0), size = QByteArray::number(page.size());
        const QByteArray ok = "HTTP/1.1 200 OK\r\n", length = "Content-Length: " + size + "\r\n";
        const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
        const QByteArray chunk = QByteArray::number(page.size(), 16) + "\r\n" + page + "\r\n";
        const auto row = [](const char *name, bool stays, const QByteArray &answer) {
            QTest::newRow(name) << answer << stays;
        };
        row("a length", true, http(page));
        row("chunks", true, chunked + chunk + "0\r\n\r\n");
        row("gzip", true, http(gzipped(page), "Content-Encoding: gzip\r\n"));
        row("nothing, with 204", true, "HTTP/1.1 204 No Content\r\n\r\n");
        row("an empty page", true, http(R"({"ok":1,"result":[]})"));
        row("the server says that it stays", true, http(page, "Connection: keep-alive\r\n"));
        row("the server says for how long", true, http(page, "Keep-Alive: timeout=15, max=9\r\n"));
        row("no reason, with its blank", true, "HTTP/1.1 200 \r\n" + length + "\r\n" + page);

        row("the server says that it closes", false, http(page, "Connection: close\r\n"));
        row("among other words", false, http(page, "Connection: x-trace\r\nConnection: Close\r\n"));
        row("the server hardly waits", false, http(page, "Keep-Alive: timeout=1\r\n"));
        row("a folded header", false, http(page, "X-Trace: one\r\n two\r\n"));
        row("one length, stated twice", false, http(page, length));
        row("one length, as a list", false, ok + "Content-Length: " + size + ", " + size + "\r\n\r\n" + page);
        row("line feeds alone", false, "HTTP/1.1 200 OK\nContent-Length: " + size + "\n\n" + page);
        row("one line feed alone", false, ok + "X-Trace: one\n" + length + "\r\n" + page);
        row("bytes behind the end", false, http(page) + "\r\n");
        row("another answer behind the end", false, http(page) + http(pageText(77)));
        row("HTTP/1.0", false, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + length + "\r\n" + page);
        row("HTTP/2", false, "HTTP/2 200\r\n" + length + "\r\n" + page);
        row("no reason and no blank", false, "HTTP/1.1 200\r\n" + length + "\r\n" + page);
        row("an answer before it", false, "HTTP/1.1 103 Early Hints\r\n\r\n" + http(page));
        row("chunked twice", false, ok + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunk + "0\r\n\r\n");
        row("identity, chunked", false,
            ok + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n");
        row("chunks with extensions", false,
            chunked + QByteArray::number(page.size(), 16) + ";a=b\r\n" + page + "\r\n0\r\n\r\n");
        row("chunks with a trailer", false, chunked + chunk + "0\r\nX-Sum: 1\r\n\r\n");
        row("chunks with a line feed alone", false, chunked + chunk + "0\n\r\n");
        row("a length with 204", false, "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n");
        row("an error of the tenant", false, http("{\"message\":\"no\"}", {}, "500 Fault"));
        row("the rate limit", false, http("{\"message\":\"no\"}", {}, "429 Too Many Requests"));
        row("a refusal", false, http("{\"message\":\"no\"}", {}, "403 Forbidden"));
        row("a redirect", false, http("", "Location: /x\r\n", "302 Found"));
        row("a web page", false, http("<html></html>", "Content-Type: text/html\r\n"));
        row("no page", false, http("{\"ok\":1,\"result\":["));
        row("a failure that is reported with 200", false, http("{\"ok\":0,\"result\":[]}"));
        row("gzip with a wrong sum", false,
            http(gzipped(page).chopped(8) + QByteArray(8, 'x'), "Content-Encoding: gzip\r\n"));
        row("no body", false, http(""));
    }
    void afterWhichAnswers()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, stays);
        LastingServer server(
            [&](int number, const QByteArray &) { return number == 0 ? answer : http(pageText(number)); });
        ApiClient client(server.settings());
        client.keepConnection();
        (void)fetch(client);
        const auto second = fetch(client);
        QVERIFY2(second, second ? "" : qPrintable(second.error().error.asText()));
        QCOMPARE(idOf(second), "e1"); // never what was left of the answer before it
        QCOMPARE(server.connections(), stays ? "1 1" : "1 2");
    }
    // Without a length, the answer ends with the connection.
    void anAnswerWithoutALength()
    {
        const auto close = [](int number, QTcpSocket *socket) {
            if (number == 0)
                socket->disconnectFromHost();
        };
        LastingServer server(
            [](int number, const QByteArray &) {
                return number == 0 ? "HTTP/1.1 200 OK\r\n\r\n" + pageText(0) : http(pageText(number));
            },
            close);
        ApiClient client(server.settings());
        client.keepConnection();
        QCOMPARE(idOf(fetch(client)), "e0");
        QCOMPARE(idOf(fetch(client)), "e1");
        QCOMPARE(server.connections(), "1 2");
    }
    // What comes between two requests belongs to none of them.
    void whatComesUnasked_data()
    {
        QTest::addColumn<QByteArray>("bytes"); // empty: the connection is closed
        QTest::addColumn<bool>("isLoopRunning");
        for (const bool isLoopRunning : {true, false}) {
            const auto row = [&](const char *name, const QByteArray &bytes) {
                QTest::addRow("%s, %s", name, isLoopRunning ? "while waiting" : "while busy")
                    << bytes << isLoopRunning;
            };
            row("its end", {});
            row("an answer", http(pageText(77)));
            row("a farewell", http("", "Connection: close\r\n", "408 Request Timeout"));
            row("a line break", "\r\n");
        }
    }
    void whatComesUnasked()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, isLoopRunning);
        std::atomic<bool> isThere = false;
        LastingServer server([](int number, const QByteArray &) { return http(pageText(number)); },
                             [&](int number, QTcpSocket *socket) {
                                 if (number != 1)
                                     return;
                                 QTimer::singleShot(20, socket, [&, socket] {
                                     if (bytes.isEmpty()) {
                                         socket->disconnectFromHost();
                                     } else {
                                         socket->write(bytes);
                                         while (socket->bytesToWrite() > 0 && socket->flush()) {
                                         }
                                     }
                                     isThere = true;
                                 });
                             });
        ApiClient client(server.settings());
        client.keepConnection();
        QCOMPARE(idOf(fetch(client)), "e0");
        QCOMPARE(idOf(fetch(client)), "e1");
        if (isLoopRunning)
            QTRY_VERIFY(isThere);
        while (!isThere)
            QThread::usleep(100);
        const auto next = fetch(client);
        QVERIFY2(next, next ? "" : qPrintable(next.error().error.asText())); // not even a fault
        QCOMPARE(idOf(next), "e2");
        QCOMPARE(server.connections(), "1 1 2");
    }
    // What was sent may have been read: only `resend` can tell, and that is for the export to say.
    void aRequestWithoutAnAnswerIsNotRepeated_data()
    {
        QTest::addColumn<bool>("half");
        QTest::newRow("no byte of it") << false;
        QTest::newRow("half of it") << true;
    }
    void aRequestWithoutAnAnswerIsNotRepeated()
    {
        QFETCH(bool, half);
        LastingServer server(
            [&](int number, const QByteArray &) {
                return number != 1 ? http(pageText(number))
                       : half      ? http(pageText(1)).chopped(9)
                                   : QByteArray();
            },
            [&](int number, QTcpSocket *socket) {
                if (number == 1)
                    socket->disconnectFromHost();
            });
        ApiClient client(server.settings());
        client.keepConnection();
        QCOMPARE(idOf(fetch(client)), "e0");
        const auto lost = fetch(client);
        QVERIFY(!lost);
        QCOMPARE(lost.error().fault, AnswerFault::NoAnswer);
        QCOMPARE(lost.error().error.kind, half ? ErrorKind::TruncatedAnswer : ErrorKind::ConnectionLost);
        QCOMPARE(server.connections(), "1 1");
        QCOMPARE(idOf(fetch(client, Operation::resend())), "e2");
        QCOMPARE(server.connections(), "1 1 2");
    }
    // A server that closes after each answer without saying so would lose every second request.
    void aServerThatAlwaysClosesGetsNewConnections()
    {
        LastingServer server([](int number, const QByteArray &) {
            return number % 2 == 1 ? QByteArray() : http(pageText(number));
        });
        ApiClient client(server.settings());
        client.keepConnection();
        int lost = 0;
        for (int i = 0; i < 20 && lost < 3; ++i)
            lost += fetch(client) ? 0 : 1;
        QCOMPARE(server.connections(), "1 1 2 2 3 3");
        QVERIFY(fetch(client));
        QVERIFY(server.heard().last().head.contains("\r\nConnection: close\r\n"));
    }
    void apiV1KeepsItToo()
    {
        LastingServer server([](int number, const QByteArray &) {
            return number < 2 ? http(R"({"status":"success","data":[{"_id":"a","timestamp":1788220800}]})")
                              : http(R"({"status":"error","errors":["no"]})");
        });
        ApiClient client(server.settings());
        client.keepConnection();
        const Endpoint endpoint = EndpointCatalogue::builtIn().endpoints(ApiVersion::V1).constFirst();
        const auto ask = [&] {
            return QCoro::waitFor(fetchV1(client, endpoint, {1788220000, 1788230000, 0, 100}, {}));
        };
        QVERIFY(ask() && ask());
        QVERIFY(!ask());
        QVERIFY(!ask());
        QCOMPARE(server.connections(), "1 1 1 2"); // not after a failure
    }

    // A tenant with a cursor whose gateway closes idle connections just when the next request is on its way,
    // a thousand times. Whether that request is read is chance. Each page arrives once, and no request is
    // made that the caller did not make.
    void theRaceWithAServerThatCloses()
    {
        constexpr int races = 1000;
        std::atomic<int> closed = 0;
        int cursor = 0, nexts = 0, resends = 0; // of the server's thread
        QRandomGenerator random(21);
        LastingServer server(
            [&](int, const QByteArray &head) -> QByteArray {
                if (head.contains("operation=next")) {
                    ++cursor;
                    ++nexts;
                } else {
                    ++resends;
                }
                if (random.bounded(12) == 0) { // it was read, and the answer is lost
                    ++closed;
                    return {};
                }
                return http(pageText(cursor));
            },
            [&](int, QTcpSocket *socket) {
                if (random.bounded(2) == 0)
                    return;
                ++closed;
                // From at once until a request is certainly under way.
                const qint64 until = random.bounded(250);
                QElapsedTimer clock;
                clock.start();
                while (clock.nsecsElapsed() < until * 1000) {
                }
                // Whatever has arrived by now is not read any more.
                socket->abort();
            });
        std::unique_ptr<ApiClient> client;
        const auto ledger = std::make_shared<RequestLedger>(100'000);
        int made = 0, lostAnswers = 0;
        QByteArrayList pages;
        bool isUnsure = false; // the last request was lost
        while (closed < races) {
            if (made++ % 20 == 0) {
                ConnectionSettings settings = server.settings();
                settings.ledger = ledger;
                client = std::make_unique<ApiClient>(settings);
                client->keepConnection();
            }
            const auto answer = fetch(*client, isUnsure ? Operation::resend() : Operation::next());
            if (!answer) {
                QCOMPARE(answer.error().fault, AnswerFault::NoAnswer);
                ++lostAnswers;
                isUnsure = true;
                continue;
            }
            const QByteArray page = idOf(answer);
            const bool isKnown = page == (pages.isEmpty() ? QByteArray("e0") : pages.last());
            QVERIFY2(!isKnown || isUnsure, "the page came twice");
            if (!isKnown)
                pages << page;
            isUnsure = false;
        }
        while (isUnsure) { // what the last request did
            ++made;
            const auto answer = fetch(*client, Operation::resend());
            isUnsure = !answer;
            if (answer && idOf(answer) != pages.last())
                pages << idOf(answer);
        }
        const auto heard = server.heard(); // also waits for the server's thread
        for (int i = 0; i < pages.size(); ++i)
            QCOMPARE(pages[i], "e" + QByteArray::number(i + 1)); // nothing lost, nothing twice
        QCOMPARE(pages.size(), cursor);
        QCOMPARE(ledger->total(), made);
        QVERIFY(heard.size() <= made);
        QVERIFY(heard.last().connection < heard.size()); // connections were used again
        qInfo("%d requests on %d connections, %d closed by the server, %d answers lost, %d resends read",
              made, heard.last().connection, closed.load(), lostAnswers, resends);
        QVERIFY(nexts >= cursor);
    }
};

QTEST_MAIN(KeptConnectionTest)
#include "kept_connection_test.moc"
