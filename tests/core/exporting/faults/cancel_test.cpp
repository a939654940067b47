// Whatever a job waits for, a cancel ends it within a second and leaves no unfinished file.
#include "core/state/state_database.h"
#include "tests/support/fault_world.h"
#include "tests/support/raw_server.h"
#include "tests/support/time_limits.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace slipway;
using test::FaultWorld;

namespace {

// A listening socket whose queue is full: the kernel drops further connection requests, as a firewall does.
class BlackHole
{
public:
    BlackHole() : m_listener(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof name;
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&name), size) != 0 ||
            ::listen(m_listener, 0) != 0 ||
            ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&name), &size) != 0)
            return;
        m_port = ntohs(name.sin_port);
        for (int &caller : m_callers) {
            caller = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            (void)::connect(caller, reinterpret_cast<sockaddr *>(&name), size);
        }
    }
    ~BlackHole()
    {
        for (const int caller : m_callers)
            ::close(caller);
        ::close(m_listener);
    }
    [[nodiscard]] quint16 port() const { return m_port; }
    // Connections to it that the kernel is still asking for, whoever wants them.
    [[nodiscard]] qsizetype waiting() const
    {
        QFile sockets(QStringLiteral("/proc/net/tcp"));
        if (!sockets.open(QIODevice::ReadOnly))
            return -1;
        const QByteArray to = ':' + QByteArray::number(m_port, 16).rightJustified(4, '0').toUpper();
        return std::ranges::count_if(sockets.readAll().split('\n'), [&to](const QByteArray &line) {
            const QByteArrayList fields = line.simplified().split(' ');
            return fields.value(2).endsWith(to) && fields.value(3) == "02"; // the peer; SYN_SENT
        });
    }

private:
    int m_listener;
    int m_callers[4] = {};
    quint16 m_port = 0;
};

} // namespace

class CancelTest : public QObject
{
    Q_OBJECT

    // The state of the endpoint is told; the rest is a second at most.
    static void cancelled(FaultWorld &world, const QString &id)
    {
        QElapsedTimer clock;
        clock.start();
        QVERIFY(world.jobs().cancel(id));
        QCOMPARE(world.waitForEnd(id, test::promptly).state, JobState::Cancelled);
        QVERIFY2(clock.elapsed() < test::promptly, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!world.hasUnfinishedFiles());
    }
    static RetryPolicy patient()
    {
        RetryPolicy policy = FaultWorld::quick();
        policy.first = policy.longest = std::chrono::seconds(60);
        return policy;
    }
    static RequestLimits wide()
    {
        RequestLimits limits;
        limits.connect = limits.answer = limits.idle = std::chrono::seconds(60);
        return limits;
    }

private Q_SLOTS:
    void whileItWaits_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QByteArray>("note"); // empty: a request is under way
        QTest::newRow("a stalled body") << QByteArray(R"({"fault":"stall"})") << QByteArray();
        QTest::newRow("a slow body") << QByteArray(R"({"fault":"slow","bytes_per_second":100})")
                                     << QByteArray();
        QTest::newRow("to try again")
            << QByteArray(R"({"fault":"status","status":503})") << QByteArray("Trying again");
        QTest::newRow("for the rate limit")
            << QByteArray(R"({"fault":"status","status":429,"headers":{"RateLimit-Reset":"600"}})")
            << QByteArray("Trying again");
        QTest::newRow("for the next window")
            << QByteArray(R"({"fault":"status","status":200,"body":"{\"ok\":1,\"result\":[{\"_id\":\"w\",)"
                          R"(\"timestamp\":1790003000}],\"wait_time\":600,\"timestamp_hwm\":1790003000}"})")
            << QByteArray("asks to wait");
        QTest::newRow("for another request on the index")
            << QByteArray(R"({"fault":"status","status":409})") << QByteArray("Trying again");
    }
    void whileItWaits()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QByteArray, note);
        FaultWorld world({QStringLiteral("alert")}, patient(), wide());
        world.passPages(2);
        world.fault(fault);
        const QString id = world.start(world.request());
        if (note.isEmpty())
            QVERIFY(QTest::qWaitFor([&] { return world.log().size() >= 3; }, 20000));
        else
            QVERIFY(world.waitForNote(id, note.constData()));
        cancelled(world, id);
    }
    void whileTheTenantThinks()
    {
        FaultWorld world({QStringLiteral("alert")}, patient(), wide());
        world.set(R"({"latency_ms":60000})");
        const QString id = world.start(world.request());
        QVERIFY(QTest::qWaitFor([&] { return !world.log().isEmpty(); }, 20000));
        cancelled(world, id);
    }
    void whileNobodyAnswersTheDoor()
    {
        const BlackHole hole;
        QVERIFY(hole.port() > 0);
        FaultWorld world({QStringLiteral("alert")}, patient(), wide());
        ExportRequest wanted = world.request();
        wanted.address.setPort(hole.port());
        const qsizetype before = hole.waiting();
        const QString id = world.start(wanted);
        QVERIFY(QTest::qWaitFor([&] { return hole.waiting() > before; }, 20000));
        QCOMPARE(world.job(id).state, JobState::Running);
        QVERIFY(world.job(id).endpoints.first().note.isEmpty());
        cancelled(world, id);
    }
    void whileANameIsLookedUp()
    {
        FaultWorld world({QStringLiteral("alert")}, patient(), wide());
        ExportRequest wanted = world.request();
        wanted.address = QUrl(QStringLiteral("https://no-such-tenant.invalid"));
        const QString id = world.start(wanted);
        cancelled(world, id);
    }
    // The bytes of an unfinished file are read again for its digest before an export goes on.
    void whileALargeFileIsReadAgain()
    {
        FaultWorld world({QStringLiteral("alert")}, patient(), wide());
        world.set(R"({"latency_ms":200})");
        ExportRequest wanted = world.request();
        wanted.partSize = qint64(1) << 40;
        const QString id = world.start(wanted);
        QVERIFY(world.waitForEvents(id));
        QVERIFY(world.jobs().pause(id));
        QCOMPARE(world.waitForEnd(id).state, JobState::Paused);
        const qint64 large = qint64(32) << 30; // a hole; half a minute to read
        QVERIFY(QFile::resize(world.path("out") + QStringLiteral("/netskope_alerts/") + id +
                                  QStringLiteral("-00001.ndjson.part"),
                              large));
        QVERIFY(StateDatabase::open(world.path("state.db"))
                    ->run(QStringLiteral("UPDATE job_stream SET part_offset = ?"), {large}));
        QVERIFY(world.jobs().resume(id, world.connection()));
        cancelled(world, id);
    }
    void aStalledTenantIsGivenUp_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("began");
        QTest::newRow("without a byte") << QByteArray() << false;
        QTest::newRow("in the header") << QByteArray("HTTP/1.1 200 OK\r\nContent-") << false;
        QTest::newRow("in the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"ok\":1")
                                     << true;
    }
    void aStalledTenantIsGivenUp()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, began);
        const test::RawServer server({{bytes, test::RawAnswer::KeepOpen}});
        RetryPolicy policy = FaultWorld::quick();
        policy.episode = std::chrono::milliseconds(0);
        RequestLimits limits;
        limits.answer = limits.idle = std::chrono::milliseconds(200);
        FaultWorld world({QStringLiteral("alert")}, policy, limits);
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QCOMPARE(job.state, JobState::Interrupted);
        QCOMPARE(job.error->kind, ErrorKind::Timeout);
        QCOMPARE(job.error->message.contains(QLatin1String("in the middle")), began);
        QVERIFY(job.error->message.contains(QLatin1String("127.0.0.1")));
    }
};

QTEST_GUILESS_MAIN(CancelTest)
#include "cancel_test.moc"
