// A mistyped command ends with a message that says what is wrong and how to write it; nothing is ignored.
#include "core/base/near_names.h"
#include "tests/support/cli_run.h"

#include <QMap>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::CliRun;

class UsageTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_world;

    [[nodiscard]] static QStringList words(const char *line)
    {
        return QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }

    // What help says about each option and argument.
    [[nodiscard]] static QMap<QByteArray, QByteArray> explanations(const QByteArray &help)
    {
        static const QRegularExpression line(QStringLiteral("^  (?:(-\\S.*?|[A-Z]\\S*)  +|  +)(\\S.*)$"));
        QMap<QByteArray, QByteArray> found;
        QByteArray name;
        const QList<QByteArray> lines = help.split('\n');
        for (const QByteArray &each : lines) {
            const auto match = line.match(QString::fromUtf8(each));
            if (!match.hasMatch())
                continue;
            if (!match.captured(1).isEmpty())
                name = match.captured(1).section(QLatin1String(" <"), 0, 0).toUtf8(); // values are translated
            if (!name.isEmpty())
                found[name] += match.captured(2).toUtf8() + ' ';
        }
        return found;
    }

private Q_SLOTS:
    void aSlipIsNamedWithWhatWasMeant_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArrayList>("told");
        const auto row = [](const char *line, const QByteArrayList &told) {
            QTest::newRow(line) << QByteArray(line) << told;
        };
        row("chekc", {"argument 1", "Did you mean check?"});
        row("help chekc", {"Did you mean check?"});
        row("--json check", {"command comes first"});
        row("check --hots x", {"Argument 2", "Did you mean --host?"});
        row("check --host x --token abc", {"--token-stdin", "others could read it"});
        row("check --host x --token-stdin --endpoint applicaton", {"Did you mean application?"});
        row("check --host x --token-stdin --profile hunter", {"Did you mean hunters?"});
        row("report --host x --token-stdin", {"missing", "Usage: slipway-cli report [options] FILE"});
        row("support", {"missing", "FILE"});
        row("jobs", {"needs a verb", "pause"});
        row("jobs puase x", {"Argument 2", "Did you mean pause?"});
        row("jobs pause", {"argument is missing", "jobs pause ID"});
        row("jobs show a b", {"Argument 4", "jobs show ID"});
        row("jobs pause x --all", {"does not take --all"});
        row("jobs list --yes", {"does not take --yes"});
        row("jobs resume x --all", {"unexpected", "resume ID"});
        row("tenant", {"needs a verb", "replace-token"});
        row("tenant ad x", {"Did you mean add"});
        row("tenant add", {"argument is missing", "add NAME --host URL"});
        row("tenant add x --host acme.goskope.com --token-stdin --keep-token",
            {"does not take --keep-token"});
        row("tenant add x --host acme.goskope.com --token-stdin --expires soon", {"--expires"});
        row("tenant rename x", {"argument is missing", "rename NAME NEW-NAME"});
        row("tenant list x", {"unexpected"});
        row("destination", {"needs a verb", "test"});
        row("destination add x", {"argument is missing", "add NAME URL"});
        row("destination test s3://b --proxy none", {"does not take --proxy"});
        row("export --dest a --dest b", {"--dest was given more than once"});
        row("check --host x --host y", {"--host was given more than once"});
        row("check --host x --token-stdin --every 5",
            {"--every can be used only together with --until-granted"});
        row("check --host x --token-stdin --for 5", {"--for can be used only together with --until-granted"});
        row("check --host x --token-stdin --audit-paths all",
            {"--audit-paths can be used only together with --audit"});
        row("preview --host x --token-stdin --force", {"--force can be used only together with --raw"});
        row("preview --host x --token-stdin --endpoint alert --endpoint audit", {"one endpoint"});
        row("history --compare 1 2 --host x", {"--compare and --host cannot be used together"});
        row("report a.html --no-samples --show-users", {"--no-samples and --show-users cannot be"});
        row("export --endpoint alert --from -1h --to now --dest a --bandwidth 1M",
            {"--bandwidth is for uploads, and this export goes to a folder"});
        row("export --endpoint alert --from -1h --to now --dest a --spool b", {"--spool is for uploads"});
        row("demo-tenant --nope", {"no option \"‹argument 2›\""});
    }
    void aSlipIsNamedWithWhatWasMeant()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArrayList, told);
        CliRun run(m_world.path(), words(line.constData()), "a-token-of-nobody");
        QCOMPARE(run.wait(), 2);
        const QByteArray errors = run.errors();
        for (const QByteArray &part : told)
            QVERIFY2(errors.contains(part), errors.constData());
        QVERIFY2(errors.count('\n') < 8, errors.constData()); // not buried under all that there is
        QVERIFY(run.output().isEmpty());
    }
    void helpIsThere_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("help") << QByteArray("help") << QByteArray("Usage: slipway-cli COMMAND");
        QTest::newRow("-h") << QByteArray("-h") << QByteArray("Usage: slipway-cli COMMAND");
        QTest::newRow("help jobs") << QByteArray("help jobs") << QByteArray("Usage: slipway-cli jobs");
        QTest::newRow("jobs -h") << QByteArray("jobs -h") << QByteArray("pause ID");
        QTest::newRow("jobs --help") << QByteArray("jobs --help") << QByteArray("pause ID");
        QTest::newRow("demo") << QByteArray("help demo-tenant") << QByteArray("--page-size");
    }
    void helpIsThere()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, told);
        CliRun run(m_world.path(), words(line.constData()), {});
        QCOMPARE(run.wait(), 0);
        const QByteArray output = run.output();
        QVERIFY2(output.contains(told), output.constData());
        QVERIFY2(!output.contains("Qt"), output.constData());
    }
    // A text that lupdate does not see would stay in English.
    void eachOptionIsExplainedInTheUsersLanguage_data()
    {
        QTest::addColumn<QString>("command");
        for (const char *command :
             {"tenant", "check", "history", "preview", "conform", "profile", "report", "export", "jobs",
              "verify", "sign", "destination", "support", "demo-tenant"})
            QTest::newRow(command) << QString::fromLatin1(command);
    }
    void eachOptionIsExplainedInTheUsersLanguage()
    {
        QFETCH(QString, command);
        QProcessEnvironment german;
        german.insert(QStringLiteral("LANGUAGE"), QStringLiteral("de"));
        CliRun english(m_world.path(), {QStringLiteral("help"), command}, {});
        QCOMPARE(english.wait(), 0);
        CliRun translated(m_world.path(), {QStringLiteral("help"), command}, {}, german);
        QCOMPARE(translated.wait(), 0);
        const QMap<QByteArray, QByteArray> before = explanations(english.output()),
                                           after = explanations(translated.output());
        QVERIFY(!before.isEmpty());
        QCOMPARE(after.keys(), before.keys());
        for (auto each = before.cbegin(); each != before.cend(); ++each)
            QVERIFY2(after.value(each.key()) != each.value(), each.value().constData());
    }
    void theCommandLineSpeaksTheUsersLanguage_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("help") << QByteArray("help jobs") << QByteArray("Aufruf: slipway-cli jobs");
        QTest::newRow("all commands") << QByteArray("--help") << QByteArray("Aufruf: slipway-cli ");
        QTest::newRow("JSON for programs")
            << QByteArray("tenant rename x y --json") << QByteArray("There is no tenant");
        QTest::newRow("a list for people") << QByteArray("jobs list") << QByteArray("Es gibt noch keine");
    }
    void theCommandLineSpeaksTheUsersLanguage()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, told);
        QProcessEnvironment german;
        german.insert(QStringLiteral("LANGUAGE"), QStringLiteral("de"));
        CliRun run(m_world.path(), words(line.constData()), {}, german);
        QVERIFY(run.wait() >= 0);
        const QByteArray all = run.output() + run.errors();
        QVERIFY2(all.contains(told), all.constData());
    }
    // Qt drops it before anything else sees it.
    void aByteOrderMarkIsNamed()
    {
        CliRun run(m_world.path(),
                   {QStringLiteral("check"), QStringLiteral("--host"),
                    QStringLiteral("\uFEFFacme.goskope.invalid"), QStringLiteral("--token-stdin"),
                    QStringLiteral("--proxy"), QStringLiteral("none")},
                   "usage-test-token");
        QVERIFY(run.wait() != 0);
        const QByteArray errors = run.errors();
        QVERIFY2(errors.contains("at the beginning of argument 3 was dropped: a byte order mark (U+FEFF)"),
                 errors.constData());
    }
    void whatIsNearIsOffered()
    {
        const QStringList known = words("alert_name alert_type user app userip site");
        QCOMPARE(nearNames(QStringLiteral("alert_nmae"), known), words("alert_name"));
        QCOMPARE(nearNames(QStringLiteral("USR"), known), words("user"));
        QCOMPARE(nearNames(QStringLiteral("alert"), known), words("alert_name alert_type"));
        QCOMPARE(nearNames(QStringLiteral("user"), known, 1), words("user"));
        QCOMPARE(nearNames(QStringLiteral("zzzzqqqq"), known), QStringList());
        QCOMPARE(nearNames(QString(), known), QStringList());
        QCOMPARE(nearNames(QString(100'000, QLatin1Char('a')), known), QStringList());
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
