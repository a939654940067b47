// Neither a crash nor a look into the memory of the process reveals the token.
#include "core/base/live_secrets.h"
#include "core/base/secret.h"
#include "core/base/secret_scan.h"
#include "core/demo/demo_tenant.h"
#include "core/platform/secret_memory.h"
#include "core/secrets/pasted_token.h"
#include "tests/support/cli_run.h"
#include "tests/support/ordinary_user.h"
#include "tests/support/servers.h"

#include <QCoreApplication>
#include <QDir>
#include <QTest>
#include <QUuid>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace slipway;
using test::CliRun;
using test::OrdinaryUser;

namespace {

constexpr std::size_t tokenSize = 32;

void waitUntilTold()
{
    std::puts("ready");
    std::fflush(stdout);
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) > 0) {
    }
}

// What this program does as a child: it holds a token that it reads from standard input, and does with it
// what Slipway does. "plain" holds it as any program would.
int hold(const QByteArray &role)
{
    if (role == "plain") {
        auto *buffer = static_cast<char *>(std::malloc(tokenSize));
        if (::read(STDIN_FILENO, buffer, tokenSize) != ssize_t(tokenSize))
            return 1;
        waitUntilTold();
        std::free(buffer);
        return 0;
    }
    SecretMemory input(tokenSize);
    if (::read(STDIN_FILENO, input.data(), tokenSize) != ssize_t(tokenSize))
        return 1;
    const Result<Secret> pasted =
        tokenFromPasted(QByteArray::fromRawData(input.data(), qsizetype(tokenSize)));
    input.clear();
    if (!pasted)
        return 1;
    const Secret token = *pasted;
    const Secret copy = token;
    const Secret another(QByteArray::fromRawData("another", 7));
    QByteArray clear = copy.reveal();
    const SecretMemory request({"GET / HTTP/1.1\r\nNetskope-Api-Token: ",
                                std::string_view(clear.constData(), std::size_t(clear.size())), "\r\n\r\n"});
    overwrite(clear.data(), std::size_t(clear.size()));
    const bool isRight = token == copy && !(token == another) && token.size() == qsizetype(tokenSize) &&
                         scrubbed(QStringLiteral("some text")) == QLatin1String("some text") &&
                         !findSecret("some bytes");
    if (!isRight)
        return 1;
    waitUntilTold();
    return 0;
}

QByteArray newToken()
{
    return QUuid::createUuid().toRfc4122().toHex();
}

} // namespace

class CrashTest : public QObject
{
    Q_OBJECT

    // The bytes of a dump of a child that holds the token; empty: gcore may not look at it.
    static QByteArray dumpOf(const char *role, const QByteArray &token)
    {
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("SLIPWAY_DUMP_ROLE"), QString::fromLatin1(role));
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), {});
        child.write(token);
        if (!child.waitForReadyRead(30'000) || child.readLine().trimmed() != "ready")
            return {};
        const QByteArray bytes = dumpOf(child.processId());
        child.closeWriteChannel();
        child.waitForFinished(10'000);
        return bytes;
    }
    static DemoTenantOptions optionsFor(const QByteArray &token)
    {
        DemoTenantOptions options;
        options.token = token;
        options.from = 1'790'000'000 / 3600 * 3600;
        options.to = options.from + 3600;
        options.events = {{QStringLiteral("alert"), 20'000}};
        options.pageSize = 100;
        return options;
    }
    static QStringList exportFrom(const DemoTenant &demo, const QString &folder)
    {
        const DemoTenantOptions options = optionsFor({});
        return {QStringLiteral("export"),        QStringLiteral("--host"),      demo.address().toString(),
                QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"),  QStringLiteral("alert"),
                QStringLiteral("--from"),        QString::number(options.from), QStringLiteral("--to"),
                QString::number(options.to),     QStringLiteral("--dest"),      folder};
    }
    static bool hasEvents(const QString &world)
    {
        const QDir table(world + QStringLiteral("/out/netskope_alerts"));
        const auto files = table.entryInfoList(QDir::Files | QDir::Hidden);
        return std::any_of(files.begin(), files.end(), [](const QFileInfo &file) { return file.size() > 0; });
    }
    static void abortAnExport(const OrdinaryUser &user, const DemoTenant &demo, const QByteArray &token,
                              const QString &setUp)
    {
        QDir(user.path() + QStringLiteral("/out")).removeRecursively();
        QProcess exporting;
        user.start(exporting, QStringLiteral("ulimit -c unlimited;") + setUp,
                   exportFrom(demo, QStringLiteral("out")));
        exporting.write(token + '\n');
        exporting.closeWriteChannel();
        QVERIFY2(QTest::qWaitFor([&] { return hasEvents(user.path()); }, 60'000),
                 exporting.readAllStandardError().constData());
        QCOMPARE(exporting.state(), QProcess::Running); // in the middle of it
        abortAndWait(exporting);
    }
    static QProcessEnvironment unprotected(const QString &shim)
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("LD_PRELOAD"), shim);
        return environment;
    }

    // How often a secret is in the memory of a process; -1: it cannot be dumped.
    struct Copies
    {
        int left = 0, ordinary = 0; // in mappings that are left out of dumps, and in others
        int dumped = -1;            // in a dump made by gcore
    };
    static QByteArray dumpOf(qint64 pid)
    {
        const QTemporaryDir folder;
        QProcess gcore;
        gcore.start(QStringLiteral("gcore"),
                    {QStringLiteral("-o"), folder.filePath(QStringLiteral("core")), QString::number(pid)});
        gcore.waitForFinished(120'000);
        QFile dump(folder.filePath(QStringLiteral("core.%1").arg(pid)));
        return dump.open(QIODevice::ReadOnly) ? dump.readAll() : QByteArray();
    }
    // The process must have been stopped.
    static Copies copiesIn(qint64 pid, const QByteArray &secret)
    {
        Copies copies;
        const QString folder = QStringLiteral("/proc/%1/").arg(pid);
        QFile mappings(folder + QStringLiteral("smaps")), memory(folder + QStringLiteral("mem"));
        if (mappings.open(QIODevice::ReadOnly) && memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
            QByteArray bytes;
            for (const QByteArray &line : mappings.readAll().split('\n')) {
                const QByteArrayList range = line.left(line.indexOf(' ')).split('-');
                if (line.startsWith("VmFlags:")) {
                    (line.contains(" dd") ? copies.left : copies.ordinary) +=
                        static_cast<int>(bytes.count(secret));
                    bytes.clear();
                } else if (range.size() == 2 && !line.contains(": ")) {
                    const qint64 begin = range[0].toLongLong(nullptr, 16);
                    const bool isReadable = line.contains(" r") && memory.seek(begin);
                    bytes = isReadable ? memory.read(range[1].toLongLong(nullptr, 16) - begin) : QByteArray();
                }
            }
        }
        if (const QByteArray dump = dumpOf(pid); !dump.isEmpty())
            copies.dumped = static_cast<int>(dump.count(secret));
        return copies;
    }
    static QStringList coresIn(const OrdinaryUser &user)
    {
        return QDir(user.path()).entryList({QStringLiteral("core*")}, QDir::Files);
    }
    static void abortAndWait(QProcess &process)
    {
        QCOMPARE(::kill(pid_t(process.processId()), SIGABRT), 0);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    }

private Q_SLOTS:
    void aDumpMadeByRootHasNoneOfOurCopies()
    {
        const QByteArray token = newToken();
        const QByteArray ordinary = dumpOf("plain", token);
        if (ordinary.isEmpty())
            QSKIP("gcore is not installed (installer/setup tests), or nothing may be traced here");
        QVERIFY(ordinary.contains(token)); // so a copy would be found
        const QByteArray dump = dumpOf("protected", token);
        if (::geteuid() != 0) {
            QVERIFY(dump.isEmpty()); // of the same user, and yet closed
            return;
        }
        QVERIFY(!dump.isEmpty());
        const QString text = QString::fromLatin1(token);
        const auto wide =
            QByteArray::fromRawData(reinterpret_cast<const char *>(text.utf16()), 2 * text.size());
        for (const QByteArray &form : {token, wide})
            QVERIFY2(!dump.contains(form), qPrintable(QStringLiteral("%1 copies").arg(dump.count(form))));
    }

    // The real program in the middle of an export: where its copies of the token are, and which of them a
    // dump shows. Those of Qt are in ordinary memory.
    void aDumpOfAnExportHasNoneOfOurCopies()
    {
        const QByteArray token = newToken();
        const auto demo = DemoTenant::start(optionsFor(token)).value();
        const auto look = [&](const QProcessEnvironment &extra) {
            const QTemporaryDir world;
            Copies copies;
            CliRun run(world.path(), exportFrom(*demo, world.filePath(QStringLiteral("out"))), token, extra);
            if (QTest::qWaitFor([&] { return hasEvents(world.path()); }, 60'000) && run.isRunning() &&
                ::kill(pid_t(run.pid()), SIGSTOP) == 0)
                copies = copiesIn(run.pid(), token);
            run.kill();
            (void)run.wait();
            return copies;
        };
        const Copies bare = look(unprotected(QStringLiteral(SLIPWAY_UNPROTECTED_SHIM)));
        if (bare.dumped < 0)
            QSKIP("gcore is not installed (installer/setup tests), or nothing may be traced here");
        QCOMPARE(bare.left, 0); // nothing is left out of a dump, so that all copies are found
        if (::geteuid() != 0) {
            QCOMPARE(look({}).dumped, -1); // of the same user, and yet closed
            return;
        }
        const Copies own = look({});
        qInfo("left out of dumps: %d; in ordinary memory: %d; in the dump: %d; in that of the control: %d",
              own.left, own.ordinary, own.dumped, bare.dumped);
        QVERIFY(own.left > 0);
        QCOMPARE(own.dumped, own.ordinary);
        QVERIFY(bare.dumped > own.dumped);
        QVERIFY2(own.ordinary <= 3, qPrintable(QString::number(own.ordinary)));
    }

    void anAbortedExportLeavesNoCore()
    {
        const OrdinaryUser user;
        QVERIFY(user.isReady());
        const QByteArray token = newToken();
        const auto demo = DemoTenant::start(optionsFor(token)).value();
        // Without the protection, the same export leaves a core with the token.
        const QString shim = user.path() + QStringLiteral("/unprotected.so");
        QVERIFY(QFile::copy(QStringLiteral(SLIPWAY_UNPROTECTED_SHIM), shim));
        abortAnExport(user, *demo, token, QStringLiteral("export LD_PRELOAD=%1;").arg(shim));
        if (QTest::currentTestFailed())
            return;
        if (coresIn(user).isEmpty())
            QSKIP("this system does not leave core dumps in the folder of the process (see core(5))");
        bool isInCore = false;
        for (const QString &name : coresIn(user)) {
            QFile core(user.path() + QLatin1Char('/') + name);
            QVERIFY(core.open(QIODevice::ReadOnly));
            isInCore = isInCore || core.readAll().contains(token);
            QVERIFY(core.remove());
        }
        QVERIFY(isInCore);

        abortAnExport(user, *demo, token, {});
        QCOMPARE(coresIn(user), QStringList());
    }

    void aSecretInTheEnvironmentLeavesNoCoreEither_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<bool>("isSecret");
        QTest::newRow("nothing") << QStringLiteral("HTTPS_PROXY=http://proxy.invalid:3128") << false;
        QTest::newRow("empty") << QStringLiteral("NETSKOPE_API_TOKEN=") << false;
        for (const char *secret : {"NETSKOPE_API_TOKEN=x", "SSHPASS=x", "AWS_SECRET_ACCESS_KEY=x",
                                   "AZURE_STORAGE_KEY=x", "HTTPS_PROXY=http://ann:x@proxy.invalid:3128"})
            QTest::newRow(secret) << QString::fromLatin1(secret) << true;
    }
    void aSecretInTheEnvironmentLeavesNoCoreEither()
    {
        QFETCH(QString, variable);
        QFETCH(bool, isSecret);
        const OrdinaryUser user;
        QVERIFY(user.isReady());
        QProcess process;
        user.start(process, QStringLiteral("ulimit -c unlimited; export %1;").arg(variable),
                   {QStringLiteral("demo-tenant"), QStringLiteral("--listen"),
                    QStringLiteral("127.0.0.1:%1").arg(test::freePort())});
        QVERIFY(process.waitForReadyRead(30'000));
        abortAndWait(process);
        if (!isSecret && coresIn(user).isEmpty())
            QSKIP("this system does not leave core dumps in the folder of the process (see core(5))");
        QCOMPARE(coresIn(user).isEmpty(), isSecret);
    }
};

int main(int argc, char *argv[])
{
    if (const QByteArray role = qgetenv("SLIPWAY_DUMP_ROLE"); !role.isEmpty())
        return hold(role);
    QCoreApplication application(argc, argv);
    CrashTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "crash_test.moc"
