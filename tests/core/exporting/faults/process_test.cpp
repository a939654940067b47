// What happens to the whole process: its token ends, the computer sleeps, somebody sets the clock.
#include "tests/support/cli_run.h"
#include "tests/support/fault_world.h"
#include "tests/support/time_limits.h"

#include <csignal>

using namespace slipway;
using test::CliRun;
using test::FaultWorld;

namespace {

QStringList exportOf(const FaultWorld &world)
{
    return {QStringLiteral("export"),     QStringLiteral("--host"),
            world.address().toString(),   QStringLiteral("--token-stdin"),
            QStringLiteral("--endpoint"), QStringLiteral("alert"),
            QStringLiteral("--from"),     QString::number(FaultWorld::from),
            QStringLiteral("--to"),       QString::number(FaultWorld::to),
            QStringLiteral("--dest"),     world.path("out"),
            QStringLiteral("--max-rate"), QStringLiteral("0"),
            QStringLiteral("--json")};
}

} // namespace

class ProcessTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anotherTokenOnTheCommandLine()
    {
        FaultWorld world;
        world.set(R"({"expires_after":3})");
        CliRun first(world.path("xdg"), exportOf(world), FaultWorld::token);
        QCOMPARE(first.wait(), 3);
        const QJsonObject waiting = first.json();
        QCOMPARE(waiting[QStringLiteral("state")].toString(), QStringLiteral("waiting-for-token"));
        world.set(R"({"token":"another-token","expires_after":-1})");
        CliRun second(world.path("xdg"),
                      {QStringLiteral("jobs"), QStringLiteral("resume"),
                       waiting[QStringLiteral("id")].toString(), QStringLiteral("--token-stdin"),
                       QStringLiteral("--json")},
                      "another-token");
        QCOMPARE(second.wait(), 0);
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    // Stopped in the middle of a request, the connection gone when it wakes.
    void sleepsAndWakesWithoutANetwork()
    {
        FaultWorld world;
        world.set(R"({"latency_ms":400})");
        world.passPages(2);
        world.fault(R"({"fault":"reset"})");
        CliRun run(world.path("xdg"),
                   exportOf(world) + QStringList{QStringLiteral("--parallel"), QStringLiteral("1")},
                   FaultWorld::token);
        QVERIFY(QTest::qWaitFor([&] { return world.log().size() == 3; }, 20000));
        QCOMPARE(::kill(static_cast<pid_t>(run.pid()), SIGSTOP), 0);
        QTest::qWait(2500); // to see that it sleeps; the answer comes and goes in the meantime
        QCOMPARE(world.log().size(), 3);
        world.set(R"({"latency_ms":0})");
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(::kill(static_cast<pid_t>(run.pid()), SIGCONT), 0);
        QVERIFY(QTest::qWaitFor([&] { return world.log().size() > 3; }, 20000));
        QVERIFY2(clock.elapsed() < test::promptly, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(run.wait(), 0);
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    void theClockIsSet_data()
    {
        QTest::addColumn<QByteArray>("jump");
        QTest::newRow("an hour back") << QByteArray("-3600");
        QTest::newRow("a year ahead") << QByteArray("+31536000");
    }
    void theClockIsSet()
    {
        QFETCH(QByteArray, jump);
        const QString library = QStringLiteral(SLIPWAY_FAKETIME_LIBRARY);
        QVERIFY2(QFile::exists(library), qPrintable(library));
        FaultWorld world;
        world.set(R"({"latency_ms":150})");
        world.passPages(2);
        world.fault(R"({"fault":"status","status":503})"); // a wait during the jump
        const QString clock = world.path("clock");
        const auto set = [&](const QByteArray &offset) {
            QFile file(clock);
            return file.open(QIODevice::WriteOnly) && file.write(offset) > 0;
        };
        QVERIFY(set("+0"));
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("LD_PRELOAD"), library);
        environment.insert(QStringLiteral("FAKETIME_TIMESTAMP_FILE"), clock);
        environment.insert(QStringLiteral("FAKETIME_NO_CACHE"), QStringLiteral("1"));
        environment.insert(QStringLiteral("FAKETIME_DONT_FAKE_MONOTONIC"), QStringLiteral("1"));
        CliRun run(world.path("xdg"), exportOf(world), FaultWorld::token, environment);
        QVERIFY(QTest::qWaitFor([&] { return world.log().size() == 3; }, 20000));
        QVERIFY(set(jump));
        QElapsedTimer elapsed;
        elapsed.start();
        QCOMPARE(run.wait(), 0);
        QVERIFY2(elapsed.elapsed() < 6 * test::promptly, qPrintable(QString::number(elapsed.elapsed())));
        QVERIFY(world.exported() == FaultWorld::truth());
    }
};

QTEST_GUILESS_MAIN(ProcessTest)
#include "process_test.moc"
