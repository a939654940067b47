// If the state file has another version, a folder is read-only or no more files can be opened, a command ends
// with a sentence that says so, and nothing worse happens.
#include "core/demo/demo_tenant.h"
#include "core/state/state_database.h"
#include "tests/support/ordinary_user.h"

#include <QDir>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <sys/stat.h>

using namespace slipway;
using test::OrdinaryUser;

class StateAndLimitsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<OrdinaryUser> m_user;

    struct Outcome
    {
        int code = -1; // -1: it crashed or did not end
        QByteArray output, errors;
    };
    [[nodiscard]] Outcome run(const QStringList &arguments, const QString &setUp = {}) const
    {
        QProcess process;
        m_user->start(process, setUp, arguments);
        process.write("limits-test-token\n");
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
            return {-1, {}, process.readAllStandardError()};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    // `code`: 1 or 2 unless stated. An export that can be resumed ends with 3.
    static void endsInASentence(const Outcome &outcome, const QByteArray &what, int code = 1)
    {
        QVERIFY2(outcome.code == code || (code == 1 && outcome.code == 2),
                 (what + ": " + QByteArray::number(outcome.code) + " " + outcome.errors).constData());
        QVERIFY2(outcome.errors.contains('.') && outcome.errors.contains(' '), outcome.errors.constData());
        QVERIFY2(!outcome.errors.contains("terminate called") && !outcome.errors.contains("std::"),
                 outcome.errors.constData());
    }
    [[nodiscard]] static QList<QStringList> commands(const QUrl &host)
    {
        const auto words = [&](const char *line) {
            return QString::fromLatin1(line)
                .replace(QLatin1String("HOST"), host.toString())
                .split(QLatin1Char(' '));
        };
        return {words("jobs list"),
                words("tenant list"),
                words("destination list"),
                words("history"),
                words("check --host HOST --token-stdin --endpoint alert"),
                words("preview --host HOST --token-stdin"),
                words("export --host HOST --token-stdin --endpoint alert --from 1790000000 --to 1790003600 "
                      "--dest out"),
                words("verify out"),
                words("report --host HOST --token-stdin r.html r.pdf"),
                words("support bundle.zip"),
                words("destination test s3://a-bucket/p")};
    }

    [[nodiscard]] QString stateFile() const { return m_user->path() + QStringLiteral("/slipway/slipway.db"); }
    // Writes another version into the state file, without changing its tables.
    void setVersion(int version) const
    {
        {
            QSqlDatabase database =
                QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("version"));
            database.setDatabaseName(stateFile());
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(QStringLiteral("PRAGMA user_version = %1").arg(version)));
            database.close();
        }
        QSqlDatabase::removeDatabase(QStringLiteral("version"));
    }

private Q_SLOTS:
    void init()
    {
        m_user = std::make_unique<OrdinaryUser>();
        QVERIFY(m_user->isReady());
    }

    void aNewerStateFileIsLeftAlone()
    {
        QCOMPARE(run({QStringLiteral("jobs"), QStringLiteral("list")}).code, 0);
        setVersion(999);
        for (const char *command : {"jobs", "tenant", "destination"}) {
            const Outcome outcome = run({QString::fromLatin1(command), QStringLiteral("list")});
            endsInASentence(outcome, command);
            QVERIFY2(outcome.errors.contains("newer version of Slipway"), outcome.errors.constData());
        }
        // A bundle is made all the same, and says it.
        const Outcome bundle = run({QStringLiteral("support"), QStringLiteral("bundle.zip")});
        QVERIFY2(bundle.code == 0 && bundle.errors.contains("newer version of Slipway"),
                 bundle.errors.constData());
    }
    void aStateFileWithTheTablesOfAnotherVersionIsNamed()
    {
        QCOMPARE(run({QStringLiteral("jobs"), QStringLiteral("list")}).code, 0);
        setVersion(14);
        for (const char *command : {"jobs", "tenant", "destination"}) {
            const Outcome outcome = run({QString::fromLatin1(command), QStringLiteral("list")});
            endsInASentence(outcome, command);
            QVERIFY2(outcome.errors.contains("slipway.db does not have the tables") &&
                         outcome.errors.contains("Restore the file from a backup"),
                     outcome.errors.constData());
        }
    }
    void aReadOnlyDataFolderIsNamed()
    {
        const QByteArray closed = m_user->path().toLocal8Bit() + "/closed";
        QCOMPARE(::mkdir(closed.constData(), 0555),
                 0); // made by root where the tests run as root: not the user's
        const QString setUp =
            QStringLiteral("export XDG_DATA_HOME='%1';").arg(QString::fromLocal8Bit(closed));
        for (const char *command : {"jobs", "tenant", "destination"}) {
            const Outcome outcome = run({QString::fromLatin1(command), QStringLiteral("list")}, setUp);
            endsInASentence(outcome, command);
            QVERIFY2(outcome.errors.contains(closed), outcome.errors.constData());
        }
        ::chmod(closed.constData(), 0755);
    }
    void aReadOnlyTargetIsNamed()
    {
        const QByteArray closed = m_user->path().toLocal8Bit() + "/closed";
        QCOMPARE(::mkdir(closed.constData(), 0555), 0);
        const auto demo = DemoTenant::start({}).value();
        const QString host = demo->address().toString();
        endsInASentence(
            run({QStringLiteral("export"), QStringLiteral("--host"), host, QStringLiteral("--token-stdin"),
                 QStringLiteral("--endpoint"), QStringLiteral("alert"), QStringLiteral("--from"),
                 QStringLiteral("1790000000"), QStringLiteral("--to"), QStringLiteral("1790003600"),
                 QStringLiteral("--dest"), QStringLiteral("closed/out")}),
            "export");
        endsInASentence(run({QStringLiteral("support"), QStringLiteral("closed/bundle.zip")}), "support");
        ::chmod(closed.constData(), 0755);
    }
    // A shell's usual limit of 1024 is too low for many jobs with uploads.
    void theLimitForOpenFilesIsRaised()
    {
        QProcess process;
        process.start(
            QStringLiteral("/bin/sh"),
            {QStringLiteral("-c"), QStringLiteral("ulimit -Sn 256; exec \"$SLIPWAY_CLI\" demo-tenant")});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(process.canReadLine(), 30'000);
        QFile limits(QStringLiteral("/proc/%1/limits").arg(process.processId()));
        QVERIFY(limits.open(QIODevice::ReadOnly));
        static const QRegularExpression form(QStringLiteral("Max open files +(\\d+) +(\\d+)"));
        const auto found = form.match(QString::fromLatin1(limits.readAll()));
        QVERIFY(found.hasMatch());
        QCOMPARE(found.captured(1).toLongLong(), std::min(65'536LL, found.captured(2).toLongLong()));
        process.terminate();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
    }
    void fewOpenFilesEndInASentence_data()
    {
        QTest::addColumn<int>("limit");
        for (const int limit : {64, 63, 16, 12, 8})
            QTest::addRow("%d", limit) << limit;
    }
    void fewOpenFilesEndInASentence()
    {
        QFETCH(int, limit); // at fewer than 64 nothing is begun
        const auto demo = DemoTenant::start({}).value();
        for (const QStringList &command : commands(demo->address())) {
            const Outcome outcome = run(command, QStringLiteral("ulimit -n %1;").arg(limit));
            QVERIFY2(outcome.code >= 0 && outcome.code <= 3,
                     (command.join(QLatin1Char(' ')).toUtf8() + ": " + outcome.errors).constData());
            if (outcome.code != 0)
                QVERIFY2(!outcome.errors.trimmed().isEmpty() || !outcome.output.trimmed().isEmpty(),
                         qPrintable(command.join(QLatin1Char(' '))));
            QVERIFY2(!outcome.errors.contains("terminate called"), outcome.errors.constData());
            if (limit < 64)
                QVERIFY2(outcome.code == 1 && outcome.errors.contains("ulimit -n"),
                         outcome.errors.constData());
        }
    }
};

QTEST_GUILESS_MAIN(StateAndLimitsTest)
#include "state_and_limits_test.moc"
