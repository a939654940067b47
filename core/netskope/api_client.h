// One HTTPS client for one tenant. GET only, but for the two reading calls of API v1; never follows a
// redirect; has its own timers and its own inflation.
//
// Why not QNetworkAccessManager: it sends a request again by itself when the connection breaks before the
// answer, which moves the server's cursor twice and loses a page; Qt 6.4's accepts truncated gzip bodies
// without an error and refuses dense ones; and its transfer timeout can crash after a wake from sleep. TLS
// and DNS are Qt Network's; the way through a proxy is our own (see routed_socket.h).
//
// Threads: lives on the thread that made it, which needs an event loop.
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

// Where and how to reach a tenant. Holds the token: never log or store it as a whole.
struct ConnectionSettings
{
    QUrl address; // from normaliseAddress()
    Secret token;
    QString caFile; // additional CA certificates (PEM); empty: only the system's
    QString proxy;  // "" = the environment's or the system's, "none", or a proxy: see manualProxy()
    std::shared_ptr<RequestLedger> ledger = {}; // where each request is written down; may be null
    QString proxyOption = {};                   // "--proxy" where `proxy` comes from the command line
};

struct ProxySignIn;

struct HttpAnswer
{
    int status = 0;
    QHash<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;                       // inflated; has simdjson's padding as spare capacity
    qint64 wireBytes = 0;                  // body bytes as they came over the wire
    std::chrono::milliseconds elapsed{0};
    QDateTime serverTime; // from the Date header, UTC; invalid when there is none

    [[nodiscard]] QByteArray header(const QByteArray &lowerCaseName) const
    {
        return headers.value(lowerCaseName);
    }
    // The tenant's own name for this request, for a ticket; empty when the answer has none.
    [[nodiscard]] QString requestId() const;
    // The first characters of the body for an error text: one line, scrubbed, at most 300 characters.
    [[nodiscard]] QString excerpt() const;
};

// How long an answer may take and how large it may be. What goes beyond ends as Timeout or BadAnswer.
//
// A body may be slow, but not without end: after each idleness of `idle`, after a `window` of time in which
// fewer than `leastBytes` came (1 KB a second; modems were faster), and after `whole`, it is given up. So a
// slow and steady page arrives, and a server that sends a byte now and then holds a job for a minute.
struct RequestLimits
{
    std::chrono::milliseconds connect{20'000}; // until the connection stands, TLS and proxy included
    std::chrono::milliseconds answer{20'000};  // from the request to the end of the answer's header
    std::chrono::milliseconds idle{60'000};    // without a single byte of the body
    std::chrono::milliseconds window{60'000};
    qint64 leastBytes = 60 << 10;               // in each window, as they come over the wire
    std::chrono::milliseconds whole{3'600'000}; // from the request to the end of the answer
    qint64 maxBody = 512LL << 20;               // bytes after inflation
    bool discardSuccess = false; // break off a 2xx answer after its header: its body is not needed
    // Asked with the body of a 2xx answer as it grows; true: the rest is not needed, and the connection is
    // closed. Such a request asks for a body that is not packed; a packed one is read whole.
    std::function<bool(const QByteArray &)> isEnough = {};
};

class ApiClient : public QObject
{
    Q_OBJECT
public:
    explicit ApiClient(ConnectionSettings settings, QObject *parent = nullptr);
    ~ApiClient() override;

    // GET address/path?query with the token. Any HTTP status is an answer; an error is a connection that
    // failed (TruncatedAnswer where a body began and broke off: the server may have moved the cursor). Ends
    // within a second of a stop request, as Cancelled. A CA file that cannot be read is an error of each
    // request.
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> get(QString path, QUrlQuery query, std::stop_token stop,
                                                      RequestLimits limits = {});

    // POST address/path?query with the token as a form field of the body: how Netskope documents its API v1,
    // where everything is a POST or has the token in its URL. BadInput for any path but /api/v1/events and
    // /api/v1/alerts, which only read. The rest as get().
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> readV1(QString path, QUrlQuery query, std::stop_token stop,
                                                         RequestLimits limits = {});

    // Takes a body's memory back for the next answer. Views into the body end here.
    void recycle(QByteArray body) { m_spare.give(std::move(body)); }

    [[nodiscard]] const ConnectionSettings &settings() const { return m_settings; }

private:
    enum class Method { Get, PostV1 };
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> request(Method method, QString path, QUrlQuery query,
                                                          std::stop_token stop, RequestLimits limits);
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> send(Method method, QUrl url, std::stop_token stop,
                                                       RequestLimits limits);
    [[nodiscard]] static QByteArray requestText(Method method, const QUrl &url, const QByteArray &token,
                                                bool mayBePacked);

    SpareBuffers m_spare;
    ConnectionSettings m_settings;
    std::unique_ptr<ProxySignIn> m_signIn;
    Result<void> m_ready;
    QList<QSslCertificate> m_authorities; // beside this computer's own
    std::optional<ProxyRoute> m_route;    // asked anew after a minute: computers move between networks
    std::chrono::steady_clock::time_point m_routeAt;
};

} // namespace slipway
