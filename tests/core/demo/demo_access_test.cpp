// Who may send which requests and how often, and which of them are recorded.
#include "tests/support/demo_contract.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QThread>

using namespace slipway;
using test::control;

class DemoAccessTest : public QObject, private test::DemoContract
{
    Q_OBJECT

    static bool isListening(const QUrl &address)
    {
        QTcpSocket socket;
        socket.connectToHost(address.host(), static_cast<quint16>(address.port()));
        return socket.waitForConnected(10'000);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { m_demo.reset(); }

    // The window ends its demo while a page is being made; it must not wait for that page.
    void isRetiredWithoutWaiting()
    {
        DemoTenantOptions options;
        options.events = {{QStringLiteral("alert"), 40'000}};
        options.from = from;
        options.to = from + 3600;
        options.requestsPerSecond = 0;
        const auto ask = [](const DemoTenant &demo) {
            auto socket = std::make_unique<QTcpSocket>();
            socket->connectToHost(demo.address().host(), static_cast<quint16>(demo.address().port()));
            if (!socket->waitForConnected(10'000))
                return std::unique_ptr<QTcpSocket>();
            socket->write("GET /api/v2/events/dataexport/events/alert?operation=" + QByteArray::number(from) +
                          "&index=i HTTP/1.1\r\nHost: demo\r\nNetskope-Api-Token: demo-token\r\n\r\n");
            (void)socket->waitForBytesWritten(10'000);
            return socket;
        };
        qint64 page = 0, waited = 0;
        {
            const auto demo = DemoTenant::start(options).value();
            QElapsedTimer timer;
            timer.start();
            const auto socket = ask(*demo);
            QVERIFY(socket && socket->waitForReadyRead(10'000));
            page = timer.elapsed();
        }
        for (int i = 0; i < 5; ++i) {
            auto demo = DemoTenant::start(options).value();
            const QUrl address = demo->address();
            const auto socket = ask(*demo);
            QVERIFY(socket);
            QThread::msleep(static_cast<unsigned long>(page / 4)); // into the middle of its work
            QElapsedTimer timer;
            timer.start();
            DemoTenant::retire(std::move(demo));
            waited += timer.elapsed();
            QTRY_VERIFY_WITH_TIMEOUT(!isListening(address), 10'000);
        }
        QVERIFY2(waited < page,
                 qPrintable(QStringLiteral("%1 ms; a page takes %2 ms").arg(waited).arg(page)));
        DemoTenant::retire(nullptr);
    }
    void refusals()
    {
        const QString next = QStringLiteral("next");
        const QList<QPair<QString, QString>> query{{QStringLiteral("operation"), next},
                                                   {QStringLiteral("index"), QStringLiteral("i")}};
        QCOMPARE(get(alerts, query, "wrong")->status, 401);
        set(R"({"bad_token":"403"})");
        QCOMPARE(message(get(alerts, query, "wrong")), QStringLiteral("You cannot consume this service"));
        set(R"({"bad_token":"403-html"})");
        QCOMPARE(get(alerts, query, "wrong")->header("content-type"), QByteArray("text/html"));
        set(R"({"bad_token":"401-empty"})");
        QVERIFY(get(alerts, query, "wrong")->body.isEmpty());

        const QString pages = QStringLiteral("/api/v2/events/dataexport/events/page");
        QCOMPARE(get(pages, query)->status, 403);
        // A path that is not granted is refused before its parameters are looked at.
        QCOMPARE(get(pages, {})->status, 403);
        set(R"({"missing_scope":"404"})");
        QCOMPARE(message(get(pages, query)), QStringLiteral("no Route matched with those values"));
        set(R"({"missing_scope":"403-html"})");
        QCOMPARE(get(pages, query)->header("content-type"), QByteArray("text/html"));
        QCOMPARE(get(QStringLiteral("/api/v2/no/such/path"))->status, 404);

        QCOMPARE(get(alerts, {{QStringLiteral("index"), QStringLiteral("i")}})->status, 400);
        QCOMPARE(get(alerts, {{QStringLiteral("operation"), next}})->status, 400);
        QCOMPARE(ask(QStringLiteral("probe"))->status, 400);
        QCOMPARE(ask(next, "no/such:name")->status, 400);
        set(R"({"bad_operation":"next"})");
        QCOMPARE(ask(QStringLiteral("probe"))->status, 200);
        QVERIFY(!message(ask(QStringLiteral("resend"), "never-used")).isEmpty());
    }
    void tokensExpire()
    {
        set(R"({"expires_after":2})");
        QCOMPARE(ask(QString::number(from))->status, 200);
        QCOMPARE(ask(QStringLiteral("next"))->status, 200);
        QCOMPARE(ask(QStringLiteral("next"))->status, 401);
        set(R"({"expires_after":-1,"token":"other"})");
        QCOMPARE(ask(QStringLiteral("next"))->status, 401);
        QCOMPARE(get(alerts, {}, "other")->status, 400);
    }
    void otherPathsHaveTheirOwnPermission()
    {
        const QString tokens = QStringLiteral("/api/v2/auth/tokens");
        const QString search = QStringLiteral("/api/v2/events/datasearch/alert");
        const QString data = QStringLiteral("/api/v2/events/data/alert");
        QCOMPARE(get(tokens)->status, 403);
        QCOMPARE(get(search)->status, 403);
        set(R"({"granted":["alert","/api/v2/auth/tokens","/api/v2/events/datasearch/alert",)"
            R"("/api/v2/events/data/alert"]})");
        const QJsonArray list = QJsonDocument::fromJson(get(tokens)->body).array();
        QVERIFY(list[0][QStringLiteral("expires")].toInteger() > QDateTime::currentSecsSinceEpoch());
        QCOMPARE(list[0][QStringLiteral("endpoints")][0][QStringLiteral("endpoint")].toString(), alerts);
        QCOMPARE(events(get(search, {{QStringLiteral("limit"), QStringLiteral("7")}})).size(), 7);
        QCOMPARE(get(data)->status, 200);
        set(R"({"legacy_data":"403"})");
        QVERIFY(message(get(data)).contains(QLatin1String("deprecated")));
    }
    void theRateLimit()
    {
        set(R"({"rate":2,"rate_window":60})");
        const auto first = ask(QString::number(from));
        QCOMPARE(first->header("ratelimit-limit"), QByteArray("2"));
        QCOMPARE(first->header("ratelimit-remaining"), QByteArray("1"));
        const int reset = first->header("ratelimit-reset").toInt();
        QVERIFY(reset > 0 && reset <= 60);
        QCOMPARE(ask(QStringLiteral("next"))->status, 200);
        const auto limited = ask(QStringLiteral("next"));
        QCOMPARE(limited->status, 429);
        QVERIFY(limited->header("retry-after").toInt() > 0);
        QCOMPARE(limited->header("ratelimit-remaining"), QByteArray("0"));
        QCOMPARE(ask(QString::number(from), "x", audits)->status, 200); // for each path
        set(R"({"rate_headers":"retry-after"})");
        const auto refused = ask(QStringLiteral("next"));
        QVERIFY(refused->header("retry-after").toInt() > 0);
        QVERIFY(refused->header("ratelimit-reset").isEmpty());
        set(R"({"rate_headers":"none"})");
        QVERIFY(ask(QStringLiteral("next"))->header("retry-after").isEmpty());
    }
    void othersUseTheLimitToo()
    {
        set(R"({"rate":4,"rate_window":60,"phantom":3})");
        QCOMPARE(ask(QString::number(from))->status, 200);
        QCOMPARE(ask(QStringLiteral("next"))->status, 429);
    }
    void callsCanBeSeenInTheAuditEvents()
    {
        set(R"({"audit_echo":"on"})");
        (void)ask(QString::number(from));
        bool seen = false;
        auto answer = ask(QString::number(from), "echo", audits);
        for (int page = 0; page < 20 && !seen; ++page) {
            for (const QJsonValue event : events(answer)) {
                if (event[QStringLiteral("audit_log_event")].toString() != QLatin1String("Rest API V2 Call"))
                    continue;
                seen = true;
                const QJsonArray values =
                    event[QStringLiteral("supporting_data")][QStringLiteral("data_values")].toArray();
                QCOMPARE(values[0].toInt(), 200);
                QCOMPARE(values[1].toString(), QStringLiteral("GET"));
                QVERIFY(values[2].toString().startsWith(QLatin1String("/api/v2/events/dataexport/")));
                QVERIFY(values[3].toString().startsWith(QLatin1String("trid=")));
            }
            answer = ask(QStringLiteral("next"), "echo", audits);
        }
        QVERIFY(seen);
    }
    void theRecordTellsEveryRequestAndNoToken()
    {
        readToTheEnd();
        const QJsonArray log = control(m_demo->address(), "/__demo/log").array();
        QVERIFY(log.size() > 4);
        QCOMPARE(log[0][QStringLiteral("operation")].toString(), QString::number(from));
        QCOMPARE(log[1][QStringLiteral("operation")].toString(), QStringLiteral("next"));
        QVERIFY(!QJsonDocument(log).toJson().contains("contract-token"));
        QVERIFY(!m_demo->readyLine().contains("contract-token"));
        QCOMPARE(control(m_demo->address(), "/__demo/cursors").array().size(), 1);
    }
    void onlyLoopback()
    {
        DemoTenantOptions options;
        options.host = QStringLiteral("0.0.0.0");
        const auto refused = DemoTenant::start(options);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(QLatin1String("0.0.0.0")));
    }
};

QTEST_GUILESS_MAIN(DemoAccessTest)
#include "demo_access_test.moc"
