// What a tenant sends reaches a terminal, a log and a report as text to read: none of it is obeyed there, and
// none of it is hidden.
#include "tests/support/cli_run.h"
#include "tests/support/raw_server.h"

#include <QDateTime>
#include <QDirIterator>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

namespace {

// Sets the title of a terminal, rings, steps back, C1, turns the direction, has no width.
const QByteArray hostile = "A\x1b]0;owned\x07\x08\xc2\x9b"
                           "31m\u202E\u200BZ";
const QByteArray hostileJson = R"(A\u001b]0;owned\u0007\u0008\u009b31m\u202e\u200bZ)";

// As a reader would see it somewhere in `output`.
void isHarmless(const QByteArray &output)
{
    for (const char *bytes : {"\x1b", "\x07", "\x08", "\xc2\x9b", "\u202E", "\u200B"})
        QVERIFY2(!output.contains(bytes), output.toPercentEncoding(" \n:;,.-[](){}\"'").constData());
}

// A page with one event of this moment: it is the newest one, so a preview asks for nothing more.
QByteArray pageOf(const QByteArray &fields)
{
    const QByteArray now = QByteArray::number(QDateTime::currentSecsSinceEpoch());
    return http("{\"ok\":1,\"result\":[{\"_id\":\"1\",\"timestamp\":" + now + "," + fields +
                    "}],\"timestamp_hwm\":" + now + "}",
                "X-Request-Id: " + hostile + "\r\n");
}

} // namespace

class TerminalTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;

    // Both channels of a run with a token.
    QByteArray run(const RawServer &server, const QStringList &arguments, int *code = nullptr)
    {
        CliRun run(m_world->path(),
                   arguments + QStringList{QStringLiteral("--host"), server.address().toString(),
                                           QStringLiteral("--token-stdin")},
                   "terminal-test-token");
        const int ended = run.wait();
        if (code)
            *code = ended;
        return run.output() + run.errors();
    }

private Q_SLOTS:
    void init() { m_world = std::make_unique<QTemporaryDir>(); }

    void eventsAreShownAndNotObeyed()
    {
        const RawServer server(
            {RawAnswer{pageOf("\"alert_name\":\"" + hostileJson + "\",\"" + hostileJson + "\":1")}});
        const QStringList preview{QStringLiteral("preview"), QStringLiteral("--count"), QStringLiteral("1")};
        int code = -1;
        const QByteArray table = run(server, preview, &code);
        QVERIFY2(code == 0, table.constData());
        isHarmless(table);
        QVERIFY2(table.contains("‹U+001B›") && table.contains("‹U+202E›"), table.constData());
        const QByteArray json = run(server, preview + QStringList{QStringLiteral("--json")}, &code);
        QCOMPARE(code, 0);
        isHarmless(json);
        QVERIFY2(json.contains("\\u202e") && json.contains("\\u009b"), json.constData());
    }
    void rawBytesGoToAFileOrAPipe()
    {
        const RawServer server({RawAnswer{pageOf("\"a\":\"" + hostileJson + "\"")}});
        const QStringList raw{QStringLiteral("preview"), QStringLiteral("--count"), QStringLiteral("1"),
                              QStringLiteral("--raw")};
        QVERIFY(run(server, raw).contains(hostileJson)); // byte for byte
        // On a terminal of its own.
        const auto onTerminal = [&](const QString &more) {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->path());
            environment.insert(QStringLiteral("NETSKOPE_API_TOKEN"), QStringLiteral("terminal-test-token"));
            process.setProcessEnvironment(environment);
            process.start(QStringLiteral("script"),
                          {QStringLiteral("-qec"),
                           QStringLiteral("'%1' %2 --host %3 %4")
                               .arg(qEnvironmentVariable("SLIPWAY_CLI"), raw.join(QLatin1Char(' ')),
                                    server.address().toString(), more),
                           QStringLiteral("/dev/null")});
            process.closeWriteChannel();
            process.waitForFinished(60'000);
            return process.readAllStandardOutput();
        };
        const QByteArray refused = onTerminal({});
        QVERIFY2(!refused.contains("\"_id\"") && refused.contains("--force"), refused.constData());
        const QByteArray forced = onTerminal(QStringLiteral("--force"));
        QVERIFY2(forced.contains(hostileJson), forced.constData());
    }
    void aPastedTokenIsNotShown()
    {
        const RawServer server({RawAnswer{pageOf(R"("alert_name":"seen")")}});
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->path());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral("script"),
                      {QStringLiteral("-qec"),
                       QStringLiteral("'%1' preview --count 1 --host %2 --token-stdin")
                           .arg(qEnvironmentVariable("SLIPWAY_CLI"), server.address().toString()),
                       QStringLiteral("/dev/null")});
        QByteArray screen;
        const auto shows = [&](const char *text) {
            screen += process.readAllStandardOutput();
            return screen.contains(text);
        };
        QTRY_VERIFY_WITH_TIMEOUT(shows("Paste the token"), 20'000);
        process.write("terminal-test-token\n");
        QTRY_VERIFY_WITH_TIMEOUT(shows("seen"), 20'000); // it was taken
        QVERIFY2(!screen.contains("terminal-test"), screen.constData());
        process.closeWriteChannel();
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20'000);
    }
    void refusalsAreShownAndNotObeyed()
    {
        const RawServer server(
            {{http("{\"message\":\"" + hostile + " " + hostileJson + "\"}",
                   "X-Request-Id: " + hostile + "\r\nServer: " + hostile + "\r\nVia: " + hostile + "\r\n",
                   "403 Forbidden")}});
        int code = -1;
        QByteArray all = run(server, {QStringLiteral("check")}, &code);
        QVERIFY2(code == 1, all.constData());
        QVERIFY2(all.contains("‹U+001B›"), all.constData());
        all += run(server, {QStringLiteral("check"), QStringLiteral("--json")});
        all += run(server, {QStringLiteral("preview")});
        all += run(server, {QStringLiteral("export"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                            QStringLiteral("--from"), QStringLiteral("1790000000"), QStringLiteral("--to"),
                            QStringLiteral("1790000100"), QStringLiteral("--dest"),
                            m_world->filePath(QStringLiteral("out"))});
        all += run(server, {QStringLiteral("report"), m_world->filePath(QStringLiteral("r.json")),
                            m_world->filePath(QStringLiteral("r.html"))});
        for (const QStringList &arguments :
             {QStringList{QStringLiteral("history")},
              QStringList{QStringLiteral("history"), QStringLiteral("--json")},
              QStringList{QStringLiteral("jobs"), QStringLiteral("list")},
              QStringList{QStringLiteral("jobs"), QStringLiteral("list"), QStringLiteral("--json")},
              QStringList{QStringLiteral("history"), QStringLiteral("--compare"), QStringLiteral("1"),
                          QStringLiteral("2")}}) {
            CliRun later(m_world->path(), arguments, {});
            QVERIFY(later.wait() >= 0);
            all += later.output() + later.errors();
        }
        isHarmless(all);
        QDirIterator files(m_world->path(),
                           {QStringLiteral("*.log"), QStringLiteral("*.html"), QStringLiteral("*.json")},
                           QDir::Files, QDirIterator::Subdirectories);
        int looked = 0;
        for (; files.hasNext(); ++looked) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY2(!bytes.contains('\x1b') && !bytes.contains("\u202E") && !bytes.contains("\xc2\x9b"),
                     qPrintable(file.fileName()));
        }
        QVERIFY(looked >= 2);
    }
    // What the tenant says stays on one line, so that it cannot add a line that seems to be Slipway's.
    void aTenantsMessageForgesNoLine_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        for (const char *status : {"200 OK", "400 Bad Request", "403 Forbidden", "500 Oops"}) {
            for (const char *end : {R"(\r\n)", R"(\n)", R"(\u2028)", R"(\u0085)"}) {
                const QByteArray text = QByteArray("Sorry") + end + "Everything is granted";
                QTest::addRow("%s %s", status, end + 1)
                    << QByteArray(status)
                    << QByteArray("{\"ok\":0,\"error\":\"" + text + "\",\"message\":\"" + text + "\"}");
            }
        }
    }
    void aTenantsMessageForgesNoLine()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        const RawServer server({{http(body, {}, status)}});
        for (const char *command : {"check", "preview"}) {
            const QByteArray told = run(server, {QString::fromLatin1(command)});
            for (const QByteArray &line : told.split('\n'))
                QVERIFY2(!line.trimmed().startsWith("Everything"), told.constData());
            QVERIFY2(!told.contains("\u2028") && !told.contains("\u0085"), told.constData());
        }
    }
    // Nor do names of fields, or of a manifest's members, which are as foreign as their values.
    void aForeignNameForgesNoLine()
    {
        const RawServer server({RawAnswer{pageOf(R"("a\r\nright  everything":1)")}});
        const QByteArray table =
            run(server, {QStringLiteral("preview"), QStringLiteral("--count"), QStringLiteral("1")});
        QVERIFY2(table.contains("everything") && !table.contains("\nright"), table.constData());

        QVERIFY(!run(server, {QStringLiteral("export"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                              QStringLiteral("--from"), QStringLiteral("1790000000"), QStringLiteral("--to"),
                              QStringLiteral("1790000100"), QStringLiteral("--dest"),
                              m_world->filePath(QStringLiteral("out"))})
                     .isEmpty());
        QDirIterator found(m_world->filePath(QStringLiteral("out")), {QStringLiteral("*-manifest.json")},
                           QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(found.hasNext());
        QFile manifest(found.next());
        QVERIFY(manifest.open(QIODevice::ReadWrite));
        const QByteArray text = manifest.readAll();
        manifest.resize(0);
        manifest.seek(0);
        manifest.write("{\"x\\nright  everything\":1," + text.mid(text.indexOf('{') + 1));
        manifest.close();
        CliRun verify(m_world->path(), {QStringLiteral("verify"), manifest.fileName()}, {});
        QVERIFY(verify.wait() >= 0);
        const QByteArray said = verify.output() + verify.errors();
        QVERIFY2(said.contains("everything"), said.constData());
        QVERIFY2(!said.contains("\nright  everything"), said.constData());
    }
    void namesThatArePrintedAgainAreHarmless()
    {
        const QString name = QString::fromUtf8(hostile);
        CliRun demo(m_world->path(), {QStringLiteral("verify"), name}, {});
        QVERIFY(demo.wait() > 0);
        isHarmless(demo.output() + demo.errors());
    }
};

QTEST_GUILESS_MAIN(TerminalTest)
#include "terminal_test.moc"
