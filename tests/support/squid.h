// Squid, a proxy that many companies run, on an address of this computer. It lets "ann" in with the password
// "canary", and knows hosts of its own, which no name server does.
#pragma once
#include "tests/support/servers.h"

namespace slipway::test {

class Squid
{
public:
    enum class SignIn { None, Basic, Digest };
    // `address`: where it listens, without brackets: "127.0.0.1", "::1".
    // `hosts`: names that lead to 127.0.0.1.
    explicit Squid(const QStringList &hosts, SignIn signIn = SignIn::None,
                   const QString &address = QStringLiteral("127.0.0.1"))
        : m_address(address)
    {
        // Started by root, Squid works as another user.
        if (!QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7777)))
            qFatal("%s cannot be opened to Squid", qPrintable(m_folder.path()));
        const quint16 port = freePort(address);
        write("hosts", QStringLiteral("127.0.0.1 %1\n").arg(hosts.join(QLatin1Char(' '))));
        write("users", signIn == SignIn::Digest
                           ? QStringLiteral("ann:canary\n") // as openssl passwd -apr1
                           : QStringLiteral("ann:$apr1$slipway1$KxUrMD526XKRqTZ.5iNwX0\n"));
        QString config = QStringLiteral("http_port %1\npid_filename %2/pid\ncache deny all\n"
                                        "access_log stdio:%2/access\ncache_log %2/cache.log\n"
                                        "coredump_dir %2\npinger_enable off\nshutdown_lifetime 0 seconds\n"
                                        "hosts_file %2/hosts\n")
                             .arg(at(port), m_folder.path());
        if (signIn != SignIn::None)
            config += QStringLiteral("auth_param %1 program /usr/lib/squid/%2 %3/users\n"
                                     "auth_param %1 children 1\nauth_param %1 realm gw\n"
                                     "acl known proxy_auth REQUIRED\nhttp_access allow known\n")
                          .arg(signIn == SignIn::Basic ? QStringLiteral("basic") : QStringLiteral("digest"),
                               signIn == SignIn::Basic ? QStringLiteral("basic_ncsa_auth")
                                                       : QStringLiteral("digest_file_auth"),
                               m_folder.path());
        config += signIn == SignIn::None ? QStringLiteral("http_access allow all\n")
                                         : QStringLiteral("http_access deny all\n");
        write("squid.conf", config);
        m_server = std::make_unique<Server>(QStringLiteral("squid"),
                                            QStringList{QStringLiteral("-N"), QStringLiteral("-f"),
                                                        m_folder.filePath(QStringLiteral("squid.conf"))},
                                            address, port);
    }
    // "127.0.0.1:3128", "[::1]:3128"
    [[nodiscard]] QString hostAndPort() const { return at(m_server->port()); }
    [[nodiscard]] quint16 port() const { return m_server->port(); }
    // Everything that it has printed so far.
    [[nodiscard]] QByteArray output() { return m_server->output(); }
    // The tunnels that it has opened, such as "acme.goskope.com:443", one for each tunnel that has ended.
    [[nodiscard]] QByteArrayList tunnels() const
    {
        QByteArrayList found;
        QFile log(m_folder.filePath(QStringLiteral("access")));
        (void)log.open(QIODevice::ReadOnly);
        for (const QByteArray &line : log.readAll().split('\n')) {
            const QByteArrayList words = line.simplified().split(' ');
            if (words.value(3).endsWith("/200") && words.value(5) == "CONNECT")
                found << words.value(6);
        }
        return found;
    }

private:
    [[nodiscard]] QString at(quint16 port) const
    {
        return (m_address.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2"))
            .arg(m_address)
            .arg(port);
    }
    void write(const char *name, const QString &text) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            qFatal("%s cannot be written", qPrintable(file.fileName()));
    }

    QString m_address;
    QTemporaryDir m_folder;
    std::unique_ptr<Server> m_server;
};

} // namespace slipway::test
