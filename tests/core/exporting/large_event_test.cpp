// Events of hundreds of megabytes, from a tenant over HTTP to files that are verified, with the real command
// line. Memory is that of the whole process, as Linux counts it.
#include "core/base/utc.h"
#include "tests/support/cli_run.h"
#include "tests/support/peak_memory.h"
#include "tests/support/streaming_tenant.h"
#include "tests/support/time_limits.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>

namespace slipway::test {
namespace {

constexpr qint64 from = 1'790'000'000 / 3600 * 3600, to = from + 3600;
constexpr qint64 megabyte = 1 << 20, mostMemory = 1 << 20; // mostMemory: in KB

enum class Framing { Length, Chunks, UntilClosed };

// A tenant whose first page has one event of some size, and whose next page has a small one and ends the
// range. It never has more than a megabyte of it in memory.
class LargeTenant
{
public:
    LargeTenant(qint64 size, Framing framing)
        : m_size(size), m_framing(framing),
          m_tenant([this](const QByteArray &request, const StreamingTenant::Send &send) {
              if (request.contains("operation=next"))
                  sendLast(send);
              else
                  m_sent += sendLarge(send);
          })
    {}
    LargeTenant(const LargeTenant &) = delete;

    [[nodiscard]] QString address() const { return m_tenant.address().toString(); }
    // How often the large page has been sent to its last byte.
    [[nodiscard]] int sent() const { return m_sent; }

private:
    static void sendLast(const StreamingTenant::Send &send)
    {
        const QByteArray body = R"({"ok":1,"result":[{"_id":"last","timestamp":)" +
                                QByteArray::number(to - 1) + R"(}],"timestamp_hwm":)" +
                                QByteArray::number(to + 60) + '}';
        send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
             "Content-Length: " +
             QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    // True: to the last byte.
    bool sendLarge(const StreamingTenant::Send &send) const
    {
        const QByteArray before = R"({"ok":1,"result":[{"_id":"large","timestamp":)" +
                                  QByteArray::number(from + 10) + R"(,"text":")";
        const QByteArray after = R"("}],"timestamp_hwm":)" + QByteArray::number(to - 600) + '}';
        const QByteArray piece(megabyte, 'x');
        QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        if (m_framing == Framing::Length)
            head += "Content-Length: " + QByteArray::number(before.size() + m_size + after.size()) + "\r\n";
        if (m_framing == Framing::Chunks)
            head += "Transfer-Encoding: chunked\r\n";
        bool isWhole = send(head + "\r\n") && send(framed(before));
        for (qint64 at = 0; isWhole && at < m_size; at += megabyte)
            isWhole = send(framed(piece));
        return isWhole && send(framed(after) + (m_framing == Framing::Chunks ? "0\r\n\r\n" : ""));
    }
    [[nodiscard]] QByteArray framed(const QByteArray &bytes) const
    {
        return m_framing == Framing::Chunks ? QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n"
                                            : bytes;
    }

    qint64 m_size;
    Framing m_framing;
    std::atomic<int> m_sent = 0;
    StreamingTenant m_tenant; // its thread uses the others
};

} // namespace
} // namespace slipway::test

Q_DECLARE_METATYPE(slipway::test::Framing)

using namespace slipway;
using test::CliRun;
using test::Framing;
using test::LargeTenant;

class LargeEventTest : public QObject
{
    Q_OBJECT

    static QStringList exportFrom(const LargeTenant &tenant, const QString &folder, const char *compression)
    {
        return {QStringLiteral("export"),         QStringLiteral("--host"),     tenant.address(),
                QStringLiteral("--token-stdin"),  QStringLiteral("--endpoint"), QStringLiteral("alert"),
                QStringLiteral("--from"),         QString::number(test::from),  QStringLiteral("--to"),
                QString::number(test::to),        QStringLiteral("--dest"),     folder,
                QStringLiteral("--max-rate"),     QStringLiteral("0"),          QStringLiteral("--compress"),
                QString::fromLatin1(compression), QStringLiteral("--json")};
    }

private Q_SLOTS:
    void anEventThatIsExported_data()
    {
        QTest::addColumn<Framing>("framing");
        QTest::addColumn<QByteArray>("compression");
        QTest::newRow("length") << Framing::Length << QByteArray("none");
        QTest::newRow("chunks") << Framing::Chunks << QByteArray("none");
        QTest::newRow("gzip") << Framing::UntilClosed << QByteArray("gzip");
    }
    void anEventThatIsExported()
    {
        QFETCH(Framing, framing);
        QFETCH(QByteArray, compression);
        const QTemporaryDir world;
        const LargeTenant tenant(250 * test::megabyte, framing);
        const QString folder = world.filePath(QStringLiteral("out"));
        CliRun run(world.path(), exportFrom(tenant, folder, compression.constData()), "large-event-token");
        const auto exported = test::measured(run);
        QVERIFY2(exported.code == 0, (exported.output + exported.errors).right(2000).constData());
        QCOMPARE(tenant.sent(), 1);
        qInfo("exported with %lld MB", static_cast<long long>(exported.peak / 1024));
        QVERIFY2(exported.peak < test::mostMemory, QByteArray::number(exported.peak).constData());
        CliRun verify(world.path(), {QStringLiteral("verify"), folder, QStringLiteral("--json")}, {});
        const auto verified = test::measured(verify);
        QVERIFY2(verified.code == 0, (verified.output + verified.errors).right(2000).constData());
        qInfo("verified with %lld MB", static_cast<long long>(verified.peak / 1024));
        QVERIFY2(verified.peak < test::mostMemory, QByteArray::number(verified.peak).constData());
    }
    // The page is named with its window, and the job goes on after it.
    void aPageThatIsTooLarge_data()
    {
        QTest::addColumn<int>("size"); // MB
        QTest::addColumn<Framing>("framing");
        for (const int size : {300, 600}) {
            QTest::addRow("%d MB, length", size) << size << Framing::Length;
            QTest::addRow("%d MB, chunks", size) << size << Framing::Chunks;
            QTest::addRow("%d MB, until it is closed", size) << size << Framing::UntilClosed;
        }
    }
    void aPageThatIsTooLarge()
    {
        QFETCH(int, size);
        QFETCH(Framing, framing);
        const QTemporaryDir world;
        const LargeTenant tenant(size * test::megabyte, framing);
        const QString folder = world.filePath(QStringLiteral("out"));
        CliRun run(world.path(), exportFrom(tenant, folder, "none"), "large-event-token");
        const auto exported = test::measured(run);
        QVERIFY2(exported.code == 1, (exported.output + exported.errors).right(2000).constData());
        qInfo("%lld MB", static_cast<long long>(exported.peak / 1024));
        QVERIFY2(exported.peak < test::mostMemory, QByteArray::number(exported.peak).constData());
        const QByteArray begin = utcFromSeconds(test::from).toString(Qt::ISODate).toUtf8();
        QVERIFY2(exported.output.contains("\"incomplete\"") && exported.output.contains(begin) &&
                     exported.output.contains("could not be read"),
                 exported.output.right(2000).constData());
        QByteArray lines;
        const QDir table(folder + QStringLiteral("/netskope_alerts"));
        for (const QString &name : table.entryList({QStringLiteral("*.ndjson")})) {
            QFile file(table.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            lines += file.read(1000);
        }
        QVERIFY2(lines.count('\n') == 1 && lines.contains("\"last\""), lines.constData());
        QVERIFY(table.entryList({QStringLiteral("*-manifest.json")}).isEmpty());
    }
    // Ctrl+C when the whole page has arrived: it is not read, packed or written any more.
    void ctrlCDropsThePage()
    {
        const QTemporaryDir world;
        const LargeTenant tenant(250 * test::megabyte, Framing::Length);
        CliRun run(world.path(), exportFrom(tenant, world.filePath(QStringLiteral("out")), "none"),
                   "large-event-token");
        QVERIFY(QTest::qWaitFor([&] { return tenant.sent() > 0; }, 120'000));
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(::kill(static_cast<pid_t>(run.pid()), SIGINT), 0);
        const auto ended = test::measured(run);
        qInfo("ended after %lld ms", static_cast<long long>(clock.elapsed()));
        QVERIFY2(clock.elapsed() < test::promptly, QByteArray::number(clock.elapsed()).constData());
        QCOMPARE(ended.code, 3);
        // On a busy machine the process may have ended before the job did.
        QVERIFY2(ended.output.contains("\"paused\"") || ended.output.contains("\"interrupted\""),
                 ended.output.right(2000).constData());
        const QDir table(world.filePath(QStringLiteral("out/netskope_alerts")));
        for (const QFileInfo &file : table.entryInfoList(QDir::Files))
            QVERIFY2(file.size() < test::megabyte, qPrintable(file.filePath()));
    }
};

QTEST_GUILESS_MAIN(LargeEventTest)
#include "large_event_test.moc"
