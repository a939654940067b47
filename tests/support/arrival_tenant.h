// A tenant whose events have two times: their own, and the time of their arrival, which decides
// their place in the iterator. A test can thus make an event as late as it likes. A page contains
// the next events in order of arrival; its mark is the arrival time of its last event.
//
// The server runs on a separate thread, so that a test may block. The methods can be called from
// any thread.
#pragma once
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QMutex>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace slipway::test {

class ArrivalTenant
{
public:
    explicit ArrivalTenant(int pageSize = 3) : m_pageSize(pageSize)
    {
        m_server.moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(
            &m_server,
            [this] {
                m_server.listen(QHostAddress::LocalHost);
                QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
                    while (QTcpSocket *socket = m_server.nextPendingConnection())
                        QObject::connect(socket, &QTcpSocket::readyRead, socket,
                                         [this, socket] { read(socket); });
                });
            },
            Qt::BlockingQueuedConnection);
    }
    ~ArrivalTenant()
    {
        QMetaObject::invokeMethod(
            &m_server,
            [this] {
                for (QTcpSocket *socket : m_server.findChildren<QTcpSocket *>())
                    delete socket;
                m_server.close();
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    [[nodiscard]] QUrl address() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()));
    }

    // Adds an event to every endpoint and returns its text. `arrival` must not be earlier than that
    // of the event added before.
    QByteArray add(int number, qint64 time, qint64 arrival)
    {
        const QMutexLocker lock(&m_mutex);
        const QByteArray text = "{\"_id\":\"" + QByteArray::number(number, 16).rightJustified(24, '0') +
                                "\",\"timestamp\":" + QByteArray::number(time) + "}";
        m_events << Event{text, arrival};
        return text;
    }
    // Forgets every index, as if none had been used before.
    void forget()
    {
        const QMutexLocker lock(&m_mutex);
        m_cursors.clear();
    }
    // The next `indexes` that are started lose their place before the events that arrived at `arrival` or
    // later, and say that there is nothing more.
    void loseFrom(qint64 arrival, int indexes)
    {
        const QMutexLocker lock(&m_mutex);
        m_lostFrom = arrival;
        m_losing = indexes;
    }
    // A request and the number of events in its answer. A page that was empty because the cursor
    // was at the end is still empty when it is sent again.
    struct Request
    {
        QString index, operation;
        int events = 0;
    };
    [[nodiscard]] QList<Request> takeLog()
    {
        const QMutexLocker lock(&m_mutex);
        return std::exchange(m_log, {});
    }
    void setMarks(bool has)
    {
        const QMutexLocker lock(&m_mutex);
        m_hasMarks = has;
    }

private:
    struct Event
    {
        QByteArray text;
        qint64 arrival = 0;
    };
    struct Cursor
    {
        qsizetype begin = 0, end = 0;
        bool isLost = false; // see loseFrom()
    };

    // Of the first event that arrived at `arrival` or later.
    qsizetype placeOf(qint64 arrival) const
    {
        return std::lower_bound(m_events.begin(), m_events.end(), arrival,
                                [](const Event &event, qint64 mark) { return event.arrival < mark; }) -
               m_events.begin();
    }

    void read(QTcpSocket *socket)
    {
        QByteArray head = socket->property("head").toByteArray() + socket->readAll();
        for (qsizetype end; (end = head.indexOf("\r\n\r\n")) >= 0; head = head.mid(end + 4)) {
            const QByteArray target = head.left(head.indexOf('\r')).split(' ').value(1);
            const auto [status, body] = answer(QUrl::fromEncoded(target));
            socket->write("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " +
                          QByteArray::number(body.size()) + "\r\n\r\n" + body);
        }
        socket->setProperty("head", head);
    }

    std::pair<QByteArray, QByteArray> answer(const QUrl &url)
    {
        const QMutexLocker lock(&m_mutex);
        const QUrlQuery query(url);
        const QString operation = query.queryItemValue(QStringLiteral("operation")),
                      index = query.queryItemValue(QStringLiteral("index"));
        const QString key = url.path() + QLatin1Char('?') + index;
        m_log << Request{index, operation};
        if (operation == QLatin1String("resend") && !m_cursors.contains(key))
            return {"400 Bad Request", "{\"message\":\"nothing to resend\"}"};
        const bool isNew = !m_cursors.contains(key);
        Cursor &cursor = m_cursors[key];
        if (isNew && m_losing > 0) {
            --m_losing;
            cursor.isLost = true;
        }
        bool isEpoch = false;
        const qint64 epoch = operation.toLongLong(&isEpoch);
        if (isEpoch) {
            cursor.begin = cursor.end = placeOf(epoch);
        }
        if (operation != QLatin1String("resend")) {
            cursor.begin = cursor.end;
            const qsizetype end = cursor.isLost ? placeOf(m_lostFrom) : m_events.size();
            cursor.end =
                std::clamp<qsizetype>(cursor.begin + m_pageSize, cursor.begin, std::max(end, cursor.begin));
        }
        QByteArray list;
        for (qsizetype i = cursor.begin; i < cursor.end; ++i)
            list += (list.isEmpty() ? "" : ",") + m_events[i].text;
        m_log.last().events = static_cast<int>(cursor.end - cursor.begin);
        const qint64 mark = cursor.end > cursor.begin ? m_events[cursor.end - 1].arrival
                            : m_events.isEmpty()      ? 1
                                                      : m_events.last().arrival + 1;
        const QByteArray marked =
            m_hasMarks ? ",\"timestamp_hwm\":" + QByteArray::number(mark) : QByteArray();
        return {"200 OK", "{\"ok\":1" + marked + ",\"wait_time\":0,\"result\":[" + list + "]}"};
    }

    QThread m_thread;
    QTcpServer m_server;
    QMutex m_mutex;
    int m_pageSize;
    bool m_hasMarks = true;
    qint64 m_lostFrom = 0;
    int m_losing = 0;      // indexes
    QList<Event> m_events; // in order of arrival
    QMap<QString, Cursor> m_cursors;
    QList<Request> m_log;
};

} // namespace slipway::test
