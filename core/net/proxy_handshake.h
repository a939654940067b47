// The conversation that opens a tunnel through a proxy: CONNECT (RFC 9110, section 9.3.6) with Basic
// (RFC 7617), Digest (RFC 7616) or Negotiate (RFC 4559), or SOCKS5 (RFC 1928) with user name and password
// (RFC 1929).
//
// Qt's own implementation asks the proxy again, hundreds of times a second, as long as it offers NTLM or
// Negotiate; it prefers those to a Basic that is offered as well; and it hides the proxy's answer. Here each
// method that a proxy offers is tried once, and no tunnel takes more than three requests, so that a wrong
// password does not lock the user's account. The owner sees to it that other tunnels do not try it again: see
// proxy_passwords.h.
//
// The password is sent only to a proxy that asked for it. If there is one, it is tried first; the user's
// Kerberos ticket follows if the proxy offers Negotiate.
//
// Pure: it deals with bytes, and knows nothing about sockets, time or Kerberos. Threads: one.
#pragma once
#include "core/base/error.h"
#include "core/io/spare_buffers.h"
#include "core/net/http_response.h"
#include "core/net/proxy.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QList>

namespace slipway {

// One way to sign in that a Proxy-Authenticate header offers.
struct ProxyChallenge
{
    QByteArray scheme;                        // in lower case: "basic", "ntlm"
    QByteArray token;                         // the data of Negotiate and NTLM
    QHash<QByteArray, QByteArray> parameters; // names in lower case, values without quotes
};
[[nodiscard]] QList<ProxyChallenge> proxyChallenges(const QByteArray &header);

// How the last tunnel signed in, so that the next one does the same in its first request.
struct ProxySignIn
{
    QByteArray scheme; // empty: without signing in
    ProxyChallenge challenge;
    quint32 uses = 0; // of a Digest challenge's nonce
};

// Whether the error means that the proxy does not let the user in. Asking again, as an export does after
// other errors, would only send the same password once more and bring the account closer to being locked.
[[nodiscard]] bool isSignInRefusal(const Error &error);

// In which ways the one who uses the tunnel can sign in.
enum class SignInWays {
    Passwords,           // Basic and Digest
    PasswordsAndTickets, // Negotiate as well: the owner can deal with ProxyHandshake::Next::Ticket
    BasicOnly            // rclone, which makes tunnels of its own; the errors say so
};

class ProxyHandshake
{
public:
    enum class Next {
        Read,      // wait for more bytes
        Write,     // send toSend(), then wait
        Reconnect, // close the connection, open another and begin() on it
        Ticket,    // close the connection, and hand negotiateToken() for the proxy's host to takeTicket()
        Open,      // the tunnel begins after the bytes that were consumed
        Failed     // see error()
    };

    // `signIn` must outlive this object, which changes it.
    ProxyHandshake(ProxyRoute route, QString host, quint16 port, ProxySignIn &signIn,
                   SignInWays ways = SignInWays::Passwords);

    // What to do before there is a connection: Ticket if the last tunnel needed one, otherwise Reconnect.
    [[nodiscard]] Next start() const;
    [[nodiscard]] Next takeTicket(const Result<QByteArray> &token);
    // Whether the next connection will send the password, or offers to.
    [[nodiscard]] bool isAboutToSendPassword() const;
    // In place of such a connection, if it is known that the proxy refuses the password: goes on without it.
    [[nodiscard]] Next withholdPassword();
    // Call it once connected to the proxy. Returns what to send first.
    [[nodiscard]] QByteArray begin();
    [[nodiscard]] Next feed(QByteArrayView bytes);
    // The proxy has closed the connection, or keeps sending a refusal for too long.
    [[nodiscard]] Next closed();
    [[nodiscard]] QByteArray toSend() { return std::move(m_toSend); }
    // How many bytes of the last feed() belong to the tunnel.
    [[nodiscard]] qsizetype unused() const { return m_unused; }
    // Whether the answer is known to be a refusal and only its page is still to come.
    [[nodiscard]] bool isRefused() const { return m_response && m_response->status() > 0; }
    // Whether the current connection has sent the password.
    [[nodiscard]] bool hasSentPassword() const { return m_hasSentPassword; }
    // Whether the proxy closed the connection in place of an answer to that.
    [[nodiscard]] bool wasCutOff() const { return m_wasCutOff; }
    [[nodiscard]] const Error &error() const { return m_error; } // its kind is Proxy
    [[nodiscard]] int requests() const { return m_requests; }

    // The proxy does not answer, or cannot be reached.
    [[nodiscard]] static Error silent(const ProxyRoute &route);

private:
    enum class Socks { Greeting, SignIn, Reply };

    [[nodiscard]] bool mayUsePassword() const { return m_route.hasCredentials() && !m_isWithheld; }
    [[nodiscard]] bool isSupported(const ProxyChallenge &challenge) const;
    [[nodiscard]] bool isSocks() const { return m_route.proxy.type() == QNetworkProxy::Socks5Proxy; }
    [[nodiscard]] QByteArray authority() const;
    [[nodiscard]] QByteArray authorization();
    [[nodiscard]] QByteArray digest(const ProxyChallenge &challenge);
    Next fail(const QString &message, const QString &next);
    Next failSignIn(const QString &message, const QString &next);
    Next judge();
    Next signIn();
    Next cannotSignIn(const QList<ProxyChallenge> &offers);
    Next readSocks();
    Next askSocks();

    ProxyRoute m_route;
    QString m_host;
    quint16 m_port;
    ProxySignIn &m_signIn;
    SignInWays m_ways;
    bool m_isWithheld = false, m_hasSentPassword = false, m_wasCutOff = false;
    QByteArray m_ticket; // a token of Negotiate, for one request
    SpareBuffers m_spare;
    std::optional<HttpResponse> m_response;
    QByteArrayList m_tried; // schemes
    QByteArray m_toSend, m_received;
    Error m_error;
    Socks m_socks = Socks::Greeting;
    qsizetype m_unused = 0;
    int m_requests = 0;
};

} // namespace slipway
