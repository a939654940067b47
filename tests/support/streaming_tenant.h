// A tenant whose answers are made while they are sent: hundreds of megabytes, of which there is never more
// than a piece in memory. One connection at a time, one answer on each.
#pragma once
#include <QByteArray>
#include <QUrl>

#include <atomic>
#include <functional>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace slipway::test {

class StreamingTenant
{
public:
    // Sends bytes; false: the other side has closed the connection.
    using Send = std::function<bool(const QByteArray &)>;
    // Writes a whole answer, on the tenant's thread. `request`: its header.
    using Answer = std::function<void(const QByteArray &request, const Send &send)>;

    explicit StreamingTenant(Answer answer)
        : m_answer(std::move(answer)), m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), length) != 0 ||
            ::listen(m_listener, 8) != 0 ||
            ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length) != 0)
            qFatal("no server");
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~StreamingTenant()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        if (const int client = m_client; client >= 0)
            ::shutdown(client, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }
    StreamingTenant(const StreamingTenant &) = delete;

    [[nodiscard]] QUrl address() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port)); }
    // How many answers have been sent to their last byte.
    [[nodiscard]] int sent() const { return m_sent; }

private:
    void serve()
    {
        for (int client; (client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            m_client = client;
            QByteArray request;
            char bytes[4096];
            for (ssize_t got;
                 !request.contains("\r\n\r\n") && (got = ::read(client, bytes, sizeof bytes)) > 0;)
                request.append(bytes, got);
            bool isWhole = true;
            m_answer(request, [&](const QByteArray &piece) {
                for (qsizetype at = 0; isWhole && at < piece.size();) {
                    const ssize_t done = ::send(client, piece.constData() + at,
                                                static_cast<size_t>(piece.size() - at), MSG_NOSIGNAL);
                    isWhole = done > 0;
                    at += done;
                }
                return isWhole;
            });
            m_sent += isWhole;
            m_client = -1;
            ::close(client);
        }
    }

    Answer m_answer;
    int m_listener;
    quint16 m_port = 0;
    std::atomic<int> m_sent = 0, m_client = -1;
    std::thread m_thread;
};

} // namespace slipway::test
