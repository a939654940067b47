#include "core/destinations/ssh/ssh_host_key.h"

#include "core/async/completion.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QtEndian>

#include <thread>

namespace slipway {
namespace {

// Messages of RFC 4253 and RFC 5656.
constexpr char disconnect = 1, keyExchangeInit = 20, exchangeBegin = 30, exchangeReply = 31;
constexpr quint32 longestPacket = 1 << 18;

QByteArray number(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray text(const QByteArray &bytes)
{
    return number(static_cast<quint32>(bytes.size())) + bytes;
}

QByteArray packet(const QByteArray &payload)
{
    const qsizetype padding = 8 - (payload.size() + 5) % 8 + 8; // at least 4 bytes, up to a multiple of 8
    return number(static_cast<quint32>(payload.size() + padding + 1)) + static_cast<char>(padding) + payload +
           QByteArray(padding, '\0');
}

QByteArray random(qsizetype size)
{
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(QRandomGenerator::global()->bounded(1, 127));
    return bytes;
}

// Reads the parts of a message in order.
class Reader
{
public:
    explicit Reader(QByteArray bytes) : m_rest(std::move(bytes)) {}
    void skip(qsizetype size) { m_rest.remove(0, size); }
    QByteArray text()
    {
        if (m_rest.size() < 4)
            return {};
        const auto size = static_cast<qsizetype>(qFromBigEndian<quint32>(m_rest.constData()));
        const QByteArray found = m_rest.mid(4, size);
        m_rest.remove(0, 4 + size);
        return found;
    }

private:
    QByteArray m_rest;
};

// Our half of the exchange. Any public value will do, since the shared secret is never needed.
QByteArray firstHalf(const QByteArray &method)
{
    if (method.startsWith("curve25519"))
        return exchangeBegin + text(random(32));
    if (method.startsWith("ecdh")) // the curve's own base point (SEC 2, 2.4.2)
        return exchangeBegin +
               text(QByteArray::fromHex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                                        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
    return exchangeBegin + text(random(256)); // below the prime of group 14
}

class Conversation
{
public:
    Conversation(QString host, int port, std::stop_token stop, std::chrono::milliseconds limit)
        : m_host(std::move(host)), m_port(port), m_stop(std::move(stop)), m_deadline(limit)
    {}

    Result<ShownHostKey> ask(const QByteArrayList &algorithms)
    {
        const QByteArrayList methods{"curve25519-sha256", "curve25519-sha256@libssh.org",
                                     "ecdh-sha2-nistp256", "diffie-hellman-group14-sha256",
                                     "diffie-hellman-group14-sha1"};
        m_socket.setProxy(QNetworkProxy::NoProxy);
        m_socket.connectToHost(m_host, static_cast<quint16>(m_port));
        while (m_socket.state() != QAbstractSocket::ConnectedState) {
            if (m_stop.stop_requested() || m_deadline.hasExpired() ||
                m_socket.state() == QAbstractSocket::UnconnectedState)
                return lost(ErrorKind::ConnectionRefused);
            m_socket.waitForConnected(100);
        }
        // Lines before the version are allowed (RFC 4253, 4.2).
        do {
            const auto end = receive([this] { return m_received.indexOf('\n') + 1; });
            if (end == 0)
                return lost();
            m_line = m_received.left(end);
            m_received.remove(0, end);
        } while (!m_line.startsWith("SSH-"));

        const QByteArray ciphers("aes128-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
                                 "chacha20-poly1305@openssh.com,aes128-cbc,3des-cbc");
        const QByteArray macs("hmac-sha2-256,hmac-sha2-512,hmac-sha2-256-etm@openssh.com,"
                              "hmac-sha2-512-etm@openssh.com,hmac-sha1");
        const QByteArray compression("none,zlib@openssh.com,zlib");
        QByteArray offer =
            keyExchangeInit + random(16) + text(methods.join(',')) + text(algorithms.join(','));
        for (const QByteArray &list :
             {ciphers, ciphers, macs, macs, compression, compression, QByteArray(), QByteArray()})
            offer += text(list);
        m_socket.write("SSH-2.0-Slipway\r\n" + packet(offer + '\0' + number(0)));

        const QByteArray theirs = message(keyExchangeInit);
        if (theirs.isEmpty())
            return lost();
        Reader reader(theirs);
        reader.skip(1 + 16);
        const QByteArrayList theirMethods = reader.text().split(',');
        ShownHostKey shown{reader.text().split(','), {}, {}};
        const auto isCommon = [](const QByteArrayList &ours, const QByteArrayList &others) {
            for (const QByteArray &each : ours) {
                if (others.contains(each))
                    return each;
            }
            return QByteArray();
        };
        const QByteArray method = isCommon(methods, theirMethods);
        if (isCommon(algorithms, shown.offered).isEmpty())
            return shown;
        if (method.isEmpty())
            return failure(ErrorKind::BadAnswer, QStringLiteral("No common key exchange."), {},
                           QString::fromLatin1(theirMethods.join(',')));
        m_socket.write(packet(firstHalf(method)));
        const QByteArray reply = message(exchangeReply);
        if (reply.isEmpty())
            return lost();
        Reader answer(reply);
        answer.skip(1);
        shown.blob = answer.text();
        shown.type = Reader(shown.blob).text();
        return shown;
    }

private:
    // Waits until `size` is above 0 and returns it; 0 if nothing more will come.
    template<class Size>
    qsizetype receive(Size size)
    {
        for (;;) {
            m_received += m_socket.readAll();
            if (const qsizetype found = size(); found > 0)
                return found;
            if (m_stop.stop_requested() || m_deadline.hasExpired() || m_received.size() > longestPacket)
                return 0;
            if (!m_socket.waitForReadyRead(100) && m_socket.state() != QAbstractSocket::ConnectedState &&
                m_socket.bytesAvailable() == 0)
                return 0;
        }
    }
    // The next message of this kind; skips others, such as debug texts. Empty if there is none.
    QByteArray message(char kind)
    {
        for (;;) {
            const auto whole = receive([this]() -> qsizetype {
                if (m_received.size() < 5)
                    return 0;
                const auto size = qFromBigEndian<quint32>(m_received.constData());
                const auto all = static_cast<qsizetype>(std::min(size, longestPacket)) + 4;
                return m_received.size() >= all ? all : 0;
            });
            if (whole == 0)
                return {};
            const auto padding = static_cast<uchar>(m_received[4]);
            const QByteArray payload = m_received.mid(5, whole - 5 - padding);
            m_received.remove(0, whole);
            if (payload.startsWith(kind))
                return payload;
            if (payload.isEmpty() || payload.startsWith(disconnect))
                return {};
        }
    }
    [[nodiscard]] std::unexpected<Error> lost(ErrorKind kind = ErrorKind::ConnectionLost) const
    {
        if (m_stop.stop_requested())
            kind = ErrorKind::Cancelled;
        return failure(kind, QStringLiteral("The SSH server shows no host key."), {}, m_socket.errorString());
    }

    QString m_host;
    int m_port;
    std::stop_token m_stop;
    QDeadlineTimer m_deadline;
    QTcpSocket m_socket;
    QByteArray m_received, m_line;
};

} // namespace

QByteArrayList usualHostKeyAlgorithms()
{
    // golang.org/x/crypto/ssh, supportedHostKeyAlgos, without certificates.
    return {"ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "rsa-sha2-512",
            "rsa-sha2-256",
            "ssh-rsa",
            "ssh-dss",
            "ssh-ed25519"};
}

QCoro::Task<Result<ShownHostKey>> askForHostKey(QString host, int port, QByteArrayList algorithms,
                                                std::stop_token stop, std::chrono::milliseconds limit)
{
    Completion completion(limit + std::chrono::hours(1)); // the thread itself observes limit and stop
    Result<ShownHostKey> shown;
    const std::jthread thread([&] {
        shown = Conversation(host, port, stop, limit).ask(algorithms);
        QMetaObject::invokeMethod(
            &completion, [&completion] { completion.end(true); }, Qt::QueuedConnection);
    });
    (void)co_await wait(completion, {});
    co_return shown;
}

} // namespace slipway
