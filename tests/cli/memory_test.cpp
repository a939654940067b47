// The memory that answers take, with the real command line: an ordinary page little, and nothing that a
// tenant may send more than a gigabyte.
#include "core/exporting/parts/gzip_member.h"
#include "tests/support/cli_run.h"
#include "tests/support/peak_memory.h"
#include "tests/support/streaming_tenant.h"

#include <QTemporaryDir>

#include <memory>

namespace slipway::test {
namespace {

constexpr qint64 from = 1'790'000'000 / 3600 * 3600, to = from + 3600;
constexpr qint64 megabyte = 1 << 20;
constexpr qint64 mostOfAll = 1 << 20, mostOfOrdinary = 150 << 10; // KB

QByteArray gzipMember(const QByteArray &text)
{
    static const auto memory = std::make_unique<GzipMemory>();
    std::vector<uint8_t> packed;
    if (packMember({text.constData(), static_cast<size_t>(text.size())}, *memory, packed) != COMP_OK)
        qFatal("gzip fails");
    return QByteArray(reinterpret_cast<const char *>(packed.data()), static_cast<qsizetype>(packed.size()));
}

// `begin`, then `middle` again and again up to `size` bytes, then `end`.
QByteArray packed(const QByteArray &begin, const QByteArray &middle, qint64 size, const QByteArray &end)
{
    const QByteArray piece = middle.repeated(megabyte / middle.size());
    return gzipMember(begin) + gzipMember(piece).repeated(size / piece.size()) + gzipMember(end);
}

// 10,000 events and 37 MB, as Netskope sends them.
QByteArray ordinaryPage()
{
    QByteArray page = R"({"ok":1,"result":[)";
    for (int number = 0; number < 10'000; ++number) {
        QByteArray event = R"({"_id":"event-)" + QByteArray::number(number) + R"(","timestamp":)" +
                           QByteArray::number(from + number % 3000);
        for (int field = 0; event.size() < 3'650; ++field)
            event += R"(,"field_)" + QByteArray::number(field) + "\":\"value " +
                     QByteArray::number(number * 7919 % 9973 + field) + '"';
        page += (number > 0 ? "," : "") + event + '}';
    }
    return page + R"(],"timestamp_hwm":)" + QByteArray::number(to - 600) + '}';
}

QByteArray lastPage()
{
    const QByteArray body = R"({"ok":1,"result":[{"_id":"last","timestamp":)" + QByteArray::number(to - 1) +
                            R"(}],"timestamp_hwm":)" + QByteArray::number(to + 60) + '}';
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace
} // namespace slipway::test

using namespace slipway;
using test::StreamingTenant;

class MemoryTest : public QObject
{
    Q_OBJECT

    static QStringList command(const StreamingTenant &tenant, const QTemporaryDir &world, const char *name)
    {
        const QString what = QString::fromLatin1(name);
        QStringList words{what,
                          QStringLiteral("--host"),
                          tenant.address().toString(),
                          QStringLiteral("--token-stdin"),
                          QStringLiteral("--endpoint"),
                          QStringLiteral("alert")};
        if (what == QLatin1String("export"))
            words << QStringLiteral("--from") << QString::number(test::from) << QStringLiteral("--to")
                  << QString::number(test::to) << QStringLiteral("--dest")
                  << world.filePath(QStringLiteral("out")) << QStringLiteral("--max-rate")
                  << QStringLiteral("0");
        return words;
    }
    static test::Ended run(const StreamingTenant::Answer &answer, const char *name)
    {
        const QTemporaryDir world;
        const StreamingTenant tenant(answer);
        test::CliRun run(world.path(), command(tenant, world, name), "memory-test-token");
        test::Ended ended = test::measured(run);
        qInfo("%s: %lld MB, exit code %d", name, static_cast<long long>(ended.peak / 1024), ended.code);
        return ended;
    }
    static QByteArray header(const QByteArray &status, const QByteArray &more)
    {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\n" + more;
    }

private Q_SLOTS:
    void ofAnOrdinaryPage_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::newRow("export") << QByteArray("export");
        QTest::newRow("preview") << QByteArray("preview");
    }
    void ofAnOrdinaryPage()
    {
        QFETCH(QByteArray, command);
        const QByteArray body = test::gzipMember(test::ordinaryPage());
        const auto answer = [&](const QByteArray &request, const StreamingTenant::Send &send) {
            if (request.contains("operation=next"))
                send(test::lastPage());
            else
                send(header("200 OK", "Content-Encoding: gzip\r\nContent-Length: " +
                                          QByteArray::number(body.size()) + "\r\n\r\n") +
                     body);
        };
        const test::Ended ended = run(answer, command.constData());
        QVERIFY2(ended.code == 0, (ended.output + ended.errors).right(2000).constData());
        QVERIFY2(ended.peak < test::mostOfOrdinary, QByteArray::number(ended.peak).constData());
    }
    void ofBombs_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("empty events") << test::packed("{\"ok\":1,\"result\":[", "{},", 300 << 20, "{}]}");
        QTest::newRow("numbers") << test::packed("{\"ok\":1,\"result\":[", "1,", 480 << 20, "1]}");
        QTest::newRow("events of lists")
            << test::packed("{\"ok\":1,\"result\":[{\"_id\":\"a\",\"timestamp\":1790000000,\"l\":[", "[],",
                            200 << 20, "1]}]}");
        QTest::newRow("events of fields") << test::packed(
            "{\"ok\":1,\"result\":[{\"_id\":\"a\",\"timestamp\":1790000000", ",\"a\":1", 200 << 20, "}]}");
        QTest::newRow("a member beside the events")
            << test::packed("{\"ok\":1,\"x\":[", "[],", 480 << 20, "1],\"result\":[]}");
        QTest::newRow("a message") << test::packed("{\"ok\":0,\"message\":\"", "\\u00e9", 480 << 20, "\"}");
        QTest::newRow("errors") << test::packed("{\"errors\":[", "\"e\",", 480 << 20, "\"e\"]}");
        QTest::newRow("brackets") << test::packed("", "[", 480 << 20, "");
        QTest::newRow("quotes") << test::packed("{\"", "\\\"", 480 << 20, "");
        QTest::newRow("more than fits") << test::packed("", " ", qint64{4} << 30, "");
    }
    void ofBombs()
    {
        QFETCH(QByteArray, body);
        const auto answer = [&](const QByteArray &, const StreamingTenant::Send &send) {
            send(header("200 OK", "Content-Encoding: gzip\r\nContent-Length: " +
                                      QByteArray::number(body.size()) + "\r\n\r\n") +
                 body);
        };
        for (const char *command : {"check", "preview"}) {
            const test::Ended ended = run(answer, command);
            QVERIFY2(ended.code >= 0, (ended.output + ended.errors).right(2000).constData());
            QVERIFY2(ended.peak < test::mostOfAll, QByteArray::number(ended.peak).constData());
        }
    }
    // What a refusal means is said, and nobody waits for a gigabyte of explanation.
    void ofRefusals_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("framing");
        QTest::addColumn<QByteArray>("piece");
        const QByteArray text = QByteArray("{\"message\":\"no\"} ").repeated(1 << 16);
        const QByteArray gigabyte = "Content-Length: 1073741824\r\n\r\n";
        QTest::newRow("401") << QByteArray("401 Unauthorized") << gigabyte << text;
        QTest::newRow("403") << QByteArray("403 Forbidden") << gigabyte << text;
        QTest::newRow("403, until it is closed") << QByteArray("403 Forbidden") << QByteArray("\r\n") << text;
        QTest::newRow("403, gzip") << QByteArray("403 Forbidden")
                                   << QByteArray(
                                          "Content-Encoding: gzip\r\nContent-Length: 1073741824\r\n\r\n")
                                   << test::gzipMember(text).repeated(100);
        QTest::newRow("404") << QByteArray("404 Not Found") << gigabyte << text;
        QTest::newRow("500") << QByteArray("500 Oops") << gigabyte << text;
    }
    void ofRefusals()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, framing);
        QFETCH(QByteArray, piece);
        std::atomic<qint64> most = 0; // of an answer
        const auto answer = [&](const QByteArray &, const StreamingTenant::Send &send) {
            send(header(status, framing));
            qint64 sent = 0;
            while (sent < (qint64{1} << 30) && send(piece))
                sent += piece.size();
            most = std::max(most.load(), sent);
        };
        const test::Ended ended = run(answer, "check");
        QVERIFY2(ended.peak < test::mostOfOrdinary, QByteArray::number(ended.peak).constData());
        QVERIFY2(most < 64 * test::megabyte, QByteArray::number(most).constData()); // buffers hold some of it
        QVERIFY2((ended.output + ended.errors).contains(status.left(3)),
                 (ended.output + ended.errors).constData());
    }
    void ofHeaders_data()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<QByteArray>("piece");
        const QByteArray ok = "HTTP/1.1 200 OK\r\n";
        QTest::newRow("one header") << ok + "X: " << QByteArray(test::megabyte, 'x');
        QTest::newRow("many headers") << ok << QByteArray("X: y\r\n").repeated(150'000);
        QTest::newRow("names") << ok << QByteArray("A-name-that-is-long: y\r\n").repeated(40'000);
        QTest::newRow("folds") << ok + "X: y\r\n" << QByteArray(" y\r\n").repeated(250'000);
        QTest::newRow("interim answers")
            << QByteArray() << QByteArray("HTTP/1.1 102 Processing\r\n\r\n").repeated(40'000);
        QTest::newRow("a status line") << QByteArray("HTTP/1.1 200 ") << QByteArray(test::megabyte, 'x');
        QTest::newRow("a trailer") << ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
                                   << QByteArray("X: y\r\n").repeated(150'000);
        QTest::newRow("an extension of a chunk")
            << ok + "Transfer-Encoding: chunked\r\n\r\n1;" << QByteArray(test::megabyte, 'x');
    }
    void ofHeaders()
    {
        QFETCH(QByteArray, begin);
        QFETCH(QByteArray, piece);
        const auto answer = [&](const QByteArray &, const StreamingTenant::Send &send) {
            send(begin);
            for (qint64 at = 0; at < (qint64{1} << 30) && send(piece); at += piece.size()) {
            }
        };
        const test::Ended ended = run(answer, "check");
        QVERIFY2(ended.code > 0, (ended.output + ended.errors).right(2000).constData());
        QVERIFY2(ended.peak < test::mostOfOrdinary, QByteArray::number(ended.peak).constData());
    }
};

QTEST_GUILESS_MAIN(MemoryTest)
#include "memory_test.moc"
