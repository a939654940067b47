// Answers that never end: each ends with a clear error at its limit, a slow but steady one arrives, and a
// stop request works within a second during all of them.
#include "core/netskope/api_client.h"
#include "tests/support/time_limits.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace slipway;
using namespace std::chrono_literals;

namespace {

const QByteArray ok = "HTTP/1.1 200 OK\r\n";
const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

// Sends a beginning, and then the same piece again and again.
class Dripper
{
public:
    Dripper(QByteArray begin, QByteArray piece, std::chrono::milliseconds pause, int most = -1)
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [=, this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            auto *timer = new QTimer(socket);
            auto left = std::make_shared<int>(most);
            QObject::connect(timer, &QTimer::timeout, socket, [=] {
                if (socket->bytesToWrite() > 4 << 20)
                    return;
                if ((*left)-- == 0)
                    socket->disconnectFromHost();
                else
                    socket->write(piece);
            });
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [=] {
                if (!socket->readAll().contains("\r\n\r\n"))
                    return;
                socket->write(begin);
                if (!piece.isEmpty())
                    timer->start(pause);
            });
        });
    }
    [[nodiscard]] QUrl address() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()));
    }

private:
    QTcpServer m_server;
};

Result<HttpAnswer> get(const Dripper &server, RequestLimits limits, std::stop_token stop = {})
{
    ConnectionSettings settings;
    settings.address = server.address();
    settings.token = Secret("slow-test-token");
    ApiClient client(settings);
    return QCoro::waitFor(client.get(QStringLiteral("/api/v2/x"), {}, stop, limits));
}

} // namespace

class SlowAnswersTest : public QObject
{
    Q_OBJECT

    static void rows()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<QByteArray>("piece");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &begin, const QByteArray &piece,
                            ErrorKind kind, const char *says) {
            QTest::newRow(name) << begin << piece << kind << QString::fromLatin1(says);
        };
        const ErrorKind late = ErrorKind::Timeout, bad = ErrorKind::BadAnswer;
        row("silence", "", "", late, "did not answer in time");
        row("a status line in drops", "HTTP/1.1 200 ", "x", late, "did not answer in time");
        row("a header in drops", ok + "X: ", "x", late, "did not answer in time");
        row("headers in drops", ok, "X: y\r\n", late, "did not answer in time");
        row("one interim answer after another in drops", "", "HTTP/1.1 102 Processing\r\n\r\n", bad,
            "one interim answer after another");
        row("a body that stops", ok + "Content-Length: 100000\r\n\r\n{", "", late, "stopped sending");
        row("a body in drops", ok + "Content-Length: 100000\r\n\r\n{", " ", late, "too slowly");
        row("a body without a length in drops", ok + "\r\n{", " ", late, "too slowly");
        row("chunks in drops", chunked, "1\r\n \r\n", late, "too slowly");
        row("a chunk size in drops", chunked + "1;", "x", late, "too slowly");
        row("a trailer in drops", chunked + "2\r\n{}\r\n0\r\n", "X: y\r\n", late, "too slowly");
        row("a trailer without end", chunked + "2\r\n{}\r\n0\r\n", QByteArray("X: y\r\n").repeated(5000), bad,
            "last chunk is too long");
        row("a fast body without end", ok + "\r\n{", QByteArray(30'000, ' '), late, "not complete after");
        row("an error page in drops", "HTTP/1.1 500 no\r\nContent-Length: 90000\r\n\r\n<", " ", late,
            "too slowly");
    }

private Q_SLOTS:
    void endsAtItsLimit_data() { rows(); }
    void endsAtItsLimit()
    {
        QFETCH(QByteArray, begin);
        QFETCH(QByteArray, piece);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, says);
        const Dripper server(begin, piece, 10ms);
        RequestLimits limits;
        limits.answer = limits.idle = 500ms;
        limits.window = 700ms;
        limits.leastBytes = 10'000;
        limits.whole = 1500ms;
        QElapsedTimer clock;
        clock.start();
        const auto answer = get(server, limits);
        QVERIFY2(clock.elapsed() < test::promptly, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!answer);
        QVERIFY2(answer.error().message.contains(says), qPrintable(answer.error().asText()));
        QCOMPARE(answer.error().kind, kind);
        QVERIFY(!answer.error().nextStep.isEmpty() && !answer.error().details.isEmpty());
    }
    void slowAndSteadyArrives()
    {
        // Some windows of half a second, each with far less than the body but with enough.
        const Dripper server(ok + "Content-Length: 100000\r\n\r\n", QByteArray(500, ' '), 10ms);
        RequestLimits limits;
        limits.window = 500ms;
        limits.leastBytes = 500;
        const auto answer = get(server, limits);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().asText()));
        QCOMPARE(answer->body.size(), 100'000);
        QVERIFY(answer->elapsed > 500ms);
    }
    // A body that is smaller than a window's least has the whole window.
    void aSmallBodyHasItsWindow()
    {
        const Dripper server(ok + "Content-Length: 20\r\n\r\n", " ", 10ms);
        RequestLimits limits;
        limits.window = 5s;
        QVERIFY(get(server, limits));
    }
    void stopsWithinASecond_data()
    {
        rows();
        QTest::newRow("a flood") << ok + "\r\n{" << QByteArray(1 << 20, ' ') << ErrorKind::Cancelled
                                 << QString();
        // Each takes much longer to read than to send.
        QTest::newRow("a flood of tiny chunks")
            << ok + "Transfer-Encoding: chunked\r\n\r\n"
            << QByteArray("1\r\n \r\n").repeated(1 << 20) << ErrorKind::Cancelled << QString();
    }
    void stopsWithinASecond()
    {
        QFETCH(QByteArray, begin);
        QFETCH(QByteArray, piece);
        const Dripper server(begin, piece, 50ms);
        std::stop_source stop;
        QElapsedTimer clock;
        QTimer::singleShot(200ms, this, [&] {
            clock.start();
            stop.request_stop();
        });
        RequestLimits limits;
        limits.maxBody = 64 << 20;
        const auto answer = get(server, limits, stop.get_token());
        QVERIFY(!answer);
        if (answer.error().kind == ErrorKind::BadAnswer)
            return; // its limit of bytes came first
        QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
        QVERIFY2(clock.elapsed() < test::promptly, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_GUILESS_MAIN(SlowAnswersTest)
#include "slow_answers_test.moc"
