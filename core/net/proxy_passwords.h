// Which passwords proxies have refused, so that a wrong one is tried once and does not lock the user's
// account.
//
// There is one record for the whole process, because the account is the user's, whoever asks: the endpoints
// of an export, the connections of a check, several tenants, several jobs, tests of destinations, and rclone.
// It distinguishes proxy, port, user name and password, and keeps only a digest of them.
//
// As long as it is not known whether a password is right, one connection tries it and the others wait for
// what becomes of it. A right one may then be used by any number of connections at the same time. A refused
// one is not sent again until
// - the user name, the password or the proxy is another one: then it is another entry;
// - the user asks again: the window's Check, Test and Resume call tryProxyPasswordsAgain(), and every command
// of
//   slipway-cli is a process of its own. Whatever goes on by itself, such as repeated checks and the retries
//   of jobs, does not ask again.
//
// Threads: any.
#pragma once
#include "core/net/proxy.h"

#include <QObject>

namespace slipway {

// Forgets the refusals: the next connection tries a password once more.
void tryProxyPasswordsAgain();

// Tells connections that wait for their turn that they may ask again.
class ProxyPasswordNews : public QObject
{
    Q_OBJECT
Q_SIGNALS:
    void changed(); // may come from any thread, and for any password
};
[[nodiscard]] const ProxyPasswordNews &proxyPasswordNews();

// One connection's use of the password in its route. If it ends while trying the password, the next one
// tries.
class ProxyPassword
{
public:
    explicit ProxyPassword(const ProxyRoute &route);
    ProxyPassword(const ProxyPassword &) = delete;
    ProxyPassword &operator=(const ProxyPassword &) = delete;
    ~ProxyPassword();

    enum class Turn {
        Send,   // it is right, or this connection is the one that tries it: say what becomes of it
        Wait,   // another one tries it: ask again after ProxyPasswordNews::changed()
        Refused // do not send it
    };
    [[nodiscard]] Turn ask();
    void accepted();
    void refused();
    void giveBack(); // the proxy has not said whether it is right
    // What is known of it.
    [[nodiscard]] bool isRight() const;
    [[nodiscard]] bool isRefused() const;

private:
    QByteArray m_key;
    bool m_tries = false;
};

} // namespace slipway
