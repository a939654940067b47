#include "core/demo/demo_tenant.h"
#include "tests/support/demo_control.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace slipway;
using test::control;

namespace {

constexpr qint64 from = 1'790'000'000 / 3600 * 3600, to = from + 4 * 3600;
const QByteArray token = "command-line-canary-token";

} // namespace

class CommandLineTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<QTemporaryDir> m_world;

    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
    };
    std::unique_ptr<QProcess> start(const QStringList &arguments) const
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->filePath(QStringLiteral("data")));
        environment.remove(QStringLiteral("NETSKOPE_API_TOKEN"));
        process->setProcessEnvironment(environment);
        process->start(qEnvironmentVariable("SLIPWAY_CLI"), arguments);
        process->write(token + '\n');
        process->closeWriteChannel();
        return process;
    }
    Outcome run(const QStringList &arguments) const
    {
        const auto process = start(arguments);
        if (!process->waitForFinished(60'000))
            return {};
        return {process->exitStatus() == QProcess::NormalExit ? process->exitCode() : -1,
                process->readAllStandardOutput(), process->readAllStandardError()};
    }
    QStringList connection() const
    {
        return {QStringLiteral("--host"), m_demo->address().toString(), QStringLiteral("--token-stdin")};
    }
    QStringList exportTo(const QString &folder, const QString &compression) const
    {
        return QStringList{QStringLiteral("export"),
                           QStringLiteral("--endpoint"),
                           QStringLiteral("alert,audit"),
                           QStringLiteral("--from"),
                           QString::number(from),
                           QStringLiteral("--to"),
                           QString::number(to),
                           QStringLiteral("--dest"),
                           m_world->filePath(folder),
                           QStringLiteral("--compress"),
                           compression,
                           QStringLiteral("--part-size"),
                           QStringLiteral("512K"),
                           QStringLiteral("--max-rate"),
                           QStringLiteral("0"),
                           QStringLiteral("--json")} +
               connection();
    }
    // Digests of the data files, without the job's id in their names.
    QMap<QString, QByteArray> digests(const QString &folder) const
    {
        QMap<QString, QByteArray> result;
        QDirIterator entries(m_world->filePath(folder), QDir::Files, QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            QFile file(entries.next());
            const QString name = file.fileName();
            if (!name.contains(QLatin1String(".ndjson")) || !file.open(QIODevice::ReadOnly))
                continue;
            result.insert(QFileInfo(name).dir().dirName() + name.mid(name.lastIndexOf(QLatin1Char('-'))),
                          QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256));
        }
        return result;
    }
    QString lastJob() const
    {
        return QJsonDocument::fromJson(
                   run({QStringLiteral("jobs"), QStringLiteral("list"), QStringLiteral("--json")}).out)
            .object()[QStringLiteral("jobs")]
            .toArray()
            .first()[QStringLiteral("id")]
            .toString();
    }
    QString stateOf(const QString &job) const
    {
        return QJsonDocument::fromJson(
                   run({QStringLiteral("jobs"), QStringLiteral("show"), job, QStringLiteral("--json")}).out)
            .object()[QStringLiteral("state")]
            .toString();
    }

private Q_SLOTS:
    void init()
    {
        DemoTenantOptions options;
        options.token = token;
        options.events = {{QStringLiteral("alert"), 4'000}, {QStringLiteral("audit"), 2'000}};
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        options.pageSize = 250;
        m_demo = DemoTenant::start(options).value();
        m_world = std::make_unique<QTemporaryDir>();
    }

    void exitCodes()
    {
        QCOMPARE(run({}).code, 2);
        QCOMPARE(run({QStringLiteral("nonsense")}).code, 2);
        QCOMPARE(run({QStringLiteral("--help")}).code, 0);
        QCOMPARE(run({QStringLiteral("check")}).code, 2);
        QCOMPARE(run(QStringList{QStringLiteral("check")} + connection()).code, 0);
        QCOMPARE(
            run(QStringList{QStringLiteral("preview"), QStringLiteral("--endpoint"), QStringLiteral("nope")} +
                connection())
                .code,
            2);
        QCOMPARE(run({QStringLiteral("jobs"), QStringLiteral("show"), QStringLiteral("none")}).code, 1);
        control(m_demo->address(), "/__demo/settings", R"({"granted":["alert","audit"]})");
        const Outcome missing =
            run(QStringList{QStringLiteral("check"), QStringLiteral("--json")} + connection());
        QCOMPARE(missing.code, 1);
        QCOMPARE(QJsonDocument::fromJson(missing.out).object()[QStringLiteral("verdict")].toString(),
                 QStringLiteral("not-ready"));
        const Outcome badTime =
            run(QStringList{QStringLiteral("export"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                            QStringLiteral("--from"), QStringLiteral("2026"), QStringLiteral("--to"),
                            QStringLiteral("1"), QStringLiteral("--dest"), QStringLiteral("x")} +
                connection());
        QCOMPARE(badTime.code, 2);
        // What cannot be used is named by its place: it may be a token in the wrong one.
        QVERIFY2(badTime.err.contains("--from") && badTime.err.contains("\"‹argument 5›\"") &&
                     badTime.err.contains("only a year") && badTime.err.contains("2026-09-01"),
                 badTime.err.constData());
    }
    void killedExportsGoOnWhereTheyWere_data()
    {
        QTest::addColumn<QString>("compression");
        QTest::newRow("plain") << QStringLiteral("none");
        QTest::newRow("gzip") << QStringLiteral("gzip");
    }
    void killedExportsGoOnWhereTheyWere()
    {
        QFETCH(QString, compression);
        QCOMPARE(run(exportTo(QStringLiteral("whole"), compression)).code, 0);
        const QString whole = lastJob();
        const auto expected = digests(QStringLiteral("whole"));
        QVERIFY(expected.size() > 1);
        control(m_demo->address(), "/__demo/settings", R"({"latency_ms":30})");
        auto process = start(exportTo(QStringLiteral("killed"), compression));
        QString id;
        int kills = 0;
        for (; kills < 15; ++kills) {
            // A random moment is the point here: nothing is awaited but the end.
            if (process->waitForFinished(30 + static_cast<int>(QRandomGenerator::global()->bounded(80))))
                break;
            ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
            process->waitForFinished();
            id = lastJob();
            if (id == whole) { // killed before it had made its job
                process = start(exportTo(QStringLiteral("killed"), compression));
                continue;
            }
            if (stateOf(id) == QLatin1String("complete"))
                break; // it had done all its work
            process = start({QStringLiteral("jobs"), QStringLiteral("resume"), id,
                             QStringLiteral("--token-stdin"), QStringLiteral("--json")});
        }
        QVERIFY(process->state() == QProcess::NotRunning || process->waitForFinished(60'000));
        QVERIFY2(stateOf(lastJob()) == QLatin1String("complete"),
                 process->readAllStandardError().constData());
        QVERIFY(kills > 2);
        QCOMPARE(digests(QStringLiteral("killed")), expected);
    }
    void interruptIsResumable()
    {
        control(m_demo->address(), "/__demo/settings", R"({"latency_ms":50})");
        const auto process = start(exportTo(QStringLiteral("out"), QStringLiteral("none")));
        QVERIFY(QTest::qWaitFor([&] { return control(m_demo->address(), "/__demo/log").array().size() > 3; },
                                10'000));
        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        QVERIFY(process->waitForFinished(3'000));
        QCOMPARE(process->exitCode(), 3);
        control(m_demo->address(), "/__demo/settings", R"({"latency_ms":0})");
        QCOMPARE(run({QStringLiteral("jobs"), QStringLiteral("resume"), QStringLiteral("--all"),
                      QStringLiteral("--token-stdin")})
                     .code,
                 0);
        QCOMPARE(run({QStringLiteral("jobs"), QStringLiteral("resume"), lastJob(),
                      QStringLiteral("--token-stdin")})
                     .code,
                 2); // it has ended
    }
    void oneTokenNeverGoesToTwoTenants()
    {
        DemoTenantOptions options;
        options.token = "another-tenants-canary";
        options.events = {{QStringLiteral("alert"), 4'000}};
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        options.pageSize = 250;
        const auto other = DemoTenant::start(options).value();
        control(m_demo->address(), "/__demo/settings", R"({"latency_ms":50})");
        const auto process = start(exportTo(QStringLiteral("out"), QStringLiteral("none")));
        QVERIFY(QTest::qWaitFor([&] { return control(m_demo->address(), "/__demo/log").array().size() > 3; },
                                10'000));
        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        QVERIFY(process->waitForFinished(3'000));
        // Its token is refused there, so that this job waits for one.
        QStringList elsewhere = exportTo(QStringLiteral("other"), QStringLiteral("none"));
        elsewhere[elsewhere.indexOf(QStringLiteral("--host")) + 1] = other->address().toString();
        QVERIFY(run(elsewhere).code != 0);
        const auto seen = [&] { return control(other->address(), "/__demo/log").array().size(); };
        const auto before = seen();
        const Outcome all = run({QStringLiteral("jobs"), QStringLiteral("resume"), QStringLiteral("--all"),
                                 QStringLiteral("--token-stdin")});
        QCOMPARE(all.code, 2);
        QVERIFY(all.err.contains(other->address().authority().toUtf8()));
        QVERIFY(all.err.contains(m_demo->address().authority().toUtf8()));
        QCOMPARE(seen(), before);
    }
    // Exports, their folders, the state file and the log are for this user alone, whatever the umask.
    void whatIsWrittenIsForThisUserAlone()
    {
        QCOMPARE(run(exportTo(QStringLiteral("out"), QStringLiteral("gzip"))).code, 0);
        QCOMPARE(run({QStringLiteral("jobs"), QStringLiteral("show"), QStringLiteral("none")}).code,
                 1); // logged
        int files = 0;
        bool hasLog = false;
        for (const char *place : {"out", "data/slipway"}) {
            const QString top = m_world->filePath(QString::fromLatin1(place));
            QStringList all{top};
            QDirIterator entries(top, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                                 QDirIterator::Subdirectories);
            while (entries.hasNext())
                all << entries.next();
            for (const QString &path : all) {
                const auto others =
                    QFile::permissions(path) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                                QFile::ReadOther | QFile::WriteOther | QFile::ExeOther);
                QVERIFY2(others == QFile::Permissions(), qPrintable(path));
                ++files;
                hasLog = hasLog || path.endsWith(QLatin1String("/slipway.log"));
            }
        }
        QVERIFY(files > 8 && hasLog);
    }
    void theTokenIsNowhere()
    {
        control(m_demo->address(), "/__demo/settings", R"({"latency_ms":50})");
        const auto process = start(exportTo(QStringLiteral("out"), QStringLiteral("none")));
        QVERIFY(QTest::qWaitFor([&] { return control(m_demo->address(), "/__demo/log").array().size() > 3; },
                                10'000));
        QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(process->processId()));
        QVERIFY(arguments.open(QIODevice::ReadOnly));
        QVERIFY(!arguments.readAll().contains(token));
        QVERIFY(process->waitForFinished(60'000));
        QVERIFY(!process->readAllStandardOutput().contains(token));
        QVERIFY(!process->readAllStandardError().contains(token));
        QDirIterator entries(m_world->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        int files = 0;
        while (entries.hasNext()) {
            QFile file(entries.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY2(!bytes.contains(token) && !bytes.contains(token.toBase64()),
                     qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY(files > 3);
    }
    void checksAreKeptAndCompared()
    {
        const QStringList check = QStringList{QStringLiteral("check")} + connection();
        QCOMPARE(run(check).code, 0);
        control(m_demo->address(), "/__demo/settings", R"({"granted":["alert","audit"]})");
        QCOMPARE(run(check).code, 1);
        const QJsonArray checks =
            QJsonDocument::fromJson(run({QStringLiteral("history"), QStringLiteral("--json")}).out)
                .object()[QStringLiteral("checks")]
                .toArray();
        QCOMPARE(checks.size(), 2); // newest first
        QCOMPARE(checks[0].toObject()[QStringLiteral("verdict")].toString(), QStringLiteral("not-ready"));
        const auto id = [&](int at) {
            return QString::number(checks[at].toObject()[QStringLiteral("id")].toInt());
        };
        const Outcome compared = run({QStringLiteral("history"), QStringLiteral("--compare"), id(0), id(1)});
        QCOMPARE(compared.code, 0);
        QVERIFY2(compared.out.contains("application events lost."), compared.out.constData());
        QCOMPARE(run({QStringLiteral("history"), QStringLiteral("--compare"), id(0)}).code, 2);
        QCOMPARE(
            run({QStringLiteral("history"), QStringLiteral("--compare"), id(0), QStringLiteral("4711")}).code,
            1);
        QCOMPARE(run({QStringLiteral("history"), QStringLiteral("--tenant"), QStringLiteral("None")}).code,
                 1);
    }
    void demoTenantPrintsOneLine()
    {
        QProcess process;
        process.start(qEnvironmentVariable("SLIPWAY_CLI"),
                      {QStringLiteral("demo-tenant"), QStringLiteral("--listen"),
                       QStringLiteral("127.0.0.1:0"), QStringLiteral("--token"), QStringLiteral("t")});
        QVERIFY(process.waitForReadyRead(5'000));
        const QJsonObject ready = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        QVERIFY(ready[QStringLiteral("ready")].toBool());
        process.terminate();
        QVERIFY(process.waitForFinished(5'000));
        QCOMPARE(run({QStringLiteral("demo-tenant"), QStringLiteral("--listen"), QStringLiteral("0.0.0.0:0")})
                     .code,
                 2);
        QCOMPARE(
            run({QStringLiteral("demo-tenant"), QStringLiteral("--events"), QStringLiteral("alert=many")})
                .code,
            2);
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
