// A server that sends exactly the bytes that a test gives it, one answer per connection. The last
// answer is repeated.
#pragma once
#include <QMutex>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QUrl>

namespace slipway::test {

struct RawAnswer
{
    enum End { Close, Reset, KeepOpen };
    QByteArray bytes;
    End end = Close;
};

class RawServer
{
public:
    explicit RawServer(QList<RawAnswer> answers) : m_answers(std::move(answers))
    {
        m_server.moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(
            &m_server,
            [this] {
                m_server.listen(QHostAddress::LocalHost);
                QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { accept(); });
            },
            Qt::BlockingQueuedConnection);
    }
    ~RawServer()
    {
        QMetaObject::invokeMethod(
            &m_server,
            [this] {
                m_server.close();
                qDeleteAll(m_server.findChildren<QTcpSocket *>());
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    [[nodiscard]] QUrl address() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()));
    }
    [[nodiscard]] int requests() const
    {
        QMutexLocker lock(&m_mutex);
        return m_requests;
    }

private:
    void accept()
    {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::readyRead, &m_server, [this, socket] {
                if (!socket->readAll().contains("\r\n\r\n"))
                    return;
                RawAnswer answer;
                {
                    QMutexLocker lock(&m_mutex);
                    answer = m_answers[std::min<qsizetype>(m_requests, m_answers.size() - 1)];
                    ++m_requests;
                }
                socket->write(answer.bytes);
                socket->flush();
                if (answer.end == RawAnswer::Close)
                    socket->disconnectFromHost();
                if (answer.end == RawAnswer::Reset) {
                    socket->waitForBytesWritten(1000);
                    socket->abort();
                }
            });
        }
    }

    QList<RawAnswer> m_answers;
    QTcpServer m_server;
    QThread m_thread;
    mutable QMutex m_mutex;
    int m_requests = 0;
};

// A complete answer with a Content-Length.
[[nodiscard]] inline QByteArray http(const QByteArray &body, const QByteArray &headers = {},
                                     const QByteArray &status = "200 OK")
{
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) +
           "\r\n\r\n" + body;
}

} // namespace slipway::test
