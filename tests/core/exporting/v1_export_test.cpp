// Exports through API v1, which has no cursor: late events, an order that is not guaranteed, a killed
// process, and where the token goes.
#include "core/demo/demo_v1.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_world.h"

#include <algorithm>
#include <csignal>

using namespace slipway;
using test::CliRun;
using test::FaultWorld;
using test::reason;

namespace {

const QByteArray v1Token = DemoTenantOptions().v1Token;

// What v1 must give, each event once, sorted by its text: the order is the tenant's.
QByteArrayList truth()
{
    const EventSource source(QStringLiteral("alert"), 1, FaultWorld::count, FaultWorld::from, FaultWorld::to);
    QByteArrayList lines;
    for (qint64 i = 0; i < FaultWorld::count; ++i) {
        QByteArray line;
        DemoV1::append(line, source, i);
        lines << line;
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

QByteArrayList exportedLines(const FaultWorld &world)
{
    QByteArrayList lines = world.exported().split('\n');
    lines.removeAll(QByteArray());
    std::sort(lines.begin(), lines.end());
    return lines;
}

ExportRequest requestOf(const FaultWorld &world)
{
    ExportRequest request = world.request();
    request.endpointIds = {QStringLiteral("v1-alert")};
    return request;
}

QStringList exportOf(const FaultWorld &world)
{
    return {QStringLiteral("export"),     QStringLiteral("--host"),
            world.address().toString(),   QStringLiteral("--token-stdin"),
            QStringLiteral("--api"),      QStringLiteral("v1"),
            QStringLiteral("--endpoint"), QStringLiteral("alert"),
            QStringLiteral("--from"),     QString::number(FaultWorld::from),
            QStringLiteral("--to"),       QString::number(FaultWorld::to),
            QStringLiteral("--dest"),     world.path("out"),
            QStringLiteral("--max-rate"), QStringLiteral("0"),
            QStringLiteral("--json")};
}

void verify(const JobSnapshot &job)
{
    QCOMPARE(job.manifests.size(), 1);
    const auto proof = verifyExport(job.manifests.first());
    QVERIFY(proof.has_value());
    QVERIFY2(proof->isRight(),
             qPrintable(proof->findings.isEmpty() ? QString() : proof->findings.first().problem));
    QCOMPARE(proof->events, FaultWorld::count);
    QCOMPARE(proof->coveredUntil, FaultWorld::to);
}

} // namespace

class V1ExportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyEventOnceAndByteForByte_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::newRow("oldest first") << QByteArray(R"({"v1_order":"oldest"})");
        QTest::newRow("newest first") << QByteArray(R"({"v1_order":"newest"})");
        QTest::newRow("one page") << QByteArray(R"({"page_size":9999})");
        QTest::newRow("tiny pages") << QByteArray(R"({"page_size":37})");
    }
    void everyEventOnceAndByteForByte()
    {
        QFETCH(QByteArray, settings);
        FaultWorld world;
        world.set(settings);
        const JobSnapshot job = world.waitForEnd(world.start(requestOf(world), v1Token));
        QVERIFY2(job.state == JobState::Complete, reason(job));
        QCOMPARE(exportedLines(world), truth());
        verify(job);
    }
    void theTokenIsNeverInTheUrl()
    {
        FaultWorld world;
        const JobSnapshot job = world.waitForEnd(world.start(requestOf(world), v1Token));
        QCOMPARE(job.state, JobState::Complete);
        const QJsonArray log = world.log();
        QVERIFY(log.size() > 3);
        for (const QJsonValue entry : log) {
            QCOMPARE(entry[QStringLiteral("method")].toString(), QStringLiteral("POST"));
            QCOMPARE(entry[QStringLiteral("path")].toString(), QStringLiteral("/api/v1/alerts"));
            QVERIFY(!entry[QStringLiteral("query")].toString().contains(QString::fromUtf8(v1Token)));
            QVERIFY(!entry[QStringLiteral("query")].toString().contains(QLatin1String("token")));
        }
    }
    // Rows move under a reader that counts them: one event in seven appears while the window is being read.
    void eventsThatArriveInBetween_data()
    {
        QTest::addColumn<QByteArray>("order");
        QTest::newRow("oldest first") << QByteArray("oldest");
        QTest::newRow("newest first") << QByteArray("newest");
    }
    void eventsThatArriveInBetween()
    {
        QFETCH(QByteArray, order);
        FaultWorld world;
        world.set("{\"v1_order\":\"" + order + "\",\"page_size\":100,\"v1_late_after\":3}");
        ExportRequest request = requestOf(world);
        request.to = request.from + 3600; // one window of five pages
        const JobSnapshot job = world.waitForEnd(world.start(request, v1Token));
        QVERIFY2(job.state == JobState::Complete, reason(job));
        QByteArrayList wanted = truth();
        wanted.removeIf([&](const QByteArray &line) {
            return QJsonDocument::fromJson(line)[QStringLiteral("timestamp")].toInteger() >= request.to;
        });
        QVERIFY(wanted.size() > 400);
        QCOMPARE(exportedLines(world), wanted);
    }
    // The last window has only just ended: what is still under way there is waited for.
    void aRangeThatEndsNow()
    {
        FaultWorld world;
        ExportRequest request = requestOf(world);
        request.to = QDateTime::currentSecsSinceEpoch();
        request.from = request.to - 30;
        QElapsedTimer clock;
        clock.start();
        const QString id = world.start(request, v1Token);
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, reason(job));
        QVERIFY2(clock.elapsed() > 1000, "it did not wait for late events");
    }
    void faultsOnTheWay_data()
    {
        QTest::addColumn<QByteArray>("fault");
        for (const char *kind : {"reset", "cut", "html", "malformed", "status-error", "empty", "stall"})
            QTest::newRow(kind) << QByteArray("{\"fault\":\"") + kind + "\",\"count\":2}";
        QTest::newRow("429") << QByteArray(R"({"fault":"status","status":429,"count":2})");
        QTest::newRow("503") << QByteArray(R"({"fault":"status","status":503,"count":2})");
    }
    void faultsOnTheWay()
    {
        QFETCH(QByteArray, fault);
        FaultWorld world;
        world.passPages(2);
        world.fault(fault);
        const JobSnapshot job = world.waitForEnd(world.start(requestOf(world), v1Token));
        QVERIFY2(job.state == JobState::Complete, reason(job));
        QCOMPARE(exportedLines(world), truth());
        verify(job);
    }
    // The smallest window in which a page stays unreadable is named, and everything else is exported.
    void aPageThatCannotBeRead()
    {
        FaultWorld world;
        // Three tries for an hour, a quarter of it, of that, and a minute.
        world.fault(R"({"fault":"malformed","count":12})");
        const JobSnapshot job = world.waitForEnd(world.start(requestOf(world), v1Token));
        QVERIFY2(job.state == JobState::Incomplete, reason(job));
        QVERIFY2(job.error->message.contains(QLatin1String("could not be read")), reason(job));
        const QList<TimeWindow> gaps = job.endpoints.first().gaps;
        QCOMPARE(gaps.size(), 1);
        QCOMPARE(gaps.first().from, FaultWorld::from);
        QCOMPARE(gaps.first().to, FaultWorld::from + 60);
        QVERIFY(QFile::exists(world.path("out/netskope_alerts/") + gaps.first().file));
        QByteArrayList wanted = truth();
        wanted.removeIf([](const QByteArray &line) {
            return QJsonDocument::fromJson(line)[QStringLiteral("timestamp")].toInteger() <
                   FaultWorld::from + 60;
        });
        QVERIFY(wanted.size() > 1400 && wanted.size() < FaultWorld::count);
        QByteArrayList lines;
        for (const QString &name :
             QDir(world.path("out/netskope_alerts")).entryList({QStringLiteral("*.ndjson*")}, QDir::Files)) {
            QFile file(world.path("out/netskope_alerts/") + name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            lines << file.readAll().split('\n');
        }
        lines.removeAll(QByteArray());
        std::sort(lines.begin(), lines.end());
        QCOMPARE(lines, wanted);
    }
    void aTokenOfV2IsRefused()
    {
        FaultWorld world;
        const JobSnapshot job = world.waitForEnd(world.start(requestOf(world), FaultWorld::token));
        QCOMPARE(job.state, JobState::WaitingForToken);
        QVERIFY(job.error->message.contains(QLatin1String("API v1 token")));
    }
    void aRetiredCallSaysSo()
    {
        FaultWorld world;
        world.set(R"({"v1":"retired"})");
        const JobSnapshot job = world.waitForEnd(world.start(requestOf(world), v1Token));
        QVERIFY(job.state != JobState::Complete);
        QVERIFY2(job.error->asText().contains(QLatin1String("October 2024")), reason(job));
    }
    // Killed at different pages, in the middle of a window; resumed from the journal.
    void killedAndResumed()
    {
        FaultWorld world;
        world.set(R"({"page_size":60,"latency_ms":60})");
        CliRun first(world.path("xdg"), exportOf(world), v1Token);
        for (const int after : {4, 9, 15}) {
            const bool isFirst = after == 4;
            std::unique_ptr<CliRun> resumed;
            if (!isFirst)
                resumed = std::make_unique<CliRun>(
                    world.path("xdg"),
                    QStringList{QStringLiteral("jobs"), QStringLiteral("resume"), QStringLiteral("--all"),
                                QStringLiteral("--token-stdin")},
                    v1Token);
            CliRun &run = isFirst ? first : *resumed;
            QVERIFY(QTest::qWaitFor([&] { return world.log().size() >= after; }, 20000));
            QCOMPARE(::kill(static_cast<pid_t>(run.pid()), SIGKILL), 0);
            (void)run.wait();
        }
        world.set(R"({"latency_ms":0})");
        CliRun last(world.path("xdg"),
                    {QStringLiteral("jobs"), QStringLiteral("resume"), QStringLiteral("--all"),
                     QStringLiteral("--token-stdin"), QStringLiteral("--json")},
                    v1Token);
        QCOMPARE(last.wait(), 0);
        QCOMPARE(exportedLines(world), truth());
        QVERIFY(!world.hasUnfinishedFiles());
        const QDir folder(world.path("out/netskope_alerts"));
        const QStringList manifests = folder.entryList({QStringLiteral("*-manifest.json")});
        QCOMPARE(manifests.size(), 1);
        const auto proof = verifyExport(folder.filePath(manifests.first()));
        QVERIFY(proof && proof->isRight());
        QCOMPARE(proof->events, FaultWorld::count);
    }
};

QTEST_GUILESS_MAIN(V1ExportTest)
#include "v1_export_test.moc"
