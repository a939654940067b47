// What an answer without a page says about the server's cursor.
#include "core/demo/demo_answer.h"
#include "core/netskope/answer_fault.h"
#include "core/netskope/iterator.h"
#include "tests/support/raw_server.h"

#include <QTest>

using namespace slipway;
using test::http;
using test::RawServer;

namespace {

QString faultNameOf(int status, const char *body, const char *type = "application/json")
{
    HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    answer.headers.insert("content-type", type);
    const auto fault = faultOf(answer);
    return fault ? answerFaultName(*fault) : QString();
}

std::expected<PageAnswer, PageFailure> fetch(const QUrl &address, RequestLimits limits = {})
{
    ConnectionSettings settings;
    settings.address = address;
    settings.token = Secret("fault-test-token");
    ApiClient client(settings);
    limits.answer = limits.idle = std::chrono::milliseconds(500);
    const Endpoint endpoint = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("alert"));
    return QCoro::waitFor(fetchPage(client, endpoint, IndexName::preview(), Operation::next(), {}, limits));
}

QByteArray withStatus(const char *line, const QByteArray &body, const QByteArray &headers = {})
{
    return QByteArray("HTTP/1.1 ") + line + "\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n" + headers + "\r\n" + body;
}

} // namespace

class AnswerFaultTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ofErrors()
    {
        for (const ErrorKind kind : {ErrorKind::BadInput, ErrorKind::NameNotFound,
                                     ErrorKind::ConnectionRefused, ErrorKind::Tls, ErrorKind::Proxy})
            QCOMPARE(faultOf(Error{kind, {}, {}, {}}), AnswerFault::NotSent);
        for (const ErrorKind kind :
             {ErrorKind::ConnectionLost, ErrorKind::Timeout, ErrorKind::TruncatedAnswer, ErrorKind::BadAnswer,
              ErrorKind::Cancelled, ErrorKind::Internal})
            QCOMPARE(faultOf(Error{kind, {}, {}, {}}), AnswerFault::NoAnswer);
    }
    void ofAnswers()
    {
        QCOMPARE(faultNameOf(200, "{}"), QString());
        QCOMPARE(faultNameOf(200, "not a page"), QString()); // for the parser to say
        QCOMPARE(faultNameOf(204, ""), QString());
        QCOMPARE(faultNameOf(200, ""), QStringLiteral("no-answer"));
        for (const int status : {200, 302, 401, 403, 404, 500, 503}) {
            for (const char *page :
                 {"<html>", "<!DOCTYPE html>", "\xef\xbb\xbf\r\n <HTML>", "<?xml version=\"1.0\"?>"})
                QCOMPARE(faultNameOf(status, page, "text/plain"), QStringLiteral("not-the-tenants"));
            QCOMPARE(faultNameOf(status, "Please log in", "text/html; charset=utf-8"),
                     QStringLiteral("not-the-tenants"));
        }
        // A filter's text, but not the API's own words.
        for (const int status : {401, 403}) {
            QCOMPARE(faultNameOf(status, "Access denied by policy", "text/plain; charset=utf-8"),
                     QStringLiteral("not-the-tenants"));
            QCOMPARE(faultNameOf(status, "Invalid authentication credentials", "text/plain"),
                     QStringLiteral("status"));
            QCOMPARE(faultNameOf(status, "{\"message\":\"no\"}", "text/plain"), QStringLiteral("status"));
        }
        QCOMPARE(faultNameOf(511, ""), QStringLiteral("not-the-tenants"));
        QCOMPARE(faultNameOf(407, "{}"), QStringLiteral("not-the-tenants"));
        for (const int status : {201, 206, 302, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504, 520}) {
            QCOMPARE(faultNameOf(status, R"({"message":"no"})"), QStringLiteral("status"));
            // Some gateways call JSON a web page, and some send nothing.
            QCOMPARE(faultNameOf(status, R"({"message":"no"})", "text/html"), QStringLiteral("status"));
            QCOMPARE(faultNameOf(status, "", "text/html"), QStringLiteral("status"));
        }
    }
    void overHttp_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("fault");
        const auto row = [](const char *name, const QByteArray &answer, const char *fault) {
            QTest::newRow(name) << answer << QString::fromLatin1(fault);
        };
        row("nothing at all", {}, "no-answer");
        row("cut off", http("{\"ok\":1,\"result\":[]}").chopped(3), "no-answer");
        row("cut off, without a length", "HTTP/1.0 200 OK\r\n\r\n{\"ok\":1,\"result\":[{\"a\":1}",
            "no-answer");
        row("whole, but the JSON is not", http("{\"ok\":1,\"result\":[{\"a\":1}"), "unreadable");
        row("another text", http("OK"), "unreadable");
        row("CSV", http("a,b\n1,2\n", "Content-Type: text/csv\r\n"), "unreadable");
        row("a list of nothing", http(R"({"ok":1,"result":[null]})"), "unreadable");
        for (const char *list :
             {R"([{"error":"backend timeout"}])",
              R"({"ok":1,"result":[{"message":"Internal Server Error"}]})", R"(["error"])", "[false]",
              R"(["<html>502"])", R"({"result":[{"ok":1,"result":[]}]})",
              R"([{"timestamp":1790000000,"status":500,"error":"Internal Server Error","path":"/"}])",
              R"({"ok":1,"result":[{"message":"no","timestamp":"2026-09-01T00:00:00Z"},{"code":7}]})"})
            row(list, http(list), "unreadable");
        for (const char *list :
             {R"([{"_id":"1"}])", R"({"ok":1,"result":[{"timestamp":1790000000,"user":"ann"}]})",
              R"([{"_id":"1","error":"is a field","message":"too"}])", R"([{"error":"x"},{"_id":"1"}])"})
            row(list, http(list), "");
        row("a list of empty objects", http(R"({"ok":1,"result":[{ }, {}]})"), "unreadable");
        row("a list of empty lists", http(R"({"ok":1,"result":[[],[]]})"), "unreadable");
        row("a list of empty texts", http(R"({"ok":1,"result":["", null]})"), "unreadable");
        row("ok: false", http(R"({"ok":false,"result":[]})"), "reports-failure");
        row("an error object", http(R"({"error":{"code":500,"message":"backend timeout"}})"),
            "reports-failure");
        row("a portal", http("<html>Log in</html>", "Content-Type: text/html\r\n"), "not-the-tenants");
        row("a proxy's 403", withStatus("403 Forbidden", "<html>Blocked</html>"), "not-the-tenants");
        row("the tenant's 403", withStatus("403 Forbidden", R"({"message":"no"})"), "status");
        row("a gateway's 502", withStatus("502 Bad Gateway", ""), "status");
        row("a redirect", withStatus("302 Found", "", "Location: /login\r\n"), "status");
        row("a great many events",
            http("{\"ok\":1,\"result\":[" + QByteArray("{},").repeated(200'000) + "{}]}"), "too-large");
    }
    void overHttp()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, fault);
        const RawServer server({{answer}});
        const auto fetched = fetch(server.address());
        QCOMPARE(fetched ? QString() : answerFaultName(fetched.error().fault), fault);
        if (fetched)
            return;
        QVERIFY(!fetched.error().error.message.isEmpty());
        // What cannot be read is handed on, to be put aside; nothing else is.
        if (fault == QLatin1String("unreadable"))
            QCOMPARE(fetched.error().body, answer.mid(answer.indexOf("\r\n\r\n") + 4));
        else
            QVERIFY(fetched.error().body.isEmpty());
    }
    void aBodyBeyondTheLimit()
    {
        const QByteArray large = "{\"ok\":1,\"result\":[],\"x\":\"" + QByteArray(100000, 'x') + "\"}";
        const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                   QByteArray::number(large.size(), 16) + "\r\n" + large + "\r\n0\r\n\r\n";
        RequestLimits limits;
        limits.maxBody = 50000;
        for (const QByteArray &answer :
             {http(large), chunked, http(gzipped(large), "Content-Encoding: gzip\r\n")}) {
            const RawServer server({{answer}});
            const auto fetched = fetch(server.address(), limits);
            QVERIFY(!fetched);
            QCOMPARE(answerFaultName(fetched.error().fault), QStringLiteral("too-large"));
        }
    }
    void thatWasNotSent()
    {
        QUrl closed;
        {
            const RawServer server({});
            closed = server.address();
        }
        const auto fetched = fetch(closed);
        QVERIFY(!fetched);
        QCOMPARE(answerFaultName(fetched.error().fault), QStringLiteral("not-sent"));
    }
};

QTEST_GUILESS_MAIN(AnswerFaultTest)
#include "answer_fault_test.moc"
