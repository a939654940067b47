// What a person in a hurry types into slipway-cli: half an address, an empty variable, a token cut in two.
// None of it may end up in the wrong place or produce a wrong statement.
#include "core/demo/demo_tenant.h"
#include "tests/support/demo_control.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::control;

namespace {

constexpr qint64 from = 1'790'000'000 / 3600 * 3600, to = from + 3600;
const QByteArray token = "bad-input-canary-token";

} // namespace

class BadInputTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<QTemporaryDir> m_world;

    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
    };
    Outcome run(const QStringList &arguments, const QByteArray &input = token + '\n',
                const QString &variable = {}) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->filePath(QStringLiteral("data")));
        environment.remove(QStringLiteral("NETSKOPE_API_TOKEN"));
        if (!variable.isEmpty())
            environment.insert(QStringLiteral("NETSKOPE_API_TOKEN"), variable);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_world->filePath(QStringLiteral("here")));
        process.start(qEnvironmentVariable("SLIPWAY_CLI"), arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
            return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    QStringList exportTo(const QString &place, const QString &endpoints = QStringLiteral("alert")) const
    {
        return {QStringLiteral("export"),     QStringLiteral("--endpoint"), endpoints,
                QStringLiteral("--from"),     QString::number(from),        QStringLiteral("--to"),
                QString::number(to),          QStringLiteral("--dest"),     place,
                QStringLiteral("--max-rate"), QStringLiteral("0")};
    }
    QStringList connection() const
    {
        return {QStringLiteral("--host"), m_demo->address().toString(), QStringLiteral("--token-stdin")};
    }

private Q_SLOTS:
    void init()
    {
        DemoTenantOptions options;
        options.token = token;
        options.events = {{QStringLiteral("alert"), 300}, {QStringLiteral("audit"), 300}};
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
        m_world = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_world->path()).mkdir(QStringLiteral("here")));
    }

    void noExportGoesWhereNobodyLooks_data()
    {
        QTest::addColumn<QString>("place");
        QTest::newRow("an unset variable") << QString();
        QTest::newRow("blanks") << QStringLiteral("  ");
        QTest::newRow("a slash too few") << QStringLiteral("s3:/drop/acme");
        QTest::newRow("as rclone writes it") << QStringLiteral("s3:drop/acme");
        QTest::newRow("an ARN") << QStringLiteral("arn:aws:s3:::drop/acme");
        QTest::newRow("the web address of a bucket")
            << QStringLiteral("https://drop.s3.eu-west-1.amazonaws.com/acme");
        QTest::newRow("as scp writes it") << QStringLiteral("me@host:/drop");
        QTest::newRow("no slash") << QStringLiteral("azblob:drop");
        QTest::newRow("capitals") << QStringLiteral("S3:/drop");
        QTest::newRow("a file") << QStringLiteral("../file");
        QTest::newRow("below a file") << QStringLiteral("../file/below/it");
    }
    void noExportGoesWhereNobodyLooks()
    {
        QFETCH(QString, place);
        QFile file(m_world->filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Outcome outcome = run(exportTo(place) + connection());
        QCOMPARE(outcome.code, 2);
        QVERIFY(QDir(m_world->filePath(QStringLiteral("here"))).isEmpty());
        QVERIFY(run({QStringLiteral("jobs"), QStringLiteral("list")}).err.contains("no export jobs"));
    }
    void scriptsGetUsageErrorsAsJson()
    {
        const Outcome outcome =
            run({QStringLiteral("check"), QStringLiteral("--json"), QStringLiteral("--hots")});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.out.contains("\"kind\":\"bad-input\"") &&
                     outcome.out.contains("Did you mean --host?"),
                 outcome.out.constData());
    }
    void theUnknownOptionIsBlamedAndNoValue()
    {
        const Outcome outcome =
            run({QStringLiteral("export"), QStringLiteral("--from"), QStringLiteral("-1h"),
                 QStringLiteral("--endpont"), QStringLiteral("alert")});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains("Argument 4 is not an option") && outcome.err.contains("--endpoint"),
                 outcome.err.constData());
    }
    // The complete endpoint is right, and the one that the tenant refused is named nevertheless.
    void aJobIsNotVerifiedWhileAnEndpointIsMissing()
    {
        control(m_demo->address(), "/__demo/settings", R"({"granted":["alert"]})");
        const Outcome exported =
            run(exportTo(QStringLiteral("out"), QStringLiteral("alert,audit")) + connection());
        QCOMPARE(exported.code, 1);
        const QString job = QString::fromUtf8(exported.out.left(exported.out.indexOf(' ')));
        const Outcome verified = run({QStringLiteral("verify"), QStringLiteral("--job"), job});
        QCOMPARE(verified.code, 1);
        QVERIFY2(verified.out.contains("NOT COMPLETE  audit cannot be verified") &&
                     verified.out.contains("jobs resume"),
                 verified.out.constData());
    }
    void aFolderMayHaveAColonInItsName()
    {
        QCOMPARE(run(exportTo(QStringLiteral("./s3:")) + connection()).code, 0);
        QVERIFY(QFile::exists(m_world->filePath(QStringLiteral("here/s3:/netskope_alerts"))));
    }

    // A part of a token would only be refused, and the tenant's audit log would have it.
    void aTokenInPiecesIsNotSent_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("wrapped") << token.left(9) + '\n' + token.mid(9) + '\n';
        QTest::newRow("wrapped by Windows") << token.left(9) + "\r\n" + token.mid(9);
        QTest::newRow("with a remark") << token + "\nthe token of Acme\n";
    }
    void aTokenInPiecesIsNotSent()
    {
        QFETCH(QByteArray, input);
        const Outcome outcome = run(QStringList{QStringLiteral("check")} + connection(), input);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains("line break"), outcome.err.constData());
        QVERIFY(!outcome.err.contains(token.left(9)));
        QVERIFY(run({QStringLiteral("history")}).err.contains("no checks"));
    }
    void blankLinesAroundATokenDoNotMatter()
    {
        QCOMPARE(run(QStringList{QStringLiteral("check"), QStringLiteral("--endpoint"),
                                 QStringLiteral("alert, audit")} +
                         connection(),
                     "\n" + token + "\r\n\n")
                     .code,
                 0);
    }

    // What came along when the token was copied is taken off.
    void aTokenInOddWrappingIsRead_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + token + "\r\n";
        QByteArray utf16 = "\xFF\xFE";
        for (const char c : token + "\r\n")
            (utf16 += c) += '\0';
        QTest::newRow("UTF-16") << utf16;
        QTest::newRow("quotation marks") << "\xE2\x80\x9C" + token + "\xE2\x80\x9D\n";
        QTest::newRow("header") << "'Netskope-Api-Token: " + token + "'\n";
        QTest::newRow("JSON") << "{\"token\": \"" + token + "\"}\n";
        QTest::newRow("assignment") << "export NETSKOPE_API_TOKEN=\"" + token + "\"\n";
    }
    void aTokenInOddWrappingIsRead()
    {
        QFETCH(QByteArray, input);
        const QStringList check =
            QStringList{QStringLiteral("check"), QStringLiteral("--endpoint"), QStringLiteral("alert, audit"),
                        QStringLiteral("--host"), m_demo->address().toString()};
        QCOMPARE(run(check + QStringList{QStringLiteral("--token-stdin")}, input).code, 0);
        if (!input.contains('\0')) // a variable has none
            QCOMPARE(run(check, {}, QString::fromUtf8(input)).code, 0);
    }
    // A token that no later command would accept is not saved, and the character is named.
    void aTokenWithAWrongCharacterIsNotSaved()
    {
        const QByteArray wrong = token.left(9) + "\xD0\xB0" + token.mid(9) + '\n';
        const Outcome outcome =
            run(QStringList{QStringLiteral("tenant"), QStringLiteral("add"), QStringLiteral("Acme")} +
                    connection(),
                wrong);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains("a Cyrillic letter that looks like \"a\" (U+0430), at position 10"),
                 outcome.err.constData());
        QVERIFY(!outcome.err.contains(token.left(9)) && !outcome.err.contains(token.mid(9)));
        QVERIFY(run({QStringLiteral("tenant"), QStringLiteral("list")}).err.contains("no saved tenants"));
        const Outcome variable =
            run({QStringLiteral("check"), QStringLiteral("--host"), m_demo->address().toString()}, {},
                QString::fromUtf8(wrong));
        QCOMPARE(variable.code, 2);
        QVERIFY(variable.err.contains("NETSKOPE_API_TOKEN cannot be used"));
        QVERIFY(!variable.err.contains(token.left(9)));
    }

    // No slip becomes a host that a token is sent to.
    void aSlipInTheAddressIsNotAHost_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QByteArray>("meant");
        for (const char *typed : {"https:/acme.goskope.com", "https//acme.goskope.com",
                                  "https://https://acme.goskope.com", "acme.goskop.com"})
            QTest::newRow(typed) << QString::fromLatin1(typed) << QByteArray("acme.goskope.com");
        QTest::newRow("half a domain") << QStringLiteral("acme.govskope") << QByteArray("acme.govskope.us");
    }
    void aSlipInTheAddressIsNotAHost()
    {
        QFETCH(QString, typed);
        QFETCH(QByteArray, meant);
        QTcpServer proxy; // every host is reached through it
        QVERIFY(proxy.listen(QHostAddress::LocalHost));
        const Outcome outcome =
            run({QStringLiteral("check"), QStringLiteral("--host"), typed, QStringLiteral("--token-stdin"),
                 QStringLiteral("--proxy"), QStringLiteral("http://127.0.0.1:%1").arg(proxy.serverPort())});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains("Did you mean " + meant + '?'), outcome.err.constData());
        QVERIFY(!proxy.hasPendingConnections() && !proxy.waitForNewConnection(0));
    }
    // The host that was completed is printed before the first request, and not into the JSON.
    void aCompletedHostIsPrintedFirst()
    {
        QTcpServer proxy;
        QVERIFY(proxy.listen(QHostAddress::LocalHost));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->filePath(QStringLiteral("data")));
        process.setProcessEnvironment(environment);
        process.start(qEnvironmentVariable("SLIPWAY_CLI"),
                      {QStringLiteral("check"), QStringLiteral("--json"), QStringLiteral("--host"),
                       QStringLiteral("acme.de.goskope"), QStringLiteral("--token-stdin"),
                       QStringLiteral("--proxy"),
                       QStringLiteral("http://127.0.0.1:%1").arg(proxy.serverPort())});
        process.write(token + '\n');
        QVERIFY(process.waitForBytesWritten(30'000));
        process.closeWriteChannel();
        QVERIFY(proxy.waitForNewConnection(30'000));
        process.setReadChannel(QProcess::StandardError);
        QByteArray said = process.readAllStandardError();
        while (!said.contains("Completed to acme.de.goskope.com.") && process.waitForReadyRead(5'000))
            said += process.readAllStandardError();
        QVERIFY2(said.contains("Completed to acme.de.goskope.com."), said.constData());
        proxy.close();
        delete proxy.nextPendingConnection();
        process.kill();
        QVERIFY(process.waitForFinished(10'000));
    }
    void thisComputerIsSaidOnce()
    {
        const QByteArray err = run(QStringList{QStringLiteral("check")} + connection()).err;
        QCOMPARE(err.count("127.0.0.1 is this computer"), 1);
    }
    void aCaFileIsSaidBeforeAnythingElse()
    {
        const Outcome outcome =
            run(QStringList{QStringLiteral("check"), QStringLiteral("--ca-file"), m_world->path()} +
                connection());
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains("is a folder, not a CA file"), outcome.err.constData());
        QVERIFY(run({QStringLiteral("history")}).err.contains("no checks"));
    }

    void aTenantWithABadProxyOrCaFileIsNotSaved()
    {
        const QStringList add =
            QStringList{QStringLiteral("tenant"), QStringLiteral("add"), QStringLiteral("Acme")} +
            connection();
        QCOMPARE(run(add + QStringList{QStringLiteral("--proxy"), QStringLiteral("foo")}).code, 2);
        QCOMPARE(run(add + QStringList{QStringLiteral("--ca-file"), QStringLiteral("none.pem")}).code, 2);
        QVERIFY(run({QStringLiteral("tenant"), QStringLiteral("list")}).err.contains("no saved tenants"));
    }

    // A person names the folder that the export was told to go to.
    void verifyTakesTheFolderOfAnExport()
    {
        const QStringList verify{QStringLiteral("verify"), QStringLiteral("out")};
        QVERIFY(QDir(m_world->path()).mkpath(QStringLiteral("here/out/empty")));
        QCOMPARE(run(verify).code, 1);
        const QString endpoints = QStringLiteral("alert,audit");
        QCOMPARE(run(exportTo(QStringLiteral("out"), endpoints) + connection()).code, 0);
        const Outcome right = run(verify);
        QVERIFY2(right.code == 0, right.err.constData());
        QCOMPARE(right.out.count("right  "), 2);
        QVERIFY2(right.out.contains(" in 1 file ("), right.out.constData());
        const QDir alerts(m_world->filePath(QStringLiteral("here/out/netskope_alerts")));
        QVERIFY(QFile::remove(alerts.filePath(alerts.entryList({QStringLiteral("*.ndjson")}).value(0))));
        const Outcome wrong = run(verify);
        QCOMPARE(wrong.code, 1);
        QCOMPARE(wrong.out.count("right  "), 1);
    }

    // A token that ended is not the end of what is known of the tenant.
    void aSavedTenantTakesANewToken()
    {
        const QStringList check{QStringLiteral("check"), QStringLiteral("--tenant"), QStringLiteral("Acme")};
        QCOMPARE(run(QStringList{QStringLiteral("tenant"), QStringLiteral("add"), QStringLiteral("Acme")} +
                         connection(),
                     "an-ended-token\n")
                     .code,
                 0);
        QCOMPARE(run(check).code, 1);
        const QStringList replace{QStringLiteral("tenant"), QStringLiteral("replace-token"),
                                  QStringLiteral("Acme"), QStringLiteral("--token-stdin")};
        QCOMPARE(run(replace, "in two\npieces\n").code, 2);
        QCOMPARE(run(replace).code, 0);
        const Outcome saved = run(check);
        QCOMPARE(saved.code, 0);
        QVERIFY(!saved.err.contains("NETSKOPE_API_TOKEN"));
        // A variable that is still set from elsewhere is named as what was tested.
        const Outcome other = run(check, {}, QStringLiteral("another-tenants-token"));
        QCOMPARE(other.code, 1);
        QVERIFY2(other.err.contains("not from the keychain"), other.err.constData());
        QCOMPARE(run({QStringLiteral("history"), QStringLiteral("--tenant"), QStringLiteral("Acme")})
                     .out.count('\n'),
                 3);
    }
    // "since" is about the events that are shown, not about the window that was asked for.
    void previewTellsTimesAsPeopleDo()
    {
        DemoTenantOptions options;
        options.token = token;
        options.to = QDateTime::currentSecsSinceEpoch() - 60;
        options.from = options.to - 7200;
        options.events = {{QStringLiteral("alert"), 500}};
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
        const Outcome outcome =
            run(QStringList{QStringLiteral("preview"), QStringLiteral("--count"), QStringLiteral("3")} +
                connection());
        QCOMPARE(outcome.code, 0);
        const QList<QByteArray> lines = outcome.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 4);
        const auto oldest =
            QDateTime::fromString(QString::fromLatin1(lines.last().split(' ').first()), Qt::ISODate);
        QVERIFY2(oldest.isValid(), outcome.out.constData());
        QVERIFY2(outcome.err.contains(oldest.toLocalTime().toString(QStringLiteral("HH:mm")).toLatin1()),
                 outcome.err.constData());
    }

    // The export of a tenant that was removed goes on when the tenant is there again.
    void anExportOutlivesItsTenant()
    {
        const auto add = [&](const char *name) {
            return run(QStringList{QStringLiteral("tenant"), QStringLiteral("add"),
                                   QString::fromLatin1(name)} +
                       connection())
                .code;
        };
        QCOMPARE(add("Acme"), 0);
        control(m_demo->address(), "/__demo/settings", R"({"granted":["alert"]})");
        const QStringList tenant{QStringLiteral("--tenant"), QStringLiteral("Acme")};
        QCOMPARE(run(exportTo(QStringLiteral("out"), QStringLiteral("alert,audit")) + tenant).code, 1);
        const Outcome removed =
            run({QStringLiteral("tenant"), QStringLiteral("remove"), QStringLiteral("Acme")});
        QCOMPARE(removed.code, 0);
        const QString job =
            QString::fromUtf8(run({QStringLiteral("jobs"), QStringLiteral("list")}).out.split(' ').first());
        QVERIFY2(removed.err.contains(job.toUtf8()), removed.err.constData());
        control(m_demo->address(), "/__demo/settings", R"({"granted":["alert","audit"]})");
        const QStringList resume{QStringLiteral("jobs"), QStringLiteral("resume"), job};
        const Outcome without = run(resume);
        QCOMPARE(without.code, 1);
        QVERIFY2(without.err.contains(m_demo->address().toString().toUtf8()), without.err.constData());
        QCOMPARE(add("Acme again"), 0);
        const Outcome with = run(resume);
        QVERIFY2(with.code == 0, with.err.constData());
    }
};

QTEST_GUILESS_MAIN(BadInputTest)
#include "bad_input_test.moc"
