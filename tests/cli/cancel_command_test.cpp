// `jobs cancel` removes files only if somebody has confirmed it.
#include "tests/support/cli_run.h"
#include "tests/support/fault_world.h"
#include "tests/support/pseudo_terminal.h"
#include "tests/support/time_limits.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

using namespace slipway;
using test::CliRun;
using test::FaultWorld;
using test::promptly;
using test::PseudoTerminal;

class CancelCommandTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FaultWorld> m_world;
    QString m_job;

    [[nodiscard]] CliRun jobs(const QStringList &arguments) const
    {
        return CliRun(m_world->path("xdg"), QStringList{QStringLiteral("jobs")} + arguments, {});
    }
    [[nodiscard]] QString state() const
    {
        CliRun show = jobs({QStringLiteral("show"), m_job, QStringLiteral("--json")});
        return show.wait() == 0 ? show.json()[QStringLiteral("state")].toString() : QString();
    }
    [[nodiscard]] qsizetype files() const
    {
        return QDir(m_world->path("out") + QStringLiteral("/netskope_alerts")).entryList(QDir::Files).size();
    }

private Q_SLOTS:
    // An export that was interrupted when it had written something.
    void init()
    {
        m_world = std::make_unique<FaultWorld>();
        m_world->passPages(3);
        m_world->fault(R"({"fault":"stall"})");
        CliRun run(m_world->path("xdg"),
                   {QStringLiteral("export"), QStringLiteral("--host"), m_world->address().toString(),
                    QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                    QStringLiteral("--from"), QString::number(FaultWorld::from), QStringLiteral("--to"),
                    QString::number(FaultWorld::to), QStringLiteral("--dest"), m_world->path("out"),
                    QStringLiteral("--max-rate"), QStringLiteral("0"), QStringLiteral("--part-size"),
                    QStringLiteral("1M"), QStringLiteral("--json")},
                   FaultWorld::token);
        QVERIFY(QTest::qWaitFor([&] { return m_world->log().size() == 4; }, 20'000));
        QCOMPARE(::kill(static_cast<pid_t>(run.pid()), SIGINT), 0);
        QCOMPARE(run.wait(), 3);
        m_job = run.json()[QStringLiteral("id")].toString();
        QVERIFY(files() > 1);
    }
    void cleanup() { m_world.reset(); }

    void aScriptMustSayYes()
    {
        const qsizetype before = files();
        CliRun bare = jobs({QStringLiteral("cancel"), m_job});
        QCOMPARE(bare.wait(), 2);
        const QByteArray told = bare.errors();
        QVERIFY2(told.contains(QByteArray::number(before) + " files") &&
                     told.contains("Nothing was changed") && told.contains("--yes") &&
                     told.contains(m_world->path("out").toUtf8()),
                 told.constData());
        QCOMPARE(files(), before);
        QCOMPARE(state(), QStringLiteral("paused"));
        CliRun sure = jobs({QStringLiteral("cancel"), m_job, QStringLiteral("--yes")});
        QCOMPARE(sure.wait(), 0);
        QCOMPARE(files(), 0);
        QCOMPARE(state(), QStringLiteral("cancelled"));
        CliRun again = jobs({QStringLiteral("cancel"), m_job});
        QCOMPARE(again.wait(), 2);
        QVERIFY(again.errors().contains("has ended"));
    }
    void aPersonIsAsked_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("cancels");
        QTest::newRow("yes") << QByteArray("y\n") << true;
        QTest::newRow("no") << QByteArray("n\n") << false;
        QTest::newRow("only Enter") << QByteArray("\n") << false;
    }
    void aPersonIsAsked()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, cancels);
        const qsizetype before = files();
        const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        QVERIFY(terminal >= 0 && ::grantpt(terminal) == 0 && ::unlockpt(terminal) == 0);
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->path("xdg"));
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(QString::fromLocal8Bit(::ptsname(terminal)));
        process.start(qEnvironmentVariable("SLIPWAY_CLI"),
                      {QStringLiteral("jobs"), QStringLiteral("cancel"), m_job});
        QVERIFY(process.waitForStarted());
        QVERIFY(::write(terminal, answer.constData(), static_cast<size_t>(answer.size())) > 0);
        QVERIFY(process.waitForFinished(30'000));
        ::close(terminal);
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(process.readAllStandardError().contains("Cancel it? [y/N]"));
        QCOMPARE(files(), cancels ? 0 : before);
        QCOMPARE(state(), cancels ? QStringLiteral("cancelled") : QStringLiteral("paused"));
    }
    void ctrlCEndsTheQuestion()
    {
        const qsizetype before = files();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->path("xdg"));
        PseudoTerminal terminal(qEnvironmentVariable("SLIPWAY_CLI"),
                                {QStringLiteral("jobs"), QStringLiteral("cancel"), m_job}, environment);
        QVERIFY2(terminal.waitForText("Cancel it? [y/N] "), terminal.screen().constData());
        terminal.pressCtrlC();
        QVERIFY(terminal.waitForEnd(static_cast<int>(promptly)));
        QCOMPARE(terminal.exitCode(), 128 + SIGINT);
        QCOMPARE(files(), before);
        QCOMPARE(state(), QStringLiteral("paused"));
    }
    void whatLosesNothingIsNotAsked()
    {
        QVERIFY(QDir(m_world->path("out")).removeRecursively());
        CliRun bare = jobs({QStringLiteral("cancel"), m_job});
        QCOMPARE(bare.wait(), 0);
        QCOMPARE(state(), QStringLiteral("cancelled"));
    }
};

QTEST_GUILESS_MAIN(CancelCommandTest)
#include "cancel_command_test.moc"
