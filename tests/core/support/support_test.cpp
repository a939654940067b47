#include "core/base/log_file.h"
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/history/check_history.h"
#include "core/support/support_bundle.h"
#include "core/tenants/tenant_repository.h"
#include "tests/support/cli_run.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace slipway;

namespace {

const QByteArray token = "support-canary/token+77";

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray output(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        qFatal("%s: %s (run installer/setup)", qPrintable(program),
               process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

} // namespace

class SupportTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;

    QString file(const char *name) const { return m_world->filePath(QString::fromLatin1(name)); }
    // All files of the bundle by name, read by another program than the one that wrote it.
    QMap<QString, QByteArray> unpack(const QString &archive) const
    {
        const QString folder = m_world->filePath(QStringLiteral("unpacked-") + QFileInfo(archive).fileName());
        QDir().mkpath(folder);
        if (archive.endsWith(QLatin1String(".zip")))
            output(QStringLiteral("unzip"), {QStringLiteral("-q"), archive, QStringLiteral("-d"), folder});
        else
            output(QStringLiteral("tar"), {QStringLiteral("-xzf"), archive, QStringLiteral("-C"), folder});
        return read(folder + QStringLiteral("/bundle"));
    }
    static QMap<QString, QByteArray> read(const QString &folder)
    {
        QMap<QString, QByteArray> files;
        QDirIterator entries(folder, QDir::Files, QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            const QString path = entries.next();
            files.insert(QDir(folder).relativeFilePath(path), contentOf(path));
        }
        return files;
    }

private Q_SLOTS:
    void init() { m_world = std::make_unique<QTemporaryDir>(); }

    void commandBundlesWhatHappened()
    {
        DemoTenantOptions options;
        options.token = token;
        options.granted = {QStringLiteral("alert")};
        const auto demo = DemoTenant::start(options).value();
        const QString host = demo->address().toString();
        const auto run = [&](const QStringList &arguments) {
            test::CliRun process(file("state"), arguments, token);
            return process.wait();
        };
        QCOMPARE(
            run({QStringLiteral("check"), QStringLiteral("--host"), host, QStringLiteral("--token-stdin")}),
            1);
        QCOMPARE(run({QStringLiteral("support"), file("bundle.zip")}), 0);
        QCOMPARE(run({QStringLiteral("support"), file("bundle.tar.gz")}), 0);
        QDir chosen(file("chosen"));
        QVERIFY(chosen.mkpath(QStringLiteral(".")));
        QCOMPARE(run({QStringLiteral("support"), chosen.path()}), 0);
        QCOMPARE(chosen.entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
        QVERIFY(chosen.rename(chosen.entryList(QDir::Dirs | QDir::NoDotAndDotDot).first(), file("bundle")));
        const auto zip = unpack(file("bundle.zip")), tar = unpack(file("bundle.tar.gz")),
                   folder = read(file("bundle"));
        QCOMPARE(zip.keys(), folder.keys());
        QCOMPARE(tar.keys(), folder.keys());
        for (const char *name :
             {"versions.txt", "settings.txt", "tenants.json", "jobs.json", "ledger.txt", "checks/1.txt"})
            QVERIFY2(zip.contains(QString::fromLatin1(name)), name);
        QVERIFY(zip[QStringLiteral("checks/1.txt")].contains("missing"));
        QVERIFY(zip[QStringLiteral("versions.txt")].contains("Qt: 6."));
        for (const char *fact : {"Built with: ", "Flags: -", "Libraries: "})
            QVERIFY2(zip[QStringLiteral("versions.txt")].contains(fact),
                     zip[QStringLiteral("versions.txt")].constData());
        for (const auto &bundle : {zip, tar, folder}) {
            for (const QByteArray &content : bundle)
                QVERIFY(!content.contains(token));
        }
        for (const char *name : {"bundle.zip", "bundle.tar.gz", "bundle/jobs.json"})
            QCOMPARE(QFile::permissions(file(name)) & (QFile::ReadGroup | QFile::ReadOther),
                     QFile::Permissions());
    }
    void aNameThatIsNoArchiveMakesNothing()
    {
        for (const char *name : {"x.rar", "bundle", "x.zip.bak"}) {
            test::CliRun process(file("state"), {QStringLiteral("support"), file(name)}, token);
            QCOMPARE(process.wait(), 2);
            const QByteArray told = process.errors();
            QVERIFY2(told.contains("argument 2") && told.contains(".zip") && told.contains("existing folder"),
                     told.constData());
            QVERIFY(!QFileInfo::exists(file(name)));
        }
    }
    void aPipeIsNotReplaced()
    {
        QCOMPARE(::mkfifo(QFile::encodeName(file("pipe.zip")).constData(), 0600), 0);
        test::CliRun process(file("state"), {QStringLiteral("support"), file("pipe.zip")}, token);
        QCOMPARE(process.wait(), 1);
        const QByteArray told = process.errors();
        QVERIFY2(told.contains("a device or a pipe"), told.constData());
        QVERIFY(!QFileInfo(file("pipe.zip")).isFile());
    }
    void aSecretInAnyFormStopsIt_data()
    {
        QTest::addColumn<QByteArray>("form");
        QTest::newRow("raw") << token;
        QTest::newRow("base64 at 0") << ("abc" + token).toBase64();
        QTest::newRow("base64 at 1") << ("a" + token).toBase64();
        QTest::newRow("base64 at 2") << ("ab" + token).toBase64();
        QTest::newRow("url") << token.toPercentEncoding();
        QTest::newRow("hex") << token.toHex().toUpper();
    }
    void aSecretInAnyFormStopsIt()
    {
        QFETCH(QByteArray, form);
        const StateDatabase database = StateDatabase::open(file("s.db")).value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        tenant = TenantRepository(database).add(tenant).value();
        MemoryTokenStore store;
        QVERIFY(QCoro::waitFor(store.write(tokenKey(tenant.id), Secret(token))));
        // By whatever mistake, it has come into a check's text.
        CheckRecord record;
        record.tenantKey = tenant.id;
        record.tenantName = tenant.name;
        record.at = QDateTime::currentDateTimeUtc();
        record.text = QStringLiteral("details: ") + QString::fromLatin1(form);
        QVERIFY(CheckHistory(database).add(record));
        const KnownTokens known = QCoro::waitFor(readKnownTokens(store, database));
        QCOMPARE(known.tokens.size(), 1);
        const auto files = gatherBundle(database, {}, RequestLedger(), known);
        for (const char *name : {"b.zip", "b.tar.gz", "b"}) {
            const Result<void> written = writeBundle(files, file(name));
            QVERIFY(!written);
            QVERIFY2(written.error().message.contains(QLatin1String("checks/1.txt")),
                     qPrintable(written.error().message));
            QVERIFY(!written.error().asText().contains(QString::fromLatin1(form)));
            QVERIFY(!QFileInfo::exists(file(name)));
        }
    }
    void theLogIsScrubbedAndSmall()
    {
        const Secret secret(token);
        const QString path = file("slipway.log");
        setLogFile(path);
        writeLog(QStringLiteral("sent Netskope-Api-Token: ") + QString::fromLatin1(token));
        writeLog(QStringLiteral("two\nlines"));
        const QByteArray log = contentOf(path);
        QVERIFY(!log.contains(token));
        QVERIFY(log.contains("••••"));
        QVERIFY(log.contains("two\n    lines\n"));
        QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const QString line(4'000, QLatin1Char('x'));
        for (int i = 0; i < 400; ++i)
            writeLog(line);
        QVERIFY(QFileInfo(path).size() <= longestLog + 8'000);
        QVERIFY(QFileInfo(path + QStringLiteral(".1")).size() <= longestLog + 8'000);
        setLogFile({});
        const StateDatabase database = StateDatabase::open(file("s.db")).value();
        bool hasLog = false;
        const auto files = gatherBundle(database, {}, RequestLedger(), {});
        for (const BundleFile &each : files)
            hasLog = hasLog || each.name == QLatin1String("log/slipway.log");
        QVERIFY(hasLog);
    }
    void proxiesKeepTheirPasswords()
    {
        const StateDatabase database = StateDatabase::open(file("s.db")).value();
        JobSnapshot job;
        job.id = QStringLiteral("j");
        job.request.proxy = QStringLiteral("http://anna:proxy-pass@proxy.acme.example:8080");
        job.error = Error{ErrorKind::Proxy,
                          QStringLiteral("http://anna:proxy-pass@proxy.acme.example:8080 refuses"),
                          {},
                          {}};
        const auto files = gatherBundle(database, {job}, RequestLedger(), {});
        for (const BundleFile &each : files)
            QVERIFY2(!each.content.contains("proxy-pass"), qPrintable(each.name));
    }
    // That is when help is wanted.
    void aDamagedStateFileMakesItShorter_data()
    {
        QTest::addColumn<qint64>("from"); // the place in the file from which on it is damaged
        QTest::newRow("all") << 0LL;
        QTest::newRow("behind its head") << 4096LL;
    }
    void aDamagedStateFileMakesItShorter()
    {
        QFETCH(qint64, from);
        const QDir state(file("state"));
        QVERIFY(state.mkpath(QStringLiteral("slipway")));
        const QString path = state.filePath(QStringLiteral("slipway/slipway.db"));
        QVERIFY(StateDatabase::open(path));
        QFile database(path);
        QVERIFY(database.open(QIODevice::ReadWrite));
        for (qint64 page = from; page < database.size(); page += 4096) {
            QVERIFY(database.seek(page));
            database.write(QByteArray(200, '\xa5'));
        }
        database.close();
        const QByteArray before = contentOf(path);
        QFile log(state.filePath(QStringLiteral("slipway/slipway.log")));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write("what happened before\n");
        log.close();
        test::CliRun process(state.path(), {QStringLiteral("support"), file("bundle.zip")}, token);
        QCOMPARE(process.wait(), 0);
        const QByteArray told = process.errors();
        for (const char *part : {"tenants.json", "jobs.json", "checks/", "damaged", "every saved tenant"})
            QVERIFY2(told.contains(part), told.constData());
        const auto zip = unpack(file("bundle.zip"));
        QVERIFY(zip[QStringLiteral("log/slipway.log")].contains("what happened before"));
        QVERIFY(zip[QStringLiteral("versions.txt")].contains("every saved tenant"));
        const QByteArray missing = zip[QStringLiteral("missing.txt")];
        for (const char *part : {"tenants.json: ", "jobs.json: ", "checks/: ", "damaged"})
            QVERIFY2(missing.contains(part), missing.constData());
        QVERIFY(!zip.contains(QStringLiteral("tenants.json")));
        QVERIFY(contentOf(path) == before); // for whoever can mend it
    }
    void anUnwritablePlaceIsAnError()
    {
        const Result<void> written = writeBundle({{QStringLiteral("a.txt"), "a"}}, file("none/b.zip"));
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Storage);
    }
};

QTEST_GUILESS_MAIN(SupportTest)
#include "support_test.moc"
