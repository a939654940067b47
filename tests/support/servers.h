// Real servers for tests: child processes on free ports of this computer, which end with the test,
// and certificates from a throwaway authority. If a program is missing, the test fails with a
// message that says how to install it.
#pragma once
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QNetworkProxy>
#include <QProcess>
#include <QSslSocket>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

namespace slipway::test {

inline quint16 freePort(const QString &host = QStringLiteral("127.0.0.1"))
{
    QTcpServer server;
    server.listen(QHostAddress(host), 0);
    return server.serverPort();
}

class Server
{
public:
    // Waits until the port accepts connections.
    Server(const QString &program, const QStringList &arguments, const QString &host, quint16 port)
        : m_port(port)
    {
        const QString path = QStandardPaths::findExecutable(
            program, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin")});
        if (path.isEmpty())
            qFatal("%s is missing: run installer/setup", qPrintable(program));
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(path, arguments);
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < 10'000 && m_process.state() != QProcess::NotRunning) {
            QTcpSocket socket;
            socket.setProxy(QNetworkProxy::NoProxy);
            socket.connectToHost(host, port);
            if (socket.waitForConnected(200))
                return;
            m_process.waitForReadyRead(20);
        }
        qFatal("%s does not start: %s", qPrintable(program), m_process.readAll().constData());
    }
    ~Server()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(3000))
            m_process.kill();
        m_process.waitForFinished(3000);
    }
    [[nodiscard]] quint16 port() const { return m_port; }
    // Everything that it has printed so far.
    [[nodiscard]] QByteArray output()
    {
        m_process.waitForReadyRead(50);
        m_output += m_process.readAll();
        return m_output;
    }

private:
    QProcess m_process;
    QByteArray m_output;
    quint16 m_port;
};

// A certificate authority with a given name, and certificates that it issues.
class Authority
{
public:
    explicit Authority(const QString &commonName, const QString &organisation = QStringLiteral("Test"))
    {
        openssl({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                 QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"),
                 QStringLiteral("30"), QStringLiteral("-subj"),
                 QStringLiteral("/O=%1/CN=%2").arg(organisation, commonName), QStringLiteral("-keyout"),
                 path(QStringLiteral("ca.key")), QStringLiteral("-out"), caFile()});
    }
    struct Pair
    {
        QString certificate, key;
    };
    [[nodiscard]] QString caFile() const { return path(QStringLiteral("ca.pem")); }
    // `names`: "IP:127.0.0.1" or "DNS:tenant.test", for example. A certificate with negative `days`
    // has expired. `how`: the kind of key, followed by options for signing ("-md5").
    [[nodiscard]] Pair issue(const QString &commonName, const QString &names, int days = 10,
                             const QStringList &how = {QStringLiteral("rsa:2048")}) const
    {
        const Pair pair{path(commonName + QStringLiteral(".pem")), path(commonName + QStringLiteral(".key"))};
        const QString request = path(commonName + QStringLiteral(".csr"));
        openssl({QStringLiteral("req"), QStringLiteral("-newkey"), how.first(), QStringLiteral("-nodes"),
                 QStringLiteral("-subj"), QStringLiteral("/CN=") + commonName, QStringLiteral("-addext"),
                 QStringLiteral("subjectAltName=") + names, QStringLiteral("-keyout"), pair.key,
                 QStringLiteral("-out"), request});
        openssl(QStringList{QStringLiteral("x509"), QStringLiteral("-req"), QStringLiteral("-in"), request,
                            QStringLiteral("-CA"), caFile(), QStringLiteral("-CAkey"),
                            path(QStringLiteral("ca.key")), QStringLiteral("-CAcreateserial"),
                            QStringLiteral("-copy_extensions"), QStringLiteral("copy"),
                            QStringLiteral("-out"), pair.certificate} +
                validity(days) + how.mid(1));
        return pair;
    }
    [[nodiscard]] Pair selfSigned(const QString &commonName, const QString &names) const
    {
        const Pair pair{path(commonName + QStringLiteral(".pem")), path(commonName + QStringLiteral(".key"))};
        openssl({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                 QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"),
                 QStringLiteral("5"), QStringLiteral("-subj"), QStringLiteral("/CN=") + commonName,
                 QStringLiteral("-addext"), QStringLiteral("subjectAltName=") + names,
                 QStringLiteral("-keyout"), pair.key, QStringLiteral("-out"), pair.certificate});
        return pair;
    }

private:
    // OpenSSL 3.4 and later refuse a negative number of days, and earlier ones have no other way.
    static QStringList validity(int days)
    {
        if (days >= 0 || QSslSocket::sslLibraryVersionNumber() < 0x30400000L)
            return {QStringLiteral("-days"), QString::number(days)};
        const auto written = [](const QDateTime &time) {
            return time.toString(QStringLiteral("yyyyMMddhhmmss")) + QLatin1Char('Z');
        };
        const QDateTime end = QDateTime::currentDateTimeUtc().addDays(days);
        return {QStringLiteral("-not_before"), written(end.addDays(-10)), QStringLiteral("-not_after"),
                written(end)};
    }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    static void openssl(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral("openssl"), arguments);
        if (!process.waitForFinished(30'000) || process.exitCode() != 0)
            qFatal("openssl: %s", process.readAllStandardError().constData());
    }
    QTemporaryDir m_folder;
};

// An nginx that terminates TLS in front of a plain HTTP server.
class TlsFront
{
public:
    TlsFront(const Authority::Pair &pair, const QUrl &behind,
             const QString &host = QStringLiteral("127.0.0.1"))
    {
        const quint16 port = freePort(host);
        QFile config(m_folder.filePath(QStringLiteral("nginx.conf")));
        config.open(QIODevice::WriteOnly);
        config.write(
            QStringLiteral("daemon off; pid %1/pid; error_log stderr;\n"
                           "events {}\n"
                           "http { access_log off; client_max_body_size 0; client_body_temp_path %1; "
                           "proxy_temp_path %1;\n"
                           "  fastcgi_temp_path %1; uwsgi_temp_path %1; scgi_temp_path %1;\n"
                           "  server { listen %2:%3 ssl; ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate %4; "
                           "ssl_certificate_key %5;\n"
                           "    location / { proxy_pass %6; proxy_set_header Host $http_host; } } }\n")
                .arg(m_folder.path(), host)
                .arg(port)
                .arg(pair.certificate, pair.key, behind.toString())
                .toUtf8());
        config.close();
        m_url = QUrl(QStringLiteral("https://%1:%2").arg(host).arg(port));
        m_server = std::make_unique<Server>(QStringLiteral("nginx"),
                                            QStringList{QStringLiteral("-c"), config.fileName()}, host, port);
    }
    [[nodiscard]] QUrl url() const { return m_url; }

private:
    QTemporaryDir m_folder;
    QUrl m_url;
    std::unique_ptr<Server> m_server;
};

} // namespace slipway::test
