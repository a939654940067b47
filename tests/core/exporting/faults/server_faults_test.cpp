// What a tenant, or something in its place, answers instead of events: each fault is named, none is taken for
// a page, and once it has passed, the files are those of an undisturbed run.
#include "tests/support/fault_world.h"
#include "tests/support/raw_server.h"

#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

using namespace slipway;
using test::FaultWorld;

namespace slipway::test {
namespace {

// Passes everything on to a tenant, and closes every third connection at a random moment after it has brought
// bytes: at once, or up to two milliseconds later.
class ClosingGateway
{
public:
    // `seed`: 0: it closes none.
    ClosingGateway(quint16 behind, quint32 seed) : m_behind(behind), m_closes(seed > 0), m_random(seed)
    {
        m_server.setProxy(QNetworkProxy::NoProxy);
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection())
                lead(client);
        });
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int closed() const { return m_closed; }

private:
    void lead(QTcpSocket *client)
    {
        ++m_connections;
        auto *server = new QTcpSocket(client);
        server->setProxy(QNetworkProxy::NoProxy);
        server->connectToHost(QHostAddress::LocalHost, m_behind);
        QObject::connect(client, &QTcpSocket::readyRead, server, [=] { server->write(client->readAll()); });
        QObject::connect(server, &QTcpSocket::readyRead, client, [=, this] {
            client->write(server->readAll());
            if (!m_closes || m_random.bounded(3) > 0)
                return;
            QTimer::singleShot(m_random.bounded(3), client, [=, this] {
                ++m_closed;
                client->abort();
                client->deleteLater();
            });
        });
        QObject::connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        QObject::connect(client, &QTcpSocket::disconnected, client, &QTcpSocket::deleteLater);
    }

    quint16 m_behind;
    bool m_closes;
    QRandomGenerator m_random;
    int m_connections = 0, m_closed = 0;
    QTcpServer m_server;
};

} // namespace
} // namespace slipway::test

class ServerFaultsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void passes_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("words"); // what the user reads meanwhile
        const auto row = [](const char *name, const char *fault, const char *words) {
            QTest::newRow(name) << QByteArray(fault) << QString::fromLatin1(words);
        };
        row("409", R"({"fault":"status","status":409,"count":3})", "using the same index");
        row("409 storm", R"({"fault":"status","status":409,"count":12})", "Trying again");
        row("500", R"({"fault":"status","status":500,"count":2})", "HTTP 500");
        row("502 empty", R"({"fault":"status","status":502,"body":"","count":2})", "HTTP 502");
        row("503", R"({"fault":"status","status":503,"count":3})", "HTTP 503");
        row("504 page", "{\"fault\":\"status\",\"status\":504,\"body\":\"<html>\",\"count\":2}", "HTTP 504");
        row("512", R"({"fault":"status","status":512,"count":2})", "HTTP 512");
        row("408", R"({"fault":"status","status":408,"count":4})", "HTTP 408");
        row("login page", R"({"fault":"html","count":3})", "web page");
        row("login page, 401", R"({"fault":"html","status":401,"count":2})",
            "Something between this computer");
        row("login page, 403", R"({"fault":"html","status":403,"count":2})",
            "Something between this computer");
        row("a proxy's 407", R"({"fault":"status","status":407,"count":2})",
            "Something between this computer");
        row("a portal's 511", R"({"fault":"status","status":511,"count":2})",
            "Something between this computer");
        row("redirect", R"({"fault":"redirect","count":3})", "redirects elsewhere");
        row("csv", R"({"fault":"csv","count":2})", "CSV");
        row("malformed", R"({"fault":"malformed","count":2})", "JSON");
        row("truncated JSON",
            "{\"fault\":\"status\",\"status\":200,\"body\":\"{\\\"ok\\\":1,\\\"result\\\":[{\\\"a\\\":1},\"}",
            "JSON");
        row("ok 0", R"({"fault":"ok0","count":2})", "back end unavailable");
        row("status: error", R"({"fault":"status-error","count":2})", "back end unavailable");
        row("execution failed", R"({"fault":"execution-failed","count":2})", "reports a failure");
        row("empty 200", R"({"fault":"empty","count":2})", "empty answer");
    }
    void passes()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QString, words);
        FaultWorld world;
        world.passPages(2);
        world.fault(fault);
        QStringList notes;
        connect(&world.jobs(), &JobService::jobChanged, this,
                [&](const JobSnapshot &job) { notes << job.streams.first().note; });
        const JobSnapshot job = world.run(world.request());
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        QVERIFY2(notes.join(QLatin1Char('\n')).contains(words), qPrintable(notes.join(QLatin1Char('\n'))));
    }
    // The cursor has moved behind the 204: the page is there for `resend` only.
    void aHiccupIsNotTheEnd()
    {
        FaultWorld world;
        world.passPages(2);
        world.fault(R"({"fault":"no-content"})");
        const JobSnapshot job = world.run(world.request());
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    void permissionDeniedInA500IsARefusal()
    {
        FaultWorld world;
        world.fault(
            "{\"fault\":\"status\",\"status\":500,\"body\":\"{\\\"message\\\":\\\"Permission denied\\\"}\"}");
        const JobSnapshot job = world.run(world.request());
        QCOMPARE(job.state, JobState::Incomplete);
        QCOMPARE(job.error->kind, ErrorKind::PermissionMissing);
        QVERIFY(job.error->message.contains(QLatin1String("alert from")));
    }
    void aRequestThatIsNotAcceptedEndsSoonWithTheTenantsWords()
    {
        FaultWorld world;
        world.set(R"({"before_retention":"400"})");
        ExportRequest wanted = world.request();
        wanted.from -= 7200;
        const JobSnapshot job = world.run(wanted);
        QCOMPARE(job.state, JobState::Incomplete);
        QVERIFY2(job.error->message.contains(QLatin1String("before the retention period")),
                 qPrintable(job.error->message));
        QVERIFY(world.log().size() <= 5);
    }
    // A gateway that closes connections at any moment, also while a request is on its way and in the middle
    // of a page. Nothing is lost, and nothing comes twice.
    void aGatewayThatClosesConnections()
    {
        for (const int round : {1, 2, 3}) {
            FaultWorld world;
            const test::ClosingGateway gateway(static_cast<quint16>(world.address().port()), round);
            ExportRequest request = world.request();
            request.address.setPort(gateway.port());
            const JobSnapshot job = world.run(request);
            QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
            QVERIFY(world.exported() == FaultWorld::truth());
            QVERIFY(gateway.closed() > 0);
        }
    }
    // Without faults, there is one connection for all pages.
    void oneConnectionForAllPages()
    {
        FaultWorld world;
        const test::ClosingGateway gateway(static_cast<quint16>(world.address().port()), 0);
        ExportRequest request = world.request();
        request.address.setPort(gateway.port());
        const JobSnapshot job = world.run(request);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        QVERIFY(job.streams.first().requests >= 6);
        QCOMPARE(gateway.connections(), 1);
    }
    void nothingListensThenItDoes()
    {
        FaultWorld world;
        const quint16 port = [] {
            QTcpServer server;
            server.listen(QHostAddress::LocalHost);
            return server.serverPort();
        }();
        ExportRequest wanted = world.request();
        wanted.address.setPort(port);
        const QString id = world.start(wanted);
        QVERIFY(world.waitForNote(id, "refuses the connection"));
        DemoTenantOptions options;
        options.port = port;
        options.token = FaultWorld::token;
        options.granted = {QStringLiteral("alert")};
        options.events = {{QStringLiteral("alert"), FaultWorld::count}};
        options.from = FaultWorld::from;
        options.to = FaultWorld::to;
        options.requestsPerSecond = 0;
        options.pageSize = 250;
        const auto late = DemoTenant::start(options);
        QVERIFY(late);
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    void aNameThatDoesNotExist()
    {
        RetryPolicy policy = FaultWorld::quick();
        policy.episode = std::chrono::milliseconds(100);
        FaultWorld world({QStringLiteral("alert")}, policy);
        ExportRequest wanted = world.request();
        // Longer than any name may be: the resolver refuses it without asking anybody.
        const QString label(63, QLatin1Char('a'));
        wanted.address = QUrl(QStringLiteral("https://%1.%1.%1.%1.goskope.com").arg(label));
        const QString id = world.start(wanted);
        const JobSnapshot job = world.waitForEnd(id);
        QCOMPARE(job.state, JobState::Interrupted);
        QVERIFY2(job.error->kind == ErrorKind::NameNotFound, test::reason(job).constData());
        QVERIFY(job.error->message.contains(QLatin1String("goskope.com")));
    }
    void oneEndpointThatFailsDoesNotLoseTheOthers()
    {
        RetryPolicy policy = FaultWorld::quick();
        policy.episode = std::chrono::milliseconds(300);
        FaultWorld world({QStringLiteral("alert"), QStringLiteral("application")}, policy);
        world.fault(R"({"fault":"status","status":503,"path":"/application","count":100000})");
        const QString id = world.start(world.request());
        QCOMPARE(world.waitForEnd(id).state, JobState::Interrupted);
        QVERIFY(world.exported() == FaultWorld::truth());
        (void)test::control(world.address(), "/__demo/reset", "{}");
        QVERIFY(world.jobs().resume(id, world.connection()));
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(world.exported("netskope_application_events") ==
                FaultWorld::truth(QStringLiteral("application")));
    }
    // A gateway that sends the same text in the place of any page: what it said once does not mean that the
    // next page is lost as well.
    void theSameBytesInPlaceOfAnotherPage()
    {
        FaultWorld world;
        const QByteArray text = R"("status":200,"body":"not a page","type":"application/json","moves":true)";
        world.passPages(1);
        world.fault("{\"fault\":\"status\",\"count\":3," + text + '}'); // the second page, and nothing else
        world.passPages(1);
        world.fault("{\"fault\":\"status\"," + text + '}');
        const JobSnapshot job = world.run(world.request());
        QCOMPARE(job.state, JobState::Incomplete);
        QVERIFY2(job.error->message.contains(QLatin1String("could not be read")),
                 test::reason(job).constData());
        QCOMPARE(job.streams.first().gaps.size(), 1);
        QCOMPARE(job.events(), FaultWorld::count - 250);
    }
    // Something on the way writes every answer like this: each further try would be the same.
    void aFirstAnswerThatIsNotHttpEndsAtOnce_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, const QByteArray &answer, const char *why) {
            QTest::newRow(name) << answer << QString::fromLatin1(why);
        };
        const QByteArray ok = "HTTP/1.1 200 OK\r\n", page = R"({"ok":1,"result":[]})";
        row("no colon", ok + "X-Broken header\r\nContent-Length: 20\r\n\r\n" + page, "no colon");
        row("a blank before the colon", ok + "Content-Length : 20\r\n\r\n" + page, "contains a blank");
        row("NUL", ok + QByteArray("X: a\0b\r\n\r\n", 10) + page, "NUL");
        row("a length beside chunks",
            ok + "Transfer-Encoding: chunked\r\nContent-Length: 20\r\n\r\n14\r\n" + page + "\r\n0\r\n\r\n",
            "both a length and a transfer encoding");
        row("two lengths", ok + "Content-Length: 20\r\nContent-Length: 21\r\n\r\n" + page, "two lengths");
        row("a length with a plus", ok + "Content-Length: +20\r\n\r\n" + page, "not a number");
        row("another transfer encoding", ok + "Transfer-Encoding: br\r\n\r\n" + page, "is unknown");
        row("a chunk size with 0x", ok + "Transfer-Encoding: chunked\r\n\r\n0x14\r\n" + page,
            "size of a chunk");
        row("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n" + page, "status line");
        row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", "status line");
        row("an unknown packing",
            test::http(QByteArray::fromHex("0b1f807b226f6b223a317d03"), "Content-Encoding: br\r\n"),
            "was not asked for (br)");
    }
    void aFirstAnswerThatIsNotHttpEndsAtOnce()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, why);
        const test::RawServer server({{answer}});
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Interrupted, test::reason(job).constData());
        QVERIFY2(job.error->message.contains(why), qPrintable(job.error->message));
        QVERIFY2(!job.error->asText().contains(QLatin1String("Unknown error")),
                 qPrintable(job.error->asText()));
        QCOMPARE(server.requests(), 1);
    }
    // After a page has come, such an answer may be a hiccup.
    void aLaterAnswerThatIsNotHttpIsTriedThreeTimes()
    {
        const auto page = [](const char *id, qint64 time, qint64 mark) {
            return test::RawAnswer{test::http(
                QStringLiteral(R"({"ok":1,"result":[{"_id":"%1","timestamp":%2}],"timestamp_hwm":%3})")
                    .arg(QLatin1String(id))
                    .arg(time)
                    .arg(mark)
                    .toUtf8())};
        };
        const test::RawAnswer broken{"HTTP/1.1 200 OK\r\nX-Broken header\r\n\r\n"};
        const test::RawAnswer first = page("a", FaultWorld::from + 1, FaultWorld::from + 60);
        const test::RawServer hiccup(
            {first, broken, broken, first, page("b", FaultWorld::from + 70, FaultWorld::to)});
        const test::RawServer lasting({first, broken});
        for (const test::RawServer *server : {&hiccup, &lasting}) {
            FaultWorld world;
            ExportRequest wanted = world.request();
            wanted.address = server->address();
            const JobSnapshot job = world.run(wanted);
            QCOMPARE(job.state, server == &hiccup ? JobState::Complete : JobState::Interrupted);
            QCOMPARE(job.events(), server == &hiccup ? 2 : 1);
            QCOMPARE(server->requests(), server == &hiccup ? 5 : 4);
        }
    }
    void oneEventOfFiveMegabytes()
    {
        const QByteArray event = R"({"_id":"big","timestamp":)" + QByteArray::number(FaultWorld::from + 1) +
                                 ",\"text\":\"" + QByteArray(5 << 20, 'x') + "\"}";
        const test::RawServer server({{test::http(R"({"ok":1,"result":[)" + event + R"(],"timestamp_hwm":)" +
                                                  QByteArray::number(FaultWorld::to) + '}')}});
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == event + '\n');
    }
    void theServersClockMayBeWrong()
    {
        for (const char *skew : {R"({"clock_skew":3600})", R"({"clock_skew":-31536000})"}) {
            FaultWorld world;
            world.set(skew);
            QCOMPARE(world.run(world.request()).state, JobState::Complete);
            QVERIFY(world.exported() == FaultWorld::truth());
        }
    }
};

QTEST_GUILESS_MAIN(ServerFaultsTest)
#include "server_faults_test.moc"
