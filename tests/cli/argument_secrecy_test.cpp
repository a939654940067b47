// A token typed as an argument by mistake is not repeated anywhere: not on the screen, not in the log, not in
// a support bundle. Messages name the argument only by its position.
#include "tests/support/cli_run.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::CliRun;

class ArgumentSecrecyTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;

    // All that is stored, the log and a bundle included.
    [[nodiscard]] QByteArray stored() const
    {
        QByteArray bytes;
        QDirIterator files(m_world->path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                bytes += file.readAll();
        }
        return bytes;
    }

    [[nodiscard]] static QStringList wordsOf(QString line, const char *token)
    {
        return line.replace(QLatin1String("TOKEN"), QString::fromLatin1(token)).split(QLatin1Char(' '));
    }

private Q_SLOTS:
    void init() { m_world = std::make_unique<QTemporaryDir>(); }

    void aTokenAsAnArgumentIsNotRepeated_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QByteArray>("place");
        const auto row = [](const char *line, const char *place) {
            QTest::newRow(line) << QString::fromUtf8(line) << QByteArray(place);
        };
        row("TOKEN", "argument 1");
        row("tenant add Acme TOKEN", "Argument 4");
        row("tenant add Acme TOKEN --host acme.goskope.com --token-stdin", "Argument 4");
        row("tenant TOKEN", "Argument 2");
        row("tenant remove TOKEN", "argument 3");
        row("tenant rename TOKEN Other", "argument 3");
        row("tenant replace-token TOKEN --token-stdin", "argument 3");
        row("jobs show TOKEN", "argument 3");
        row("jobs TOKEN", "Argument 2");
        row("jobs resume TOKEN --token-stdin", "argument 3");
        row("check TOKEN", "Argument 2");
        row("check -TOKEN", "Argument 2");
        row("check --TOKEN", "Argument 2");
        row("check --token=TOKEN", "Argument 2");
        row("check --json=TOKEN", "");
        row("check --tenant TOKEN", "argument 3");
        row("check --host https://127.0.0.1:1/?token=TOKEN --token-stdin", "argument 3");
        row("check --host=https://127.0.0.1:1/?token=TOKEN --token-stdin", "argument 2");
        row("check --host https://127.0.0.1:1/#token=TOKEN --token-stdin", "argument 3");
        row("check --host http://127.0.0.1:TOKEN --token-stdin", "argument 3");
        row("check --host /nowhere/TOKEN.zip --token-stdin", "");
        row("history --host http://127.0.0.1:TOKEN", "argument 3");
        row("tenant add Acme --token-stdin --host https://acme.goskope.com/?token=TOKEN --api TOKEN",
            "argument 6");
        row("tenant add Acme --token-stdin --host http://TOKEN:TOKEN@acme.goskope.com", "argument 6");
        row("check --host https://TOKEN@acme.goskope.com --token-stdin", "argument 3");
        row("check --host https://u:TOKEN@acme.goskope.com --token-stdin", "argument 3");
        row("check --host https://127.0.0.1:1/TOKEN?x=TOKEN#TOKEN --token-stdin", "argument 3");
        row("check --host 127.0.0.1:1 --token-stdin --proxy http://u:TOKEN@", "");
        row("check --host 127.0.0.1:1 --token-stdin --api TOKEN", "argument 6");
        row("check --host 127.0.0.1:1 --token-stdin --endpoint alert,TOKEN", "argument 6");
        row("check --host 127.0.0.1:1 --token-stdin --profile TOKEN", "argument 6");
        row("check --host 127.0.0.1:1 --token-stdin --until-granted --every TOKEN", "argument 7");
        row("check --host 127.0.0.1:1 --token-stdin --every TOKEN", "");
        row("check --host TOKEN --host TOKEN", "");
        row("check --host 127.0.0.1:1 --token-stdin --audit --audit-paths TOKEN", "argument 7");
        row("history TOKEN", "");
        row("history --compare TOKEN 2", "argument 3");
        row("preview TOKEN", "Argument 2");
        row("preview --endpoint TOKEN", "argument 3");
        row("preview --count TOKEN", "argument 3");
        row("export --endpoint alert --from TOKEN --to 1788224400 --dest x", "argument 5");
        row("export --endpoint alert --from 1788220800 --to 1788224400 --dest s3:/TOKEN", "argument 9");
        row("export --endpoint alert --from 1788220800 --to 1788224400 --dest s3://TOKEN/p", "argument 9");
        row("export --endpoint alert --from 1788220800 --to 1788224400 --destination TOKEN", "argument 9");
        row("export --endpoint alert --from 1788220800 --to 1788224400 --dest x --part-size TOKEN",
            "argument 11");
        row("destination add x s3://TOKEN/p", "argument 4");
        row("destination add x s3://bucket/TOKEN", "argument 4");
        row("destination add x s3://bucket/p?endpoint=u:TOKEN@h", "argument 4");
        row("destination add x s3://bucket/p?endpoint=https://u:TOKEN@h", "argument 4");
        row("destination add x s3://bucket/p?TOKEN=1", "argument 4");
        row("destination add x s3://u:TOKEN@bucket/p", "argument 4");
        row("destination add x sftp://u:TOKEN@host/p", "argument 4");
        row("destination add x sftp://u%3ATOKEN@host/p", "argument 4");
        row("destination test sftp://u%3ATOKEN@host/p", "argument 3");
        row("verify sftp://u:TOKEN@host/p", "argument 2");
        row("export --endpoint alert --from 1788220800 --to 1788224400 --dest sftp://u:TOKEN@host/p",
            "argument 9");
        row("destination add x s3://bucket/p --set TOKEN=1", "argument 6");
        row("destination add x s3://bucket/p --set endpoint=TOKEN", "argument 6");
        row("destination test TOKEN", "argument 3");
        row("destination remove TOKEN", "argument 3");
        row("verify --job TOKEN", "argument 3");
        row("verify x --signer TOKEN", "argument 4");
        row("sign x --key TOKEN", "argument 4");
        row("conform TOKEN", "argument 2");
        row("conform /nowhere/TOKEN", "argument 2");
        row("conform TOKEN --json", "argument 2");
        row("conform x --shape TOKEN", "argument 4");
        row("profile import TOKEN", "argument 3");
        row("profile import /nowhere/TOKEN", "argument 3");
        row("profile show TOKEN", "argument 3");
        row("report TOKEN", "");
        row("report x.TOKEN", "");
        row("report /nowhere/x.TOKEN", "");
        row("support /proc/TOKEN.zip", "");
        row("support /proc/x/TOKEN.tar.gz", "");
        row("support x.TOKEN.zip.TOKEN", "argument 2");
        row("profile export /proc/TOKEN.json", "");
        row("sign /proc/TOKEN --key /dev/null", "argument 2");
        row("verify /proc/TOKEN/x-manifest.json", "argument 2");
        row("report x.pdf --format TOKEN", "argument 4");
        row("report TOKEN/x.pdf", "argument 2");
        row("support TOKEN", "argument 2");
        row("support TOKEN/x.zip", "argument 2");
        row("export --endpoint alert --from 1788220800 --to 1788224400 --dest x --max-rate TOKEN",
            "argument 11");
        row("check --host 127.0.0.1:1 --token-stdin --ca-file TOKEN", "argument 6");
        row("verify x --destination TOKEN", "argument 4");
        row("destination add x azblob://account/container?sig=TOKEN", "argument 4");
        row("support x.zip TOKEN", "Argument 3");
        row("demo-tenant --TOKEN", "argument 2");
        row("demo-tenant --TOKEN==", "argument 2");
        row("demo-tenant --TOKEN=x", "argument 2");
        row("check --TOKEN== --token-stdin", "");
        row("help TOKEN", "argument 2");
    }
    void aTokenAsAnArgumentIsNotRepeated()
    {
        QFETCH(QString, line);
        QFETCH(QByteArray, place);
        // Of each form that a token may have: no rule that knows one by its looks would know them all.
        static constexpr const char *tokens[] = {"0f3a9c2e7b1d4856a0f3a9c2e7b1d485",
                                                 "Correct-Horse_Battery.Staple", "swordfish9"};
        for (const char *token : tokens) {
            const QStringList words = wordsOf(line, token);
            if (token == tokens[0] && !line.startsWith(QLatin1String("help")) &&
                !line.contains(QLatin1String("--json"))) {
                CliRun forPrograms(m_world->path(), words + QStringList{QStringLiteral("--json")},
                                   "the-real-token");
                QVERIFY(forPrograms.wait() != 0);
                const QByteArray told = forPrograms.errors() + forPrograms.output();
                QVERIFY2(!told.toLower().contains(QByteArray(token).toLower()), told.constData());
            }
            CliRun run(m_world->path(), words, "the-real-token");
            const int code = run.wait();
            QVERIFY2(code == 1 || code == 2, qPrintable(QString::number(code)));
            const QByteArray told = run.errors() + run.output();
            QVERIFY2(!told.toLower().contains(QByteArray(token).toLower()), told.constData());
            QVERIFY2(told.contains(place), told.constData());
            if (!place.isEmpty() && !told.contains("Did you mean"))
                QVERIFY2(told.contains("revoke it") && told.contains("history"), told.constData());
        }
        QVERIFY(QDir(m_world->path()).mkdir(QStringLiteral("bundle")));
        CliRun bundle(m_world->path(),
                      {QStringLiteral("support"), m_world->filePath(QStringLiteral("bundle"))}, {});
        QVERIFY2(bundle.wait() == 0, bundle.errors().constData());
        for (const char *token : tokens)
            QVERIFY2(!stored().contains(token), token);
    }
    // Where a name is expected, nothing but its shape can show that a token was given instead.
    void aTokenIsNoName_data()
    {
        QTest::addColumn<QString>("line");
        const auto row = [](const char *line) { QTest::newRow(line) << QString::fromUtf8(line); };
        row("check --host TOKEN --token-stdin");
        row("check --host TOKEN.goskope.com --token-stdin");
        row("check --host TOKEN.eu.goskope.com --token-stdin");
        row("check --host https://TOKEN.goskope.com:8443/x --token-stdin");
        row("check --host acme.TOKEN --token-stdin");
        row("check --host TOKEN.gosk.com --token-stdin");
        row("check --host acme.invalid --token-stdin --proxy TOKEN:8080");
        row("check --host acme.invalid --token-stdin --proxy http://TOKEN:8080");
        row("check --host acme.invalid --token-stdin --proxy socks5://proxy.TOKEN.example:8080");
        row("check --host acme.invalid --token-stdin --proxy http://TOKEN");
        row("tenant add TOKEN --host acme.goskope.com --token-stdin");
        row("tenant add Acme --host acme.goskope.com --token-stdin --proxy TOKEN:8080");
        row("destination add TOKEN s3://bucket/p");
        row("destination add x s3://bucket/p --proxy TOKEN:8080");
        row("profile add TOKEN --endpoint alert");
        row("report TOKEN.pdf --host 127.0.0.1:1 --token-stdin");
        row("report x --format pdf,TOKEN --host 127.0.0.1:1 --token-stdin");
        row("support TOKEN.zip");
        row("support TOKEN/x.zip");
        row("profile export TOKEN");
        row("export --endpoint alert --from 1788220800 --to 1788224400 --host 127.0.0.1:1 --token-stdin "
            "--dest TOKEN");
        row("export --endpoint alert --from 1788220800 --to 1788224400 --host 127.0.0.1:1 --token-stdin "
            "--dest /tmp/x/TOKEN/y");
    }
    void aTokenIsNoName()
    {
        QFETCH(QString, line);
        const QProcessEnvironment keys = [] {
            QProcessEnvironment environment;
            environment.insert(QStringLiteral("AWS_ACCESS_KEY_ID"), QStringLiteral("key"));
            environment.insert(QStringLiteral("AWS_SECRET_ACCESS_KEY"), QStringLiteral("of-the-bucket"));
            return environment;
        }();
        for (const char *token : {"0f3a9c2e7b1d4856a0f3a9c2e7b1d485", "xK9fQ2mZ7pL4vB8nT1cR6wY3hJ5dG0aS"}) {
            for (const bool isJson : {false, true}) {
                CliRun run(m_world->path(),
                           wordsOf(line, token) +
                               (isJson ? QStringList{QStringLiteral("--json")} : QStringList()),
                           "the-real-token", keys);
                const int code = run.wait();
                QVERIFY2(code == 1 || code == 2, qPrintable(QString::number(code)));
                const QByteArray told = run.errors() + run.output();
                QVERIFY2(!told.toLower().contains(QByteArray(token).toLower()), told.constData());
            }
            QVERIFY(!stored().toLower().contains(QByteArray(token).toLower()));
            QVERIFY(!QFileInfo::exists(QString::fromLatin1(token)));
        }
    }
    // The log is looked at where it is plain: it does have the error, without the word.
    void theLogSaysWhatWasWrong()
    {
        CliRun run(m_world->path(),
                   {QStringLiteral("jobs"), QStringLiteral("show"), QStringLiteral("swordfish-9")}, {});
        QCOMPARE(run.wait(), 1);
        QVERIFY(stored().contains("argument 3"));
    }
    void anArgumentOfSeveralWordsIsLeftOutAsAWhole()
    {
        CliRun run(m_world->path(),
                   {QStringLiteral("export"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                    QStringLiteral("--from"), QStringLiteral("Tue Sep  1 00:00:00 2026"),
                    QStringLiteral("--to"), QStringLiteral("now"), QStringLiteral("--dest"),
                    QStringLiteral("x")},
                   "the-real-token");
        QCOMPARE(run.wait(), 2);
        QVERIFY2(run.errors().contains("\"‹argument 5›\" cannot be read as a time") &&
                     !run.errors().contains("Tue"),
                 run.errors().constData());
    }
    // A message whose own words are left out helps nobody.
    void theMessagesOwnWordsStay_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *host, const char *says) {
            QTest::newRow(host) << QString::fromLatin1(host) << QByteArray(says);
        };
        row("https:/acme.goskope.com", "\"https\" belongs in front of an address");
        row("htttps://acme.goskope.com", "does not speak \"htttps\"");
        row("goskope.com", "An address looks like acme.goskope.com or acme.eu.goskope.com.");
        row("eu.goskope.com", "in front of eu.goskope.com.\nAn address looks like acme.goskope.com or "
                              "acme.eu.goskope.com.");
        row("www.netskope.com", "www.netskope.com is a site of Netskope itself");
        row("$TENANT.goskope.com", "not filled in: \"$TENANT\".");
    }
    void theMessagesOwnWordsStay()
    {
        QFETCH(QString, host);
        QFETCH(QByteArray, says);
        CliRun run(m_world->path(),
                   {QStringLiteral("check"), QStringLiteral("--host"), host, QStringLiteral("--token-stdin")},
                   "the-real-token");
        QCOMPARE(run.wait(), 2);
        QVERIFY2(run.errors().contains(says), run.errors().constData());
    }
    // A time or a job's id is not a secret, and nobody has to revoke it.
    void plainValuesStay_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *line, const char *says) {
            QTest::newRow(line) << QString::fromLatin1(line) << QByteArray(says);
        };
        row("export --endpoint alert --from 2026-09-02T00:00:00Z --to 2026-09-01T00:00:00Z --dest x --host "
            "127.0.0.1:1 --token-stdin",
            "2026-09-02T00:00:00Z");
        row("export --endpoint alert --from 2026-11-31 --to now --dest x", "2026-11-31");
        row("jobs show 20261130-082354-b359", "20261130-082354-b359");
        row("demo-tenant --events alert=x", "--events");
        row("demo-tenant --seed", "--seed needs a value");
    }
    void plainValuesStay()
    {
        QFETCH(QString, line);
        QFETCH(QByteArray, says);
        CliRun run(m_world->path(), line.split(QLatin1Char(' ')), "the-real-token");
        QVERIFY(run.wait() != 0);
        QVERIFY2(run.errors().contains(says) && !run.errors().contains("revoke"), run.errors().constData());
    }
    void aTokenIsNotTheNameOfATenant()
    {
        CliRun run(m_world->path(),
                   {QStringLiteral("tenant"), QStringLiteral("add"),
                    QStringLiteral("0f3a9c2e7b1d4856a0f3a9c2e7b1d485"), QStringLiteral("--host"),
                    QStringLiteral("acme.goskope.com"), QStringLiteral("--token-stdin")},
                   "the-real-token");
        QCOMPARE(run.wait(), 2);
        QVERIFY2(run.errors().contains("looks like a token"), run.errors().constData());
        QVERIFY(!stored().contains("0f3a9c2e7b1d4856a0f3a9c2e7b1d485"));
    }
    void whatIsThereIsNamed()
    {
        QVERIFY(QFile(m_world->filePath(QStringLiteral("a-file-of-mine"))).open(QIODevice::WriteOnly));
        CliRun run(m_world->path(),
                   {QStringLiteral("support"), m_world->filePath(QStringLiteral("a-file-of-mine"))}, {});
        QCOMPARE(run.wait(), 2);
        const QByteArray told = run.errors();
        QVERIFY2(told.contains("a-file-of-mine"), told.constData());
    }
};

QTEST_GUILESS_MAIN(ArgumentSecrecyTest)
#include "argument_secrecy_test.moc"
