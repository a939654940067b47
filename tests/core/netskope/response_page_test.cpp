#include "core/demo/demo_answer.h"
#include "core/events/documents/event_fields.h"
#include "core/events/sampling/preview.h"
#include "core/netskope/iterator.h"

#include <QTest>

using namespace slipway;

namespace {

const QByteArray tricky =
    R"({"_id":"a","transaction_id":8847222077216958610,"u":18446744073709551615,"z":0.0,"e":1e3,"a":"\u00e9\/x","dup":1,"dup":2,"big":123456789012345678901234567890,"s":"\ud83d","timestamp":1736154198})";

} // namespace

class ResponsePageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsTheBytes()
    {
        const QByteArray body = R"({"wait_time": 30, "x":{"result":[]}, "result": [)" + tricky +
                                R"(, {"_id":"b"}], "timestamp_hwm": 1736154200, "ok": 1})";
        const auto page = ResponsePage::parse(body);
        QVERIFY(page);
        QCOMPARE(page->events().size(), 2u);
        QCOMPARE(QByteArray(page->events()[0].data(), static_cast<qsizetype>(page->events()[0].size())),
                 tricky);
        QCOMPARE(page->keys()[0].timestamp.value(), 1736154198);
        QCOMPARE(page->keys()[1].id, std::string_view("b"));
        QCOMPARE(page->highWaterMark().value(), 1736154200);
        QCOMPARE(page->waitSeconds().value(), 30);
    }
    void refusesEveryTruncation()
    {
        const QByteArray body =
            R"({"ok":1,"result":[)" + tricky + "," + tricky + R"(],"wait_time":0,"timestamp_hwm":5})";
        QVERIFY(ResponsePage::parse(body));
        for (qsizetype length = 0; length < body.size(); ++length)
            QVERIFY2(!ResponsePage::parse(body.left(length)), qPrintable(QString::number(length)));
    }
    void refusesWhatIsNoPage_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body :
             {"\"x\"", "{}", R"({"ok":0,"result":[]})", R"({"ok":1,"result":"none"})",
              R"({"ok":1,"result":1})", R"({"ok":1,"result":[{"a":1}]} x)", R"({"ok":1,"result":[{"a":[1}]})",
              R"({"status":"error","message":"no","result":[]})", "<html></html>"})
            QTest::newRow(body) << QByteArray(body);
    }
    void refusesWhatIsNoPage()
    {
        QFETCH(QByteArray, body);
        const auto page = ResponsePage::parse(body);
        QVERIFY(!page);
        QVERIFY(!page.error().message.isEmpty());
    }
    void inflatesWholeBodiesOnly()
    {
        const QByteArray plain = tricky.repeated(50), packed = gzipped(plain);
        QCOMPARE(inflateWhole(packed, 1 << 20, 64).value(), plain);
        QCOMPARE(inflateWhole(packed + packed, 1 << 20, 64).value(), plain + plain);
        QVERIFY(!inflateWhole(packed, plain.size() - 1, 64)); // bounded
        for (qsizetype length = 0; length < packed.size(); ++length)
            QVERIFY2(!inflateWhole(packed.left(length), 1 << 20, 64), qPrintable(QString::number(length)));
        QByteArray damaged = packed;
        damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
        QVERIFY(!inflateWhole(damaged, 1 << 20, 64));
        QVERIFY(!inflateWhole(packed + "x", 1 << 20, 64));
    }
    void classifies_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QString>("kind");
        const auto row = [](int status, const char *body, const char *kind,
                            const char *type = "application/json") {
            QTest::addRow("%d %s", status, body)
                << status << QByteArray(body) << QByteArray(type) << QString::fromLatin1(kind);
        };
        row(200, R"({"ok":1})", "");
        row(204, "", "");
        row(200, "", "bad-answer");
        row(200, "<html>", "bad-answer", "text/html");
        row(302, "", "bad-answer");
        row(401, R"({"message":"Unauthorized"})", "token-refused");
        row(403, "message", "permission-missing", "text/plain");
        row(404, R"({"message":"no Route matched with those values"})", "not-available");
        row(409, "Concurrency conflict, retry later.", "busy");
        row(429, "", "rate-limited");
        row(500, R"({"message":"Permission denied"})", "permission-missing");
        row(503, "", "server-fault");
        row(400, R"({"message":"syntax error"})", "bad-answer");
    }
    void classifies()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, type);
        QFETCH(QString, kind);
        HttpAnswer answer;
        answer.status = status;
        answer.body = body;
        answer.headers.insert("content-type", type);
        const auto error = classify(answer, QStringLiteral("/p"));
        QCOMPARE(error ? errorKindName(error->kind) : QString(), kind);
    }
    void showsDigitsAsSent()
    {
        QCOMPARE(fieldText(tricky, QStringLiteral("transaction_id")), QStringLiteral("8847222077216958610"));
        QCOMPARE(fieldText(tricky, QStringLiteral("big")), QStringLiteral("123456789012345678901234567890"));
        QCOMPARE(fieldText(tricky, QStringLiteral("a")), QStringLiteral("é/x"));
        QCOMPARE(fieldText("not json", QStringLiteral("a")), QString());
    }
    void scrubsSecrets()
    {
        const Secret secret("s3cr3t-t0ken/+x");
        for (const QByteArray &form : {secret.reveal(), secret.reveal().toBase64(), secret.reveal().toHex(),
                                       secret.reveal().toPercentEncoding()})
            QVERIFY(!scrubbed(QStringLiteral("see %1 here").arg(QString::fromLatin1(form)))
                         .contains(QString::fromLatin1(form)));
        QVERIFY(!scrubbed(QStringLiteral("Netskope-Api-Token: abcdef")).contains(QLatin1String("abcdef")));
    }
};

QTEST_GUILESS_MAIN(ResponsePageTest)
#include "response_page_test.moc"
