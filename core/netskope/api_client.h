// One HTTPS client for one tenant. It sends only GET, except for the two reading calls of API v1, never
// follows a redirect, and has its own timers and decompression.
//
// A request is never sent twice. That holds for kept connections too: if the server closes one while a
// request is on its way, the request has failed like any other that got no answer.
//
// Why not QNetworkAccessManager: it sends a request again by itself when the connection breaks before the
// answer, which moves the server's cursor twice and loses a page; Qt 6.4's accepts truncated gzip bodies
// without an error and refuses dense ones; and its transfer timeout can crash after a wake from sleep. TLS
// and DNS are Qt Network's; the way through a proxy is our own (see routed_socket.h).
//
// Threads: lives on the thread that created it, which needs an event loop.
#pragma once
#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/io/inflate.h"
#include "core/io/spare_buffers.h"
#include "core/net/proxy.h"
#include "core/net/request_ledger.h"

#include <QByteArray>
#include <QCoroTask>
#include <QDateTime>
#include <QHash>
#include <QObject>
#include <QSslCertificate>
#include <QUrl>
#include <QUrlQuery>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace slipway {

class SecretMemory;

// Where and how to reach a tenant. Holds the token: never log or store it as a whole.
struct ConnectionSettings
{
    QUrl address; // from normaliseAddress()
    Secret token;
    QString caFile; // additional CA certificates (PEM); empty: only the system's own
    QString proxy;  // "" = the environment's or the system's, "none", or a proxy: see manualProxy()
    std::shared_ptr<RequestLedger> ledger = {}; // where each request is recorded; may be null
    QString proxyOption = {};                   // "--proxy" if `proxy` comes from the command line
};

struct ProxySignIn;

struct HttpAnswer
{
    int status = 0;
    QHash<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body; // inflated, unless the limits say otherwise; has simdjson's padding as spare capacity
    qint64 wireBytes = 0; // body bytes as they arrived
    std::chrono::milliseconds elapsed{0};
    QDateTime serverTime; // from the Date header, UTC; invalid when there is none

    [[nodiscard]] QByteArray header(const QByteArray &lowerCaseName) const
    {
        return headers.value(lowerCaseName);
    }
    // The tenant's own id of this request, for a support ticket; empty if the answer has none.
    [[nodiscard]] QString requestId() const;
    // The first characters of the body for an error text: one line, scrubbed, at most 300 characters.
    [[nodiscard]] QString excerpt() const;
};

// How long an answer may take and how large it may be. A request that exceeds a limit ends with Timeout or
// BadAnswer.
//
// A body may be slow, but not endless. It is given up after a silence of `idle`, after a `window` in which
// fewer than `leastBytes` arrived (1 KB a second; modems were faster), and after `whole`. So a page that
// arrives slowly but steadily is read, while a server that sends a byte now and then holds up a job for only
// a minute.
struct RequestLimits
{
    std::chrono::milliseconds connect{20'000}; // until the connection is open, including TLS and proxy
    std::chrono::milliseconds answer{20'000};  // from the request to the end of the answer's header
    std::chrono::milliseconds idle{60'000};    // without a single byte of the body
    std::chrono::milliseconds window{60'000};
    qint64 leastBytes = 60 << 10;               // in each window, as they arrive
    std::chrono::milliseconds whole{3'600'000}; // from the request to the end of the answer
    qint64 maxBody = 512LL << 20;               // bytes after inflation
    bool discardSuccess = false; // break off a 2xx answer after its header: its body is not needed
    bool leavesPacked = false;   // the body stays as it arrived, for unpacked()
    // Called with the body of a 2xx answer as it grows; true: the rest is not needed, and the connection is
    // closed. Such a request asks for a body without compression; a compressed one is read whole.
    std::function<bool(const QByteArray &)> isEnough = {};
};

// The answer to a request for `path` with its body inflated, if that was left packed. The memory comes from
// `spare`. Errors: those of a request whose body is inflated on arrival, Cancelled among them.
[[nodiscard]] Result<HttpAnswer> unpacked(HttpAnswer answer, const QString &path, qint64 maxBody,
                                          SpareBuffers &spare, const std::stop_token &stop = {});

class ApiClient : public QObject
{
    Q_OBJECT
public:
    explicit ApiClient(ConnectionSettings settings, QObject *parent = nullptr);
    ~ApiClient() override;

    // GET address/path?query with the token. Any HTTP status counts as an answer; an error means that the
    // connection failed (TruncatedAnswer if a body began and broke off: the server may have moved the
    // cursor). After a stop request it ends within a second, with Cancelled. If the CA file cannot be read,
    // every request fails with that error.
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> get(QString path, QUrlQuery query, std::stop_token stop,
                                                      RequestLimits limits = {});

    // POST address/path?query with the token as a form field in the body. This is how Netskope documents its
    // API v1, in which every call is either a POST or has the token in its URL. BadInput for any path but
    // /api/v1/events and /api/v1/alerts, which only read. Otherwise it behaves like get().
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> readV1(QString path, QUrlQuery query, std::stop_token stop,
                                                         RequestLimits limits = {});

    // From now on, the connection stays open after an answer, for the next request. A request on it may meet
    // the server closing it, which is a lost answer (ConnectionLost): only for callers that are ready for
    // one. Whatever is not an ordinary success to the letter of HTTP/1.1 ends the connection, and so does a
    // silence of some seconds.
    void keepConnection();
    // Ends the connection that is kept, if there is one: what came on it was not what should have come.
    void endConnection();

    // Takes back the memory of a body for the next answer. Views into the body become invalid.
    void recycle(QByteArray body) { m_spare.give(std::move(body)); }

    [[nodiscard]] const ConnectionSettings &settings() const { return m_settings; }

private:
    enum class Method { Get, PostV1 };
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> request(Method method, QString path, QUrlQuery query,
                                                          std::stop_token stop, RequestLimits limits);
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> send(Method method, QUrl url, std::stop_token stop,
                                                       RequestLimits limits);
    [[nodiscard]] static SecretMemory requestText(Method method, const QUrl &url, const QByteArray &token,
                                                  bool mayBePacked, bool staysOpen);

    SpareBuffers m_spare;
    ConnectionSettings m_settings;
    std::unique_ptr<ProxySignIn> m_signIn;
    struct KeptConnection;
    std::unique_ptr<KeptConnection> m_kept; // null: each request has a connection of its own
    Result<void> m_ready;
    QList<QSslCertificate> m_authorities; // in addition to this computer's own
    std::optional<ProxyRoute> m_route;    // asked again after a minute: computers change networks
    std::chrono::steady_clock::time_point m_routeAt;
};

} // namespace slipway
