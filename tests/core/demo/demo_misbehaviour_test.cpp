// A tenant, or a gateway in front of it, that does not do what a client expects: each misbehaviour can be
// switched on and does what it says.
#include "tests/support/demo_contract.h"

#include <QTcpSocket>

using namespace slipway;
using test::control;

class DemoMisbehaviourTest : public QObject, private test::DemoContract
{
    Q_OBJECT

    QByteArray first(const char *index = "slipway-test") const
    {
        return ask(QString::number(from), index)->body;
    }
    QByteArray next(const char *index = "slipway-test") const
    {
        return ask(QStringLiteral("next"), index)->body;
    }
    QByteArray resend() const { return ask(QStringLiteral("resend"))->body; }
    static qint64 markOf(const QByteArray &body)
    {
        return QJsonDocument::fromJson(body)[QStringLiteral("timestamp_hwm")].toInteger();
    }
    // The very bytes of an answer to `next` with a plain socket, which no client has tidied up.
    QByteArray raw(const QByteArray &header = {}, const QByteArray &target = {},
                   const QByteArray &method = "GET",
                   const QByteArray &token = "Netskope-Api-Token: contract-token\r\n") const
    {
        QTcpSocket socket;
        socket.connectToHost(m_demo->address().host(), static_cast<quint16>(m_demo->address().port()));
        if (!socket.waitForConnected(5000))
            return {};
        const QByteArray path =
            target.isEmpty()
                ? alerts.toLatin1() + "?operation=" + QByteArray::number(from) + "&index=" + fresh()
                : target;
        socket.write(method + ' ' + path + " HTTP/1.1\r\nHost: demo\r\n" + token + header +
                     "Content-Length: 0\r\n\r\n");
        // Up to the end of the text: no length is to be trusted here.
        QByteArray got;
        const auto isWhole = [&] {
            return (got.contains("\"timestamp_hwm\"") || got.contains("\"message\"")) &&
                   (got.endsWith('}') || got.endsWith("}\r\n0\r\n\r\n"));
        };
        while (!isWhole() && socket.waitForReadyRead(5000))
            got += socket.readAll();
        return got;
    }
    // An index that no request is using.
    QByteArray fresh() const { return "raw" + QByteArray::number(++m_indexes); }
    mutable int m_indexes = 0;

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { m_demo.reset(); }

    void aGatewaysErrorBeforeOrAfterTheCursorMoved_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {500, 502, 503, 504, 520, 408, 429, 401, 403, 404})
            QTest::addRow("%d", status) << status;
        QTest::newRow("302") << 302;
    }
    void aGatewaysErrorBeforeOrAfterTheCursorMoved()
    {
        QFETCH(int, status);
        const QByteArray one = first("truth"), two = next("truth"), three = next("truth");
        for (const bool moves : {false, true}) {
            QCOMPARE(first(), one);
            const QByteArray kind = status == 302 ? QByteArray("\"redirect\"")
                                                  : "\"status\",\"status\":" + QByteArray::number(status);
            fault(("{\"fault\":" + kind +
                   ",\"type\":\"text/html\",\"body\":\"<html>\",\"moves\":" + (moves ? "true}" : "false}"))
                      .constData());
            const auto failed = ask(QStringLiteral("next"));
            QCOMPARE(failed->status, status);
            if (status != 302)
                QCOMPARE(failed->header("content-type"), QByteArray("text/html"));
            QCOMPARE(resend(), moves ? two : one);
            QCOMPARE(next(), moves ? three : two);
        }
    }
    void aWebPageOfAnyStatus()
    {
        const QByteArray one = first("truth"), two = next("truth");
        for (const int status : {200, 401, 403, 404}) {
            QCOMPARE(first(), one);
            fault(("{\"fault\":\"html\",\"moves\":false,\"status\":" + QByteArray::number(status) + '}')
                      .constData());
            const auto page = ask(QStringLiteral("next"));
            QCOMPARE(page->status, status);
            QVERIFY(page->body.startsWith("<!DOCTYPE html>"));
            QCOMPARE(next(), two);
        }
    }
    void faultsAreAimed()
    {
        const QByteArray one = first("truth"), two = next("truth"), three = next("truth");
        fault(R"({"fault":"status","status":502,"skip":2,"operation":"next"})");
        QCOMPARE(first(), one);
        QCOMPARE(next(), two);
        QCOMPARE(resend(), two);
        QCOMPARE(next(), three);
        QCOMPARE(ask(QStringLiteral("next"))->status, 502);
        fault(R"({"fault":"no-content","moves":false,"count":-1})");
        for (int i = 0; i < 5; ++i)
            QCOMPARE(ask(QStringLiteral("next"))->status, 204);
        (void)control(m_demo->address(), "/__demo/reset", "{}");
        QCOMPARE(ask(QStringLiteral("next"))->status, 200);
    }
    void aCursorThatIsStuckOrCircles()
    {
        const QByteArray one = first("truth"), two = next("truth"), three = next("truth");
        QCOMPARE(first(), one);
        set(R"({"cursor":"stuck"})");
        QCOMPARE(next(), one);
        QCOMPARE(next(), one);
        set(R"({"cursor":"two-pages"})");
        QCOMPARE(next(), two);
        QCOMPARE(next(), one);
        QCOMPARE(next(), two);
        set(R"({"cursor":"moves"})");
        QCOMPARE(next(), three);
        // A cache in between: an old page in place of the one that was asked for.
        fault(R"({"fault":"stale"})");
        QCOMPARE(first(), three);
        QCOMPARE(first(), one);
        fault(R"({"fault":"stale","moves":true})");
        QCOMPARE(next(), one);
        QCOMPARE(resend(), two);
    }
    void marksGoBackwardsOrFarAhead()
    {
        set(R"({"hwm":"backwards"})");
        const qint64 before = markOf(first());
        const QByteArray two = next();
        QVERIFY(markOf(two) < before);
        QCOMPARE(resend(), two);
        QVERIFY(markOf(next()) > markOf(two));
        set(R"({"hwm":"future"})");
        QVERIFY(markOf(next()) > QDateTime::currentSecsSinceEpoch() + 86'400);
    }
    void whatIsOlderThanTheRetentionIsGone()
    {
        set(R"({"retention":7200})");
        const qint64 kept = to - 7200;
        const auto oldest = [](const QByteArray &body) {
            qint64 time = std::numeric_limits<qint64>::max();
            for (const QJsonValue event : QJsonDocument::fromJson(body)[QStringLiteral("result")].toArray())
                time = std::min(time, event[QStringLiteral("timestamp")].toInteger());
            return time;
        };
        QVERIFY(oldest(first()) >= kept);
        QVERIFY(oldest(first()) < kept + 3600);
        QCOMPARE(events(ask(QStringLiteral("head"), "slipway-head")),
                 events(ask(QString::number(kept), "from-there")));
        set(R"({"before_retention":"400"})");
        QCOMPARE(ask(QString::number(kept - 1))->status, 400);
        QCOMPARE(ask(QString::number(kept))->status, 200);
        set(R"({"before_retention":"empty"})");
        QVERIFY(events(ask(QString::number(kept - 3600))).isEmpty());
    }
    void headAndTailOfANewIndex()
    {
        const QByteArray one = first();
        QCOMPARE(ask(QStringLiteral("head"), "slipway-head")->body, one);
        const auto tail = ask(QStringLiteral("tail"), "slipway-preview");
        QVERIFY(!events(tail).isEmpty());
        for (const QJsonValue event : events(tail))
            QVERIFY(event[QStringLiteral("timestamp")].toInteger() >= to - 3600);
        QVERIFY(events(ask(QStringLiteral("next"), "slipway-preview")).isEmpty()); // nothing is newer
    }
    void lateEventsArriveLater()
    {
        const auto idsTo = [this](qint64 mark, const char *index) {
            QSet<QString> ids;
            for (auto page = ask(QString::number(from), index);; page = ask(QStringLiteral("next"), index)) {
                for (const QJsonValue event : events(page))
                    ids.insert(event[QStringLiteral("_id")].toString());
                if (events(page).isEmpty() || hwm(page) >= mark)
                    return ids;
            }
        };
        const QSet<QString> all = idsTo(to, "all");
        QCOMPARE(all.size(), count);
        set(R"({"late_every":10})");
        const QSet<QString> before = idsTo(to, "before");
        QCOMPARE(before.size(), count - count / 10);
        // They arrive in the third hour. Who has read the first two has not seen them, and who goes on does.
        const qint64 arrival = from + 2 * 3600 + 600;
        (void)control(m_demo->address(), "/__demo/late", "{\"at\":" + QByteArray::number(arrival) + '}');
        const QSet<QString> twoHours = idsTo(from + 2 * 3600, "continued");
        QVERIFY(before.contains(twoHours));
        QSet<QString> rest;
        qint64 late = 0;
        for (auto page = ask(QStringLiteral("next"), "continued"); !events(page).isEmpty();
             page = ask(QStringLiteral("next"), "continued")) {
            for (const QJsonValue event : events(page)) {
                rest.insert(event[QStringLiteral("_id")].toString());
                late += event[QStringLiteral("timestamp")].toInteger() < from + 2 * 3600 ? 1 : 0;
            }
        }
        QVERIFY(late > 10);
        QCOMPARE(twoHours + rest, all);
    }
    void anIndexIsForgotten()
    {
        set(R"({"first_next":"404"})");
        (void)first("one");
        (void)first("two");
        (void)control(m_demo->address(), "/__demo/forget", R"({"index":"one"})");
        QCOMPARE(ask(QStringLiteral("next"), "one")->status, 404);
        QCOMPARE(ask(QStringLiteral("resend"), "one")->status, 400);
        QCOMPARE(ask(QStringLiteral("next"), "two")->status, 200);
    }
    void theLimitsEndIsADate()
    {
        set(R"({"rate":1,"rate_window":60})");
        (void)first();
        QVERIFY(ask(QStringLiteral("next"))->header("retry-after").toInt() <= 60);
        QCOMPARE(ask(QStringLiteral("next"))->status, 429);
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        set(R"({"reset_form":"epoch"})");
        const auto seconds = ask(QStringLiteral("next"));
        QVERIFY(seconds->header("retry-after").toLongLong() >= now);
        QCOMPARE(seconds->header("ratelimit-reset"), seconds->header("retry-after"));
        set(R"({"reset_form":"epoch-ms"})");
        QVERIFY(ask(QStringLiteral("next"))->header("retry-after").toLongLong() >= now * 1000);
        set(R"({"reset_form":"date"})");
        QVERIFY(ask(QStringLiteral("next"))->header("retry-after").endsWith(" GMT"));
        set(R"({"reset_form":"iso"})");
        QVERIFY(ask(QStringLiteral("next"))->header("retry-after").endsWith('Z'));
    }
    void pagesWithEventsAskToWait()
    {
        set(R"({"data_wait":5,"data_wait_every":2})");
        QCOMPARE(json(ask(QString::number(from)))[QStringLiteral("wait_time")].toInt(), 0);
        QCOMPARE(json(ask(QStringLiteral("next")))[QStringLiteral("wait_time")].toInt(), 5);
        QCOMPARE(json(ask(QStringLiteral("next")))[QStringLiteral("wait_time")].toInt(), 0);
    }
    void pagesWithoutEventsAskToWait()
    {
        const auto waitOfNothing = [&] {
            return json(ask(QString::number(from + 100 * 86'400)))[QStringLiteral("wait_time")].toInt();
        };
        QCOMPARE(waitOfNothing(), 30);
        set(R"({"empty_wait":1})");
        QCOMPARE(waitOfNothing(), 1);
    }
    void encodingsAndFramings()
    {
        const QByteArray gzip = "Accept-Encoding: gzip\r\n";
        const auto withEncoding = [&](const char *value) {
            set(("{\"encoding\":\"" + QByteArray(value) + "\"}").constData());
            // A packed page has no text to wait for: its header is what is looked at.
            QTcpSocket socket;
            socket.connectToHost(m_demo->address().host(), static_cast<quint16>(m_demo->address().port()));
            socket.write("GET " + alerts.toLatin1() + "?operation=" + QByteArray::number(from) +
                         "&index=" + fresh() +
                         " HTTP/1.1\r\nHost: demo\r\nNetskope-Api-Token: contract-token\r\n" + gzip + "\r\n");
            QByteArray got;
            while (!got.contains("\r\n\r\n") && socket.waitForReadyRead(5000))
                got += socket.readAll();
            return got;
        };
        QVERIFY(withEncoding("x-gzip").contains("Content-Encoding: x-gzip\r\n"));
        QVERIFY(withEncoding("GZIP").contains("Content-Encoding: GZIP\r\n"));
        QVERIFY(!withEncoding("no-header").contains("Content-Encoding"));
        QVERIFY(withEncoding("twice").contains("Content-Encoding: gzip, gzip\r\n"));
        QVERIFY(
            withEncoding("two-lines").contains("Content-Encoding: identity\r\nContent-Encoding: gzip\r\n"));
        QVERIFY(withEncoding("deflate").contains("Content-Encoding: deflate\r\n"));
        QVERIFY(withEncoding("header-only").contains("Content-Encoding: gzip\r\n"));
        set(R"({"encoding":"gzip"})");

        const auto withFraming = [&](const char *value) {
            set(("{\"framing\":\"" + QByteArray(value) + "\"}").constData());
            return raw();
        };
        const QByteArray usual = raw();
        const QByteArray body = usual.mid(usual.indexOf("\r\n\r\n") + 4);
        const QByteArray size = QByteArray::number(body.size());
        QVERIFY(usual.contains("Content-Length: " + size + "\r\n"));
        QVERIFY(withFraming("list-length").contains("Content-Length: " + size + ", " + size + "\r\n"));
        QVERIFY(
            withFraming("two-lengths").contains("Content-Length: " + size + "\r\nContent-Length: " + size));
        QVERIFY(withFraming("folded").contains("X-Trace: one\r\n two\r\n"));
        const QByteArray lineFeeds = withFraming("lf");
        QVERIFY(!lineFeeds.contains('\r') && lineFeeds.contains("\n\n" + body));
        QVERIFY(withFraming("no-reason").startsWith("HTTP/1.1 200\r\n"));
        QVERIFY(withFraming("http10").startsWith("HTTP/1.0 200"));
        QVERIFY(withFraming("continue").startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"));
        QVERIFY(withFraming("chunked").contains("Transfer-Encoding: chunked\r\n"));
        set(R"({"framing":"chunked","gzip":false})");
        QCOMPARE(ask(QString::number(from), "raw")->body, body); // it is whole
        set(R"({"framing":"close"})");
        QCOMPARE(ask(QString::number(from), "raw")->body, body);
    }
    // What real clients send.
    void otherWaysToAsk()
    {
        const QByteArray query = "operation=" + QByteArray::number(from) + "&index=" + fresh();
        QVERIFY(raw({}, alerts.toLatin1() + "/?" + query).contains("\"ok\":1"));
        QVERIFY(raw({}, {}, "GET", "Authorization: Bearer contract-token\r\n").contains("\"ok\":1"));
        QVERIFY(raw({}, {}, "GET", "Authorization: Bearer wrong\r\n").startsWith("HTTP/1.1 401"));
        QVERIFY(raw({}, {}, "POST").startsWith("HTTP/1.1 404"));
    }
    // The feeds hold what events/alert holds: exporting both gives the same records twice.
    void aFeedHasItsKindOfAlerts()
    {
        set(R"({"granted":["alert","alerts-dlp","alerts-malware","alerts-device"],"page_size":1000})");
        QJsonArray all;
        for (auto page = ask(QString::number(from)); !events(page).isEmpty();
             page = ask(QStringLiteral("next"))) {
            for (const QJsonValue event : events(page))
                all << event;
        }
        QSet<QString> types;
        QMap<QString, QSet<QString>> idsOf;
        for (const QJsonValue alert : std::as_const(all)) {
            types.insert(alert[QStringLiteral("type")].toString());
            idsOf[alert[QStringLiteral("alert_type")].toString()].insert(
                alert[QStringLiteral("_id")].toString());
        }
        QVERIFY(types.contains(QStringLiteral("DLP")) && types.contains(QStringLiteral("Malware")) &&
                types.contains(QStringLiteral("anomaly")) && types.contains(QStringLiteral("nspolicy")));
        for (const auto &[feed, type] : {std::pair("dlp", "DLP"), std::pair("malware", "Malware")}) {
            const QString path =
                QStringLiteral("/api/v2/events/dataexport/alerts/") + QString::fromLatin1(feed);
            QSet<QString> ids;
            for (auto page = ask(QString::number(from), "feed", path); !events(page).isEmpty();
                 page = ask(QStringLiteral("next"), "feed", path)) {
                for (const QJsonValue event : events(page)) {
                    QVERIFY(all.contains(event));
                    ids.insert(event[QStringLiteral("_id")].toString());
                }
            }
            QVERIFY(!ids.isEmpty());
            QCOMPARE(ids, idsOf[QString::fromLatin1(type)]);
        }
        const QString device = QStringLiteral("/api/v2/events/dataexport/alerts/device");
        QVERIFY(events(ask(QString::number(from), "feed", device)).isEmpty());
    }
    void theQueryEndpointsObey()
    {
        const QString search = QStringLiteral("/api/v2/events/datasearch/alert");
        set(R"({"granted":["/api/v2/events/datasearch/alert"]})");
        const auto list = [&](const QList<QPair<const char *, QString>> &query) {
            QList<QPair<QString, QString>> parameters;
            for (const auto &[name, value] : query)
                parameters << qMakePair(QString::fromLatin1(name), value);
            return events(get(search, parameters));
        };
        const QString start = QString::number(from + 3600), end = QString::number(from + 7200);
        const QJsonArray hour = list({{"starttime", start}, {"endtime", end}});
        QVERIFY(hour.size() > 50 && hour.size() < count / 2);
        qint64 before = to;
        for (const QJsonValue event : hour) {
            const qint64 time = event[QStringLiteral("timestamp")].toInteger();
            QVERIFY(time >= from + 3600 && time <= from + 7200 && time <= before); // the newest first
            before = time;
        }
        const QJsonArray few = list({{"starttime", start},
                                     {"endtime", end},
                                     {"offset", QStringLiteral("3")},
                                     {"limit", QStringLiteral("2")}});
        QCOMPARE(few, QJsonArray({hour[3], hour[4]}));
        const QJsonArray filtered =
            list({{"query", QStringLiteral("alert_type eq DLP and severity neq \"low\"")},
                  {"fields", QStringLiteral("_id,alert_type,severity")}});
        QVERIFY(!filtered.isEmpty());
        for (const QJsonValue event : filtered) {
            QCOMPARE(event.toObject().size(), 3);
            QCOMPARE(event[QStringLiteral("alert_type")].toString(), QStringLiteral("DLP"));
            QVERIFY(event[QStringLiteral("severity")].toString() != QLatin1String("low"));
        }
        QCOMPARE(get(search, {{QStringLiteral("query"), QStringLiteral("what is this")}})->status, 400);
        QCOMPARE(get(search, {{QStringLiteral("limit"), QStringLiteral("10001")}})->status, 400);
    }
};

QTEST_GUILESS_MAIN(DemoMisbehaviourTest)
#include "demo_misbehaviour_test.moc"
