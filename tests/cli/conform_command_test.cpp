// `slipway-cli conform` judges files, and `preview --json` contains the events with their verdict.
#include "core/demo/demo_tenant.h"
#include "tests/support/cli_run.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::CliRun;

class ConformCommandTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_world;

    static QByteArray sample(const char *name)
    {
        QFile file(QStringLiteral(SLIPWAY_SAMPLES "/%1.json").arg(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
    }
    QString write(const char *name, const QByteArray &content)
    {
        QFile file(m_world.filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", name);
        return file.fileName();
    }
    QString writeGzip(const char *name, const QByteArray &content)
    {
        const QString plain = write("to-pack", content), path = m_world.filePath(QString::fromLatin1(name));
        QProcess gzip;
        gzip.setStandardOutputFile(path);
        gzip.start(QStringLiteral("gzip"), {QStringLiteral("-c"), plain});
        if (!gzip.waitForFinished() || gzip.exitCode() != 0)
            qFatal("cannot pack %s", name);
        return path;
    }

private Q_SLOTS:
    void theExitCodeIsTheVerdict_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("shape");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("verdict");
        const QByteArray alert = sample("alert-v2"), audit = sample("audit-v1");
        QByteArray odd = alert;
        odd.replace("\"cci\":12", "\"cci\":\"12\"");
        QVERIFY(odd != alert);
        const QString good = QStringLiteral("conforms"), notes = QStringLiteral("conforms-with-notes"),
                      bad = QStringLiteral("does-not-conform"), none = QStringLiteral("not-judged");
        const auto row = [](const char *name, const QString &file, const char *shape, int code,
                            const QString &verdict) {
            QTest::newRow(name) << file << QString::fromLatin1(shape) << code << verdict;
        };
        row("lines", write("a.ndjson", alert + '\n' + alert + '\n'), "", 0, good);
        row("gzip", writeGzip("a.ndjson.gz", alert + '\n' + alert + '\n'), "hunters.alerts", 0, good);
        row("array", write("a.json", "[\n" + alert + ",\n" + alert + "\n]\n"), "", 0, good);
        row("page", write("p.json", "{\"ok\":1,\"result\":[" + alert + "]}"), "hunters.alerts.v2", 0, good);
        row("mixed", write("m.ndjson", alert + '\n' + audit + '\n'), "", 0, good);
        row("notes", write("n.ndjson", sample("alert-malsite") + '\n'), "", 0, notes);
        row("odd", write("o.ndjson", alert + '\n' + odd + '\n'), "", 1, bad);
        row("another shape", write("s.ndjson", audit + '\n'), "hunters.alerts", 1, bad);
        row("nothing known", write("u.ndjson", "{\"a\":1}\n"), "", 1, none);
        row("empty", write("e.ndjson", ""), "", 1, none);
    }
    void theExitCodeIsTheVerdict()
    {
        QFETCH(QString, file);
        QFETCH(QString, shape);
        QFETCH(int, code);
        QFETCH(QString, verdict);
        QStringList arguments{QStringLiteral("conform"), file};
        if (!shape.isEmpty())
            arguments << QStringLiteral("--shape") << shape;
        CliRun json(m_world.path(), arguments + QStringList{QStringLiteral("--json")}, {});
        QCOMPARE(json.wait(), code);
        const QJsonObject result = json.json();
        QCOMPARE(result[QStringLiteral("conforms")].toBool(), code == 0);
        QCOMPARE(result[QStringLiteral("files")][0][QStringLiteral("verdict")].toString(), verdict);
        CliRun text(m_world.path(), arguments, {});
        QCOMPARE(text.wait(), code);
        QVERIFY(text.output().contains("Events checked: "));
    }
    void whatCannotBeReadIsAnError()
    {
        const QString good = write("good.ndjson", sample("alert-v2") + '\n');
        const QString gone = m_world.filePath(QStringLiteral("gone.ndjson"));
        const QString cut = writeGzip("cut.ndjson.gz", QByteArray(sample("alert-v2") + '\n').repeated(50));
        QVERIFY(QFile::resize(cut, QFile(cut).size() - 20));
        for (const QString &file : {gone, m_world.path(), cut}) {
            CliRun run(m_world.path(), {QStringLiteral("conform"), good, file, QStringLiteral("--json")}, {});
            QCOMPARE(run.wait(), 2);
            const QJsonObject result = run.json();
            QCOMPARE(result[QStringLiteral("conforms")].toBool(), false);
            QCOMPARE(result[QStringLiteral("files")][0][QStringLiteral("verdict")].toString(),
                     QStringLiteral("conforms"));
            QVERIFY(!result[QStringLiteral("files")][1][QStringLiteral("error")][QStringLiteral("message")]
                         .toString()
                         .isEmpty());
        }
        // What was typed is not left out of the name that is suggested.
        for (const char *typed : {"hunters.alert", "alerts"}) {
            CliRun shape(
                m_world.path(),
                {QStringLiteral("conform"), good, QStringLiteral("--shape"), QString::fromLatin1(typed)}, {});
            QCOMPARE(shape.wait(), 2);
            const QByteArray told = shape.errors();
            QVERIFY2(told.contains("Did you mean hunters.alerts?"), told.constData());
        }
        CliRun nothing(m_world.path(), {QStringLiteral("conform")}, {});
        QCOMPARE(nothing.wait(), 2);
    }
    void aPreviewHasItsEventsAndTheirJudgement()
    {
        DemoTenantOptions options;
        options.token = "conform-test-token";
        options.to = QDateTime::currentSecsSinceEpoch() - 60;
        options.from = options.to - 3600;
        options.events = {{QStringLiteral("alert"), 40}, {QStringLiteral("audit"), 40}};
        options.hazards = false;
        options.requestsPerSecond = 0;
        const std::unique_ptr<DemoTenant> demo = DemoTenant::start(options).value();
        for (const char *endpoint : {"alert", "audit"}) {
            CliRun run(m_world.path(),
                       {QStringLiteral("preview"), QStringLiteral("--host"), demo->address().toString(),
                        QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"),
                        QString::fromLatin1(endpoint), QStringLiteral("--count"), QStringLiteral("7"),
                        QStringLiteral("--json")},
                       options.token);
            QCOMPARE(run.wait(), 0);
            const QByteArray output = run.output();
            const QJsonObject json = QJsonDocument::fromJson(output).object();
            QCOMPARE(json[QStringLiteral("count")].toInt(), 7);
            QCOMPARE(json[QStringLiteral("events")].toArray().size(), 7);
            QVERIFY(!json[QStringLiteral("events")][0][QStringLiteral("_id")].toString().isEmpty());
            const QJsonObject judgement = json[QStringLiteral("conformance")].toObject();
            QVERIFY2(judgement[QStringLiteral("verdict")].toString().startsWith(QLatin1String("conforms")),
                     output.constData());
            // Large ids are what the tenant sent, digit for digit.
            if (qstrcmp(endpoint, "alert") == 0)
                QVERIFY(output.contains("4611686018427388039"));
        }
    }
};

QTEST_GUILESS_MAIN(ConformCommandTest)
#include "conform_command_test.moc"
