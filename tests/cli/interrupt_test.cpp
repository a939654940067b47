// Ctrl+C while a command waits for a person: for a token, for credentials, for an answer.
#include "app/cli/interrupt.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

class InterruptTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_world;

    // A command whose standard input stays open and gives nothing.
    void start(QProcess &process, const QStringList &arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            environment.insert(QString::fromLatin1(name), m_world.path());
        process.setProcessEnvironment(environment);
        process.start(qEnvironmentVariable("SLIPWAY_CLI"), arguments);
        QVERIFY(process.waitForStarted());
    }
    void startAndWait(QProcess &process, const QStringList &arguments) const
    {
        start(process, arguments);
        // It waits for its input: a system call on file descriptor 0.
        const QString file = QStringLiteral("/proc/%1/syscall").arg(process.processId());
        QVERIFY(QTest::qWaitFor(
            [&] {
                QFile call(file);
                return call.open(QIODevice::ReadOnly) && call.readAll().split(' ').value(1) == "0x0";
            },
            20'000));
    }

private Q_SLOTS:
    void endsAWaitForInput_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("signal");
        const auto row = [](const char *name, const char *arguments, int signal) {
            QTest::newRow(name) << QString::fromLatin1(arguments).split(QLatin1Char(' ')) << signal;
        };
        row("token", "check --host acme.goskope.com --token-stdin", SIGINT);
        row("token, SIGTERM", "check --host acme.goskope.com --token-stdin", SIGTERM);
        row("new tenant", "tenant add Acme --host acme.goskope.com --token-stdin", SIGINT);
        row("credentials", "destination add Bucket s3://bucket/prefix --credentials-stdin", SIGINT);
    }
    void endsAWaitForInput()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, signal);
        QProcess process;
        startAndWait(process, arguments);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
        QVERIFY2(process.waitForFinished(5'000), process.readAllStandardError().constData());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit); // by the signal, as a shell expects
        for (const char *kind : {"tenant", "destination"}) {
            QProcess list;
            start(list, {QString::fromLatin1(kind), QStringLiteral("list"), QStringLiteral("--json")});
            QVERIFY(list.waitForFinished());
            const QByteArray saved = list.readAllStandardOutput();
            QVERIFY2(saved.startsWith('{') && !saved.contains("Acme") && !saved.contains("Bucket"),
                     saved.constData());
        }
    }
    // Whoever presses Ctrl+C while an answer of hundreds of MB is being read does not wait for its end.
    void endsWorkThatBlocks()
    {
        using slipway::cli::InterruptGuard;
        const pid_t child = ::fork();
        if (child == 0) {
            bool isCalled = false;
            const InterruptGuard guard([&] { isCalled = true; }, InterruptGuard::IfBlocked::EndAtOnce);
            ::raise(SIGINT);
            for (int i = 0; i < 120 && !isCalled; ++i) // not the event loop
                ::usleep(500'000);
            ::_exit(1);
        }
        QVERIFY(child > 0);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 3);
    }
    void letsTheHandlerEndWorkThatDoesNot()
    {
        using slipway::cli::InterruptGuard;
        bool isCalled = false;
        const InterruptGuard guard([&] { isCalled = true; }, InterruptGuard::IfBlocked::EndAtOnce);
        ::raise(SIGINT);
        QVERIFY(QTest::qWaitFor([&] { return isCalled; }, 20'000));
        QTest::qWait(1'500); // otherwise this process would be ended now, with the exit code 3
    }
};

QTEST_GUILESS_MAIN(InterruptTest)
#include "interrupt_test.moc"
