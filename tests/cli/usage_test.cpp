// A mistyped command ends with a message that says what is wrong and how to write it; nothing is ignored.
#include "core/base/near_names.h"
#include "tests/support/cli_run.h"

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
