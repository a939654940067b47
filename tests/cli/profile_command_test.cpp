// `slipway-cli profile`: the user's own profiles are kept, used by a check, and moved elsewhere as a file.
#include "core/demo/demo_tenant.h"
#include "tests/support/cli_run.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace slipway;
using test::CliRun;

class ProfileCommandTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
        [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };
    static Outcome run(const QTemporaryDir &world, const QStringList &words, const QByteArray &token = {})
    {
        CliRun process(world.path(), words, token);
        Outcome outcome;
        outcome.code = process.wait();
        outcome.out = process.output();
        outcome.err = process.errors();
        return outcome;
    }
    static Outcome profile(const QTemporaryDir &world, const QStringList &words)
    {
        return run(world, QStringList{QStringLiteral("profile")} + words);
    }

private Q_SLOTS:
    void ownProfilesAreKeptUsedAndExchanged()
    {
        const QTemporaryDir here, there;
        const QString name = QStringLiteral("Our SIEM"), file = here.filePath(QStringLiteral("p.json"));
        QCOMPARE(profile(here, {QStringLiteral("add"), name, QStringLiteral("--endpoint"),
                                QStringLiteral("alert,data-alert")})
                     .code,
                 0);
        const Outcome again = profile(
            here, {QStringLiteral("add"), name, QStringLiteral("--endpoint"), QStringLiteral("audit")});
        QCOMPARE(again.code, 2);
        QVERIFY2(again.err.contains("already"), again.err.constData());

        DemoTenantOptions options;
        options.token = "profile-command-token";
        options.granted = {QStringLiteral("alert"), QStringLiteral("/api/v2/events/data/alert")};
        options.requestsPerSecond = 0;
        const std::unique_ptr<DemoTenant> demo = DemoTenant::start(options).value();
        const Outcome checked = run(here,
                                    {QStringLiteral("check"), QStringLiteral("--host"),
                                     demo->address().toString(), QStringLiteral("--token-stdin"),
                                     QStringLiteral("--profile"), name.toLower(), QStringLiteral("--json")},
                                    options.token);
        QCOMPARE(checked.code, 0);
        QCOMPARE(checked.json()[QStringLiteral("endpoints")].toArray().size(), 2);

        QCOMPARE(profile(here, {QStringLiteral("export"), file}).code, 0);
        QCOMPARE(profile(there, {QStringLiteral("import"), file}).code, 0);
        QCOMPARE(profile(there, {QStringLiteral("import"), file}).code, 2); // it is there
        QCOMPARE(profile(there, {QStringLiteral("import"), file, QStringLiteral("--replace")}).code, 0);
        const QJsonObject shown =
            profile(there, {QStringLiteral("show"), name, QStringLiteral("--json")}).json();
        QCOMPARE(shown[QStringLiteral("endpoints")].toArray(),
                 QJsonArray({QStringLiteral("alert"), QStringLiteral("data-alert")}));
        QVERIFY(shown[QStringLiteral("own")].toBool());
        QCOMPARE(profile(there, {QStringLiteral("remove"), name}).code, 0);
        const Outcome gone = profile(there, {QStringLiteral("show"), name});
        QCOMPARE(gone.code, 2);
    }
    // "profile export /dev/stdout": what is there is written to, and stays what it is.
    void aPipeIsNotReplaced()
    {
        const QTemporaryDir world;
        QCOMPARE(profile(world, {QStringLiteral("add"), QStringLiteral("Ours"), QStringLiteral("--endpoint"),
                                 QStringLiteral("alert")})
                     .code,
                 0);
        const QString pipe = world.filePath(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        const int reader = ::open(QFile::encodeName(pipe).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        const Outcome exported = profile(world, {QStringLiteral("export"), pipe});
        QByteArray read(1000, '\0');
        read.truncate(std::max<ssize_t>(::read(reader, read.data(), 1000), 0));
        ::close(reader);
        QVERIFY2(exported.code == 0, exported.err.constData());
        QVERIFY2(read.contains("Ours"), read.constData());
        QVERIFY(!QFileInfo(pipe).isFile());
    }
    void theListHasThemAll()
    {
        const QTemporaryDir world;
        const Outcome list = profile(world, {QStringLiteral("list")});
        QCOMPARE(list.code, 0);
        for (const char *id : {"hunters", "microsoft-sentinel", "qradar", "cortex-xsoar", "panther"})
            QVERIFY2(list.out.contains(id), id);
        const Outcome shown = profile(world, {QStringLiteral("show"), QStringLiteral("cortex-xsoar")});
        QVERIFY(shown.out.contains("(read and write)") && shown.out.contains("Source: "));
    }
    void whatIsOnlyCheckedIsNotPreviewedOrExported()
    {
        const QTemporaryDir world;
        const QStringList connection{QStringLiteral("--host"), QStringLiteral("http://127.0.0.1:9"),
                                     QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"),
                                     QStringLiteral("data-alert")};
        const Outcome preview = run(world, QStringList{QStringLiteral("preview")} + connection, "t");
        QCOMPARE(preview.code, 2);
        QVERIFY2(preview.err.contains("not previewed or exported"), preview.err.constData());
        const Outcome exported =
            run(world,
                QStringList{QStringLiteral("export"), QStringLiteral("--from"),
                            QStringLiteral("2026-11-01T00:00:00Z"), QStringLiteral("--to"),
                            QStringLiteral("2026-11-02T00:00:00Z"), QStringLiteral("--dest"), world.path()} +
                    connection,
                "t");
        QCOMPARE(exported.code, 2);
    }
    void aSlipIsNamed()
    {
        const QTemporaryDir world;
        QCOMPARE(profile(world, {}).code, 2);
        QVERIFY(profile(world, {QStringLiteral("lst")}).err.contains("Did you mean list?"));
        QVERIFY(profile(world, {QStringLiteral("add"), QStringLiteral("x")}).err.contains("No endpoint"));
        const Outcome twice = profile(world, {QStringLiteral("add"), QStringLiteral("x"),
                                              QStringLiteral("--endpoint"), QStringLiteral("alert,alert")});
        QVERIFY2(twice.err.contains("named twice") && !twice.err.contains("only checked"),
                 twice.err.constData());
        QVERIFY(profile(world, {QStringLiteral("import"), QStringLiteral("/nowhere/p.json")})
                    .err.contains("\u2039argument 3\u203a\" cannot be read"));
        QCOMPARE(profile(world, {QStringLiteral("export"), world.filePath(QStringLiteral("p"))}).code, 2);
        QVERIFY(!QFile::exists(world.filePath(QStringLiteral("p"))));
    }
};

QTEST_GUILESS_MAIN(ProfileCommandTest)
#include "profile_command_test.moc"
