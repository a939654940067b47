// Neither a crash nor a look into the memory of the process reveals the token.
#include "core/base/live_secrets.h"
#include "core/base/secret.h"
#include "core/base/secret_scan.h"
#include "core/demo/demo_tenant.h"
#include "core/platform/secret_memory.h"
#include "core/secrets/pasted_token.h"
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
        const QTemporaryDir folder;
        QProcess gcore;
        gcore.start(QStringLiteral("gcore"), {QStringLiteral("-o"), folder.filePath(QStringLiteral("core")),
                                              QString::number(child.processId())});
        gcore.waitForFinished(120'000);
        QFile dump(folder.filePath(QStringLiteral("core.%1").arg(child.processId())));
        const QByteArray bytes = dump.open(QIODevice::ReadOnly) ? dump.readAll() : QByteArray();
        child.closeWriteChannel();
        child.waitForFinished(10'000);
        return bytes;
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

    void anAbortedExportLeavesNoCore()
    {
        const OrdinaryUser user;
        QVERIFY(user.isReady());
        const QString cores = QStringLiteral("ulimit -c unlimited;");
        // The same program without a token does leave one.
        QProcess without;
        user.start(without, cores,
                   {QStringLiteral("demo-tenant"), QStringLiteral("--listen"),
                    QStringLiteral("127.0.0.1:%1").arg(test::freePort())});
        QVERIFY(without.waitForReadyRead(30'000));
        abortAndWait(without);
        if (coresIn(user).isEmpty())
            QSKIP("this system does not leave core dumps in the folder of the process (see core(5))");
        for (const QString &core : coresIn(user))
            QVERIFY(QFile::remove(user.path() + QLatin1Char('/') + core));

        const QByteArray token = newToken();
        DemoTenantOptions options;
        options.token = token;
        options.from = 1'790'000'000 / 3600 * 3600;
        options.to = options.from + 3600;
        options.events = {{QStringLiteral("alert"), 20'000}};
        options.pageSize = 100;
        const auto demo = DemoTenant::start(options).value();
        QProcess exporting;
        user.start(exporting, cores,
                   {QStringLiteral("export"), QStringLiteral("--host"), demo->address().toString(),
                    QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                    QStringLiteral("--from"), QString::number(options.from), QStringLiteral("--to"),
                    QString::number(options.to), QStringLiteral("--dest"), QStringLiteral("out")});
        exporting.write(token + '\n');
        exporting.closeWriteChannel();
        const auto hasEvents = [&] {
            const QDir table(user.path() + QStringLiteral("/out/netskope_alerts"));
            const auto files = table.entryInfoList(QDir::Files | QDir::Hidden);
            return std::any_of(files.begin(), files.end(),
                               [](const QFileInfo &file) { return file.size() > 0; });
        };
        QVERIFY2(QTest::qWaitFor(hasEvents, 60'000), exporting.readAllStandardError().constData());
        QCOMPARE(exporting.state(), QProcess::Running); // in the middle of it
        abortAndWait(exporting);
        QCOMPARE(coresIn(user), QStringList());
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
