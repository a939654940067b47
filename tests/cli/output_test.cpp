// What slipway-cli prints either arrives or ends in an error, and its state goes into the user's folders or
// nowhere.
#include "core/demo/demo_tenant.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

namespace {

const QByteArray token = "output-canary-token";

} // namespace

class OutputTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<QTemporaryDir> m_world;

    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
    };
    // `redirection` as a shell writes it; the command's own exit code, also in front of a pipe.
    Outcome run(const QString &arguments, const QString &redirection = {},
                const QMap<QString, QString> &variables = {}) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("NETSKOPE_API_TOKEN"), QString::fromLatin1(token));
        for (auto each = variables.cbegin(); each != variables.cend(); ++each) {
            if (each.value().isNull())
                environment.remove(each.key());
            else
                environment.insert(each.key(), each.value());
        }
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_world->path());
        process.start(
            QStringLiteral("bash"),
            {QStringLiteral("-c"),
             QStringLiteral("\"$SLIPWAY_CLI\" %1 %2; exit ${PIPESTATUS[0]}").arg(arguments, redirection)});
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
            return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    QString filled(QString arguments) const
    {
        return arguments.replace(QLatin1String("HOST"), m_demo->address().toString());
    }

private Q_SLOTS:
    void init()
    {
        DemoTenantOptions options;
        options.token = token;
        options.events = {{QStringLiteral("alert"), 3000}};
        // Recent ones, as a preview looks for them.
        options.to = QDateTime::currentSecsSinceEpoch() - 60;
        options.from = options.to - 1800;
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
        m_world = std::make_unique<QTemporaryDir>();
    }

    void aFullDiskIsAnError_data()
    {
        QTest::addColumn<QString>("arguments");
        for (const char *arguments :
             {"--help", "--version", "check --help", "jobs list --json", "tenant list --json",
              "check --host HOST --json", "check --host HOST", "preview --host HOST --count 3000 --raw",
              "preview --host HOST --json", "preview --host HOST"})
            QTest::newRow(arguments) << QString::fromLatin1(arguments);
    }
    void aFullDiskIsAnError()
    {
        QFETCH(QString, arguments);
        const Outcome good = run(filled(arguments), QStringLiteral("| cat > whole"));
        QCOMPARE(good.code, arguments.startsWith(QLatin1String("check --host")) ? good.code : 0);
        QVERIFY(!good.err.contains("could not be written"));
        const Outcome full = run(filled(arguments), QStringLiteral("> /dev/full"));
        QCOMPARE(full.code, 1);
        QVERIFY2(full.err.contains("The output could not be written: No space left on device."),
                 full.err.constData());
    }
    // What a command says if it has nothing to list goes to standard error.
    void aLostMessageIsAnErrorIfThereIsNothingElse()
    {
        QCOMPARE(run(QStringLiteral("jobs list")).code, 0);
        QCOMPARE(run(QStringLiteral("jobs list"), QStringLiteral("> /dev/full 2>&1")).code, 1);
        QCOMPARE(run(QStringLiteral("jobs list"), QStringLiteral("2> /dev/full")).code, 1);
        QCOMPARE(run(QStringLiteral("profile list"), QStringLiteral("2> /dev/full")).code, 0);
    }
    void aReaderThatLeavesEndsItQuietly()
    {
        const Outcome outcome =
            run(filled(QStringLiteral("preview --host HOST --count 3000 --raw 2> errors")),
                QStringLiteral("| head -1"));
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.out.count('\n'), 1);
        QFile errors(m_world->filePath(QStringLiteral("errors")));
        QVERIFY(errors.open(QIODevice::ReadOnly));
        QVERIFY(!errors.readAll().contains("could not be written"));
    }
    // No file of Slipway's may take the number of an output that the caller closed.
    void aClosedOutputIsAnErrorAndHarmless()
    {
        const Outcome closed = run(QStringLiteral("jobs list --json"), QStringLiteral(">&-"));
        QCOMPARE(closed.code, 1);
        QVERIFY(closed.err.contains("could not be written"));
        QCOMPARE(run(QStringLiteral("jobs list --json")).code, 0);
        const Outcome all =
            run(filled(QStringLiteral("check --host HOST --json")), QStringLiteral("<&- >&- 2>&-"));
        QCOMPARE(all.code, 1);
        QCOMPARE(run(QStringLiteral("history")).code, 0); // the state file is as sound as before
    }

    void withoutAHomeNothingIsWrittenElsewhere()
    {
        const QMap<QString, QString> none{{QStringLiteral("HOME"), QString()},
                                          {QStringLiteral("XDG_DATA_HOME"), QString()}};
        for (const char *arguments : {"jobs list", "tenant list", "history"}) {
            const Outcome outcome = run(QString::fromLatin1(arguments), {}, none);
            QCOMPARE(outcome.code, 1);
            QVERIFY2(outcome.err.contains("XDG_DATA_HOME"), outcome.err.constData());
        }
        QVERIFY(QDir(m_world->path()).isEmpty());
        QVERIFY(!QFile::exists(QStringLiteral("/.local/share/slipway")));
        // Named, it will do.
        QCOMPARE(run(QStringLiteral("jobs list"), {}, {{QStringLiteral("HOME"), QString()}}).code, 0);
    }
    void aRelativeFolderDoesNotCount()
    {
        const QMap<QString, QString> relative{
            {QStringLiteral("HOME"), m_world->filePath(QStringLiteral("home"))},
            {QStringLiteral("XDG_DATA_HOME"), QStringLiteral("state")}};
        QVERIFY(QDir(m_world->path()).mkdir(QStringLiteral("home")));
        QCOMPARE(run(QStringLiteral("jobs list"), {}, relative).code, 0);
        QVERIFY(!QFile::exists(m_world->filePath(QStringLiteral("state"))));
        QVERIFY(QFile::exists(m_world->filePath(QStringLiteral("home/.local/share/slipway/slipway.db"))));
    }
};

QTEST_GUILESS_MAIN(OutputTest)
#include "output_test.moc"
